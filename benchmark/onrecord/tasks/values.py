"""What answers are once they have been read: typed values, or an Invalid with its reason."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["empty", "not_json", "wrong_shape", "unknown_label", "refused", "cut", "too_long"]


@dataclass(frozen=True, slots=True)
class Invalid:
    """An answer that cannot be read. ``detail`` says what was wrong, in words for the report."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PredictedQuote:
    """One quote as a model gave it: words, the names it gives as speaker, and the form it claims."""

    words: str
    speakers: tuple[str, ...]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    quotes: tuple[PredictedQuote, ...]


@dataclass(frozen=True, slots=True)
class SpeakerName:
    """The answer to "who said this?"; several names for joint speakers."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PredictedSpeaker:
    name: str
    other_names: tuple[str, ...] = ()
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Speakers:
    speakers: tuple[PredictedSpeaker, ...]


@dataclass(frozen=True, slots=True)
class Label:
    label: str


@dataclass(frozen=True, slots=True)
class SummaryText:
    text: str


Value = Quotes | SpeakerName | Speakers | Label | SummaryText


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it was read. ``flags`` count what is not silently 0: ``repaired`` (the JSON needed
    mending), ``cut`` (stopped at the token limit), ``reasoning`` (thinking was taken off)."""

    value: Value | Invalid
    flags: tuple[str, ...] = ()
