"""What a rule is, what it yields, and what becomes of that: a finding with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from onrecord.gold.article import Article
from onrecord.gold.rules.source import Source
from onrecord.text import Span

Level = Literal["error", "warning"]
Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields: the line of the record (0: none) and the message.

    ``span`` is the offending place in the article, where a ``damage`` record can waive the rule; without it
    ``words`` are the offending words in the record's line, to be found there. ``file`` is the file that
    ``line`` counts in, relative to the article's folder; "" for the annotations. ``column`` counts code
    points from 0, where the words stand in that line more than once.
    """

    line: int
    message: str
    span: Span | None = None
    words: str = ""
    file: str = ""
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Offending words where they stand: ``column`` and ``end_column`` count code points from 1, half open.

    ``excerpt`` is as much of the line as is needed to see them; it begins in column ``excerpt_column``.
    """

    path: str
    line: int
    column: int
    end_column: int
    excerpt: str
    excerpt_column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule, where, and what to do."""

    rule: str
    level: Level
    path: str
    line: int
    message: str
    section: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} [{self.rule}; guideline {self.section}]"


@dataclass(frozen=True, slots=True)
class Rule(Generic[Checked]):
    """A rule under its stable id. ``why`` is one sentence; ``section`` the guideline's.

    Errors are what scoring relies on; those over articles are enforced when gold is loaded.
    """

    id: str
    level: Level
    section: str
    why: str
    check: Callable[[Checked], Iterator[Problem]]


AnyRule = Rule[Article] | Rule[Source]

ARTICLE_RULES: list[Rule[Article]] = []
"""Rules over an article whose anchors are resolved: all that a loaded article, or an open page, can break."""

FILE_RULES: list[Rule[Source]] = []
"""Rules over the files as they lie on disk. Of these, loading enforces what it trips over while reading."""

Check = Callable[[Article], Iterator[Problem]]
FileCheck = Callable[[Source], Iterator[Problem]]


def rule(id: str, level: Level, section: str, why: str) -> Callable[[Check], Check]:
    """Register a rule over articles."""

    def register(check: Check) -> Check:
        ARTICLE_RULES.append(Rule(id, level, section, why, check))
        return check

    return register


def file_rule(id: str, level: Level, section: str, why: str) -> Callable[[FileCheck], FileCheck]:
    """Register a rule over an article's files."""

    def register(check: FileCheck) -> FileCheck:
        FILE_RULES.append(Rule(id, level, section, why, check))
        return check

    return register


def faults_of(source: Source, rule: str) -> Iterator[Problem]:
    """What reading the gold tripped over that breaks a rule."""
    for fault in source.faults:
        if fault.rule == rule:
            yield Problem(fault.line, fault.message, words=fault.words, file=fault.file, column=fault.column)
