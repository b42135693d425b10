"""Findings for people: each with the offending words in their line, and a caret line under them."""

import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from onrecord.gold.rules.rule import AnyRule, Finding, Place
from onrecord.reports.html_text import clean

_INDENT = "    "
_LEAST_WIDTH = 40
_STYLES = {"error": "bold red", "warning": "yellow"}


def shown(finding: Finding, rule: AnyRule, width: int) -> Iterator[Text]:
    """The lines for one finding, none wider than ``width`` cells but for its first and its last."""
    head = Text()
    head.append(f"{finding.level}:", _STYLES[finding.level])
    where = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head.append(f" {clean(where)}: ", "bold")
    head.append(f"{clean(finding.message)} ")
    head.append(f"[{finding.rule}; guideline {finding.section}]", "dim")
    yield head
    if finding.place:
        yield from _excerpt(finding, finding.place, max(width, _LEAST_WIDTH))
    yield Text(f"{_INDENT}{rule.why}", "dim")


def _excerpt(finding: Finding, place: Place, width: int) -> Iterator[Text]:
    name = "" if (place.path, place.line) == (finding.path, finding.line) else _file(place)
    begin = place.column - place.excerpt_column
    end = min(place.end_column - place.excerpt_column, len(place.excerpt))
    before = _printable(place.excerpt[:begin])
    words = _printable(place.excerpt[begin:end], marked=True) or " "
    after = _printable(place.excerpt[max(begin, end) :])
    room = width - len(_INDENT) - cell_len(name)
    words = _fitted(words, room * 2 // 3, from_end=False)
    before = _fitted(before, (room - cell_len(words)) // 2, from_end=True)
    after = _fitted(after, room - cell_len(words) - cell_len(before), from_end=False)
    line = Text(_INDENT + name, "dim")
    line.append(before, "not dim")
    line.append(words, f"not dim {_STYLES[finding.level]}")
    line.append(after, "not dim")
    yield line
    carets = Text(" " * (len(_INDENT) + cell_len(name) + cell_len(before)))
    carets.append("^" * max(1, cell_len(words)), _STYLES[finding.level])
    yield carets


def _file(place: Place) -> str:
    return f"{place.path.rsplit('/', 1)[-1]}:{place.line}: "


def _printable(text: str, *, marked: bool = False) -> str:
    """A text one sign for each code point, but for marks that cling to a letter; ``marked`` shows space."""
    return "".join(_sign(c, marked and text.isspace()) for c in text)


def _sign(char: str, show_space: bool) -> str:
    if char.isspace():
        return "·" if show_space else " "
    category = unicodedata.category(char)
    # A joiner is part of an emoji; everything else that nobody sees, or that a terminal obeys, is shown.
    if category in ("Cc", "Cs", "Co", "Cn") or (category == "Cf" and char != "\u200d"):
        return "□"
    return char


def _fitted(text: str, cells: int, *, from_end: bool) -> str:
    """As much of a text as fits, with an ellipsis for what does not."""
    if cell_len(text) <= cells:
        return text
    if cells < 1:
        return ""
    while text and cell_len(text) > cells - 1:
        text = text[1:] if from_end else text[:-1]
    return f"…{text}" if from_end else f"{text}…"
