"""What a reader finds in an English text. Every span is in code points of the text that was read."""

from dataclasses import dataclass
from typing import Literal

from onrecord.text import Span

Form = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A string in quote marks: with its marks, and the words inside them."""

    span: Span
    inner: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """Content that a source is said to have communicated.

    ``spans`` are the segments of the whole content, marks included; ``marked`` the stretches of it in
    quote marks (marks included); ``source`` the words that name the source where the quote stands
    (possibly a pronoun); ``speaker`` the fullest name the text has for that source, or the source's
    own words where it is nameless, or None where no source was found.
    """

    spans: tuple[Span, ...]
    form: Form
    marked: tuple[Span, ...] = ()
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name as it stands, without a leading title or determiner."""

    span: Span
    text: str
    kind: Literal["person", "organisation", "place", "other"]


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity. ``value`` carries the sign and the multiplier ("-2.5 million" is -2500000.0).

    ``comparator`` is one of ``>``, ``>=``, ``<``, ``<=``, ``~`` or "" (exactly); ``unit`` a canonical
    unit or currency ("%", "usd", "km") or the lemma of the noun that is counted, or "".
    """

    span: Span
    value: float
    comparator: str = ""
    unit: str = ""
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a relative day. Fields that the text leaves open are None.

    ``weekday`` is 0 (Monday) to 6; ``relative`` the folded words of an expression that needs the
    article's date ("last week", "yesterday"), or "".
    """

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str = ""
