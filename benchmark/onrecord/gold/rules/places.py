"""Where offending words stand: their file, line and columns, and as much of the line as shows them."""

import bisect
import re
from pathlib import Path

from onrecord.gold.article import Article
from onrecord.gold.rules.rule import AnyRule, Finding, Place, Problem
from onrecord.gold.rules.source import META, TEXT, Source
from onrecord.text import Span

_AROUND = 100
_LONGEST = 400


class Lines:
    """The lines of an article's text, found when they are asked for."""

    def __init__(self, article: Article) -> None:
        self._text = article.raw
        file = Path(article.path)
        self._path = str((file.parent.parent if file.parent.name == "passes" else file.parent) / TEXT)
        self._starts: list[int] = []

    def place(self, span: Span) -> Place:
        self._starts = self._starts or [0, *(m.end() for m in re.finditer("\n", self._text))]
        line = bisect.bisect_right(self._starts, span.start)
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self._text)
        # A line end is a place too, just behind the line.
        last = max(min(span.end, end), span.start + 1)
        return _place(self._path, line, self._text[start : max(end, last)], span.start - start, last - start)


def finding(
    rule: AnyRule, path: str, problem: Problem, lines: Lines, source: Source | None = None
) -> Finding:
    """What a rule found, with the place that it is about where that can be told."""
    place = None
    if problem.span is not None:
        place = lines.place(problem.span)
    elif source is not None and (problem.words or problem.column is not None):
        place = _in_file(source, problem, path)
    # What is found in a file as a whole is told where it stands.
    line = problem.line or (place.line if place and place.path == path else 0)
    return Finding(rule.id, rule.level, path, line, problem.message, rule.section, place)


def _in_file(source: Source, problem: Problem, path: str) -> Place | None:
    """The offending words in their line; in ``meta.json``, which is one object, in any line."""
    file = problem.file or source.path.name
    lines = source.lines(file)
    for number in [problem.line] if problem.line or file != META else range(1, len(lines) + 1):
        if not 0 < number <= len(lines):
            continue
        line = lines[number - 1]
        column = problem.column if problem.column is not None else _find(line, problem.words)
        if column >= 0:
            return _place(path, number, line, column, column + max(1, len(problem.words)))
    return None


def _find(line: str, words: str) -> int:
    """Where words stand in a line; a word that is part of a longer one only where it stands nowhere else."""
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", line)
    return whole.start() if whole else line.find(words)


def _place(path: str, line: int, text: str, start: int, end: int) -> Place:
    left = max(0, start - _AROUND)
    right = min(len(text), max(min(end, start + _LONGEST), start + 1) + _AROUND)
    return Place(path, line, start + 1, end + 1, text[left:right], left + 1)
