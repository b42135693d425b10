"""The one tolerant reader of answers: text becomes typed values, or an Invalid with its reason.

It forgives form (code fences, words around the JSON, trailing commas, a list cut at the token limit,
reasoning text before the answer), never content: what it cannot read is Invalid, and is counted.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from onrecord.tasks.json_text import all_json
from onrecord.tasks.reasoning import split_reasoning
from onrecord.tasks.refusals import is_refusal
from onrecord.tasks.task import Task
from onrecord.tasks.values import (
    Answer,
    Invalid,
    Label,
    PredictedQuote,
    PredictedSpeaker,
    Quotes,
    SpeakerName,
    Speakers,
    SummaryText,
    Value,
)
from onrecord.text import fold

_LONGEST = 200_000


def read_answer(task: Task, text: str, finish_reason: str = "stop", reasoning: str = "") -> Answer:
    """Read one answer of a task. Never raises on what a model wrote.

    ``reasoning`` is what the model gave in a field of its own: it is counted, and never read.
    """
    if finish_reason == "too_long":
        return Answer(Invalid("too_long", "the prompt exceeds the model's context"))
    if finish_reason == "refused":
        return Answer(Invalid("refused", _shown(text)))
    flags = ["cut"] if finish_reason == "length" else []
    body, within, is_open = split_reasoning(_encodable(text[:_LONGEST]))
    had_reasoning = bool(within or is_open or reasoning)
    if had_reasoning:
        flags.append("reasoning")
    if not body.strip():
        if is_open or (finish_reason == "length" and had_reasoning):
            return Answer(Invalid("cut", "the token limit was reached while reasoning"), tuple(flags))
        return Answer(Invalid("empty", "the answer is empty"), tuple(flags))
    if task.answer == "summary":
        return Answer(_read_summary(body), tuple(flags))
    found = all_json(body)
    if not found:
        return Answer(_unreadable(body, "cut" in flags), tuple(flags))
    value, mended, dropped = _last_of_its_shape(task, found)
    flags += ["repaired"] * mended + ["dropped"] * dropped
    return Answer(value, tuple(flags))


def _last_of_its_shape(task: Task, found: list[tuple[Any, bool]]) -> tuple[Value | Invalid, bool, bool]:
    """The last JSON of the task's shape, one that holds something before an empty one; else why not.

    Items that stand side by side (JSON Lines) are a list, which comes last. Also whether it was mended,
    and whether items of it were dropped.
    """
    key = _ITEM_KEYS.get(task.answer)
    items = [(v, mended) for v, mended in found if key and isinstance(v, dict) and key in v]
    if items:
        rest = [f for f in found if f not in items]
        found = [*rest, ([v for v, _ in items], any(mended for _, mended in items))]
    values = [(_READERS[task.answer](v, task), v, mended) for v, mended in found]
    shaped = [entry for entry in values if not isinstance(entry[0], Invalid)]
    value, source, mended = ([e for e in shaped if e[1]] or shaped or values)[-1]
    given = len(_entries(source, task.answer) or ())
    kept = len(value.quotes) if isinstance(value, Quotes) else given
    kept = len(value.speakers) if isinstance(value, Speakers) else kept
    return value, mended, not isinstance(value, Invalid) and kept < given


def _unreadable(body: str, was_cut: bool) -> Invalid:
    if is_refusal(body):
        return Invalid("refused", _shown(body))
    if was_cut:
        return Invalid("cut", "the token limit was reached before one whole item")
    return Invalid("not_json", f"no JSON in the answer: {_shown(body)}")


def _read_summary(body: str) -> Value | Invalid:
    text = body.strip()
    fence = re.fullmatch(r"```[a-z]*\n(.*?)\n?```", text, re.DOTALL)
    text = fence[1].strip() if fence else text
    if not any(c.isalnum() for c in text):
        return Invalid("empty", "the answer holds no word")
    if is_refusal(text):
        return Invalid("refused", _shown(text))
    return SummaryText(text)


def _read_quotes(found: Any, task: Task) -> Value | Invalid:
    entries = _entries(found, "quotes")
    if entries is None:
        return Invalid("wrong_shape", "no list ‘quotes’")
    quotes = []
    for entry in entries:
        words = entry.get("quote", entry.get("text")) if isinstance(entry, dict) else None
        if not isinstance(words, str):
            continue
        quotes.append(
            PredictedQuote(_encodable(words), _names(entry.get("speaker")), _string(entry.get("form")))
        )
    if entries and not quotes:
        return Invalid("wrong_shape", f"an entry without ‘quote’: {_shown(str(entries[0]))}")
    return Quotes(tuple(quotes))


def _read_speaker(found: Any, task: Task) -> Value | Invalid:
    entry = found[0] if isinstance(found, list) and len(found) == 1 else found
    if not isinstance(entry, dict) or not isinstance(entry.get("speaker", 0), str | list | None):
        return Invalid("wrong_shape", "no field ‘speaker’")
    return SpeakerName(_names(entry["speaker"]))


def _read_speakers(found: Any, task: Task) -> Value | Invalid:
    entries = _entries(found, "speakers")
    if entries is None:
        return Invalid("wrong_shape", "no list ‘speakers’")
    speakers = []
    for entry in entries:
        entry = {"name": entry} if isinstance(entry, str) else entry
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            continue
        others = _names(entry.get("other_names"))
        speakers.append(PredictedSpeaker(_string(entry["name"]), others, _string(entry.get("class"))))
    if entries and not speakers:
        return Invalid("wrong_shape", f"an entry without ‘name’: {_shown(str(entries[0]))}")
    return Speakers(tuple(speakers))


def _read_label(found: Any, task: Task) -> Value | Invalid:
    entry = found[0] if isinstance(found, list) and len(found) == 1 else found
    value = entry.get("label") if isinstance(entry, dict) else None
    if not isinstance(value, str):
        return Invalid("wrong_shape", "no field ‘label’")
    label = fold(value).strip(" .\"'")
    if label not in task.labels:
        return Invalid("unknown_label", f"‘{_shown(value)[:60]}’ is none of {', '.join(task.labels)}")
    return Label(label)


_READERS: Mapping[str, Callable[[Any, Task], Value | Invalid]] = {
    "quotes": _read_quotes,
    "speaker": _read_speaker,
    "speakers": _read_speakers,
    "label": _read_label,
}


# What an item of a list has, so that items without their list are known.
_ITEM_KEYS: Mapping[str, str] = {"quotes": "quote", "speakers": "name"}


def _entries(found: Any, field: str) -> list[Any] | None:
    entries = found.get(field) if isinstance(found, dict) else found
    return entries if isinstance(entries, list) else None


def _names(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_encodable(v) for v in values if isinstance(v, str))


def _string(value: Any) -> str:
    return _encodable(value) if isinstance(value, str) else ""


def _encodable(text: str) -> str:
    """The text without half characters, which JSON's escapes can hold and no file can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _shown(text: str) -> str:
    return _encodable(" ".join(text.split())[:120])
