"""Finds JSON in the text of an answer, and mends what is broken in form alone."""

import json
import re
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_STRING_OR_BRACKET = re.compile(rf"{_STRING}|[{{}}\[\]]", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[\]}}])()", re.DOTALL)
_JSON_OBJECT = re.compile(r'\{\s*"')
_OPENING = re.compile(r"[{\[]")
# No answer is nested deeper; a model that loops may open brackets without end.
_DEEPEST = 16
_MOST_FAILURES = 200
_MOST_ENDS = 50


def all_json(text: str) -> list[tuple[Any, bool]]:
    """Every JSON object or list in a text, in order, each with whether it had to be mended (or stands
    after an object that is beyond mending).

    Where none is complete, the first one that was cut off is closed after its last whole item.
    """
    found: list[tuple[Any, bool]] = []
    at = failures = 0
    is_broken = False
    while failures < _MOST_FAILURES and (opening := _OPENING.search(text, at)):
        start = opening.start()
        value, end = _plain(text, start)
        if value is not None:
            found.append((value, is_broken))
            at = end
            continue
        end, ends = _extent(text, start)
        value, mended = (_decode(text[start:end]), False) if end else (None, False)
        if end and value is None:
            value, mended = _mend(text[start:end]), True
        elif not end and (value := _close(text, start, ends)) is not None:
            # What was cut off runs to the end: its items are no answers of their own.
            return found or [(value, True)]
        if value is None:
            failures += 1
            is_broken = is_broken or _JSON_OBJECT.match(text, start) is not None
            at = start + 1
        else:
            found.append((value, mended or is_broken))
            at = end
    return found


def _plain(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at a place, and where it ends; None where it is none, or needs mending."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        # A number of thousands of digits is a ValueError that is no JSONDecodeError.
        return None, start
    return (None, start) if _is_deep(value) else (_unless_prose(value), end)


def _is_deep(value: Any, left: int = _DEEPEST) -> bool:
    """Whether lists and objects are nested deeper than any answer's: what reads values need not end."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not left or any(isinstance(v, dict | list) and _is_deep(v, left - 1) for v in inner)


def _decode(text: str) -> Any:
    """The JSON value that a whole text is; None where it is none."""
    value, end = _plain(text, 0)
    return value if end == len(text) else None


def _unless_prose(value: Any) -> Any:
    """A value but for a list without an object: "[sic]" is none."""
    is_prose = isinstance(value, list) and not any(isinstance(v, dict) for v in value) and value != []
    return None if is_prose else value


def _mend(text: str) -> Any:
    """The JSON value of a whole text, trailing commas outside its strings taken out; else None."""
    return _decode(_TRAILING_COMMA.sub(lambda m: m[1] or m[2], text))


def _close(text: str, start: int, ends: list[tuple[int, str]]) -> Any:
    """A JSON value that was cut off, closed after the last whole item that makes it readable; else None."""
    for end, closers in reversed(ends[-_MOST_ENDS:]):
        value = _mend(text[start:end] + closers)
        if value is not None:
            return value if value not in ({}, []) else None
    return None


def _extent(text: str, start: int) -> tuple[int, list[tuple[int, str]]]:
    """Where the bracket at a place is closed (0: nowhere), and the ends of whole items inside it, each
    with what would close the rest."""
    stack: list[str] = []
    ends: list[tuple[int, str]] = []
    for part in _STRING_OR_BRACKET.finditer(text, start):
        char = part.group()
        if char in "{[":
            stack.append("}" if char == "{" else "]")
            if len(stack) > _DEEPEST:
                return 0, ends
        elif char in "}]":
            if stack.pop() != char:
                return 0, []
            if not stack:
                return part.end(), []
            # Only a whole object is kept: half a quote is not what the model said.
            if char == "}" or len(stack) == 1:
                ends.append((part.end(), "".join(reversed(stack))))
    return 0, ends
