"""What lies in an article's folder, as far as it can be read, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.check import Finding, check_folder, findings
from onrecord.gold.rules.source import GOLD, Source, read_source

NO_PASSES = ("labels", "adjudication")
"""What lies among the passes and is none."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One finding. ``file`` is relative to the article's folder; ``line`` counts from 1 (0: none);
    ``words`` are the offending ones where they are known."""

    rule: str
    level: str
    file: str
    line: int
    message: str
    section: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article as a page shows it: of the annotations in ``file``, what could be read.

    ``has_meta`` is False where ``meta.json`` could not be read and the article's ``meta`` is a stand-in.
    """

    article: Article
    file: str
    has_meta: bool
    wrong: Sequence[Wrong]


def read_sheet(folder: Path, pass_name: str = "") -> Sheet:
    """An article folder with its gold, or with one of its passes.

    Raises GoldError where a file cannot be opened, or there is no such pass.
    """
    source = read_source(folder)
    if not pass_name:
        return Sheet(source.article, GOLD, source.has_meta, _of_gold(folder))
    passes = {name: file for name, file in source.passes.items() if name not in NO_PASSES}
    if pass_name not in passes:
        there = ", ".join(passes) or "none"
        raise GoldError(f"{folder}: no pass ‘{pass_name}’; there is {there}")
    file = passes[pass_name]
    # A pass is read as gold is.
    instead = replace(source, files={**source.files, GOLD: source.files[file]})
    return Sheet(instead.article, file, source.has_meta, _of_pass(instead, file))


def _of_gold(folder: Path) -> list[Wrong]:
    return [
        Wrong(
            f.rule,
            f.level,
            Path(f.path).relative_to(folder).as_posix(),
            f.line,
            f.message,
            f.section,
            _words(f),
        )
        for f in check_folder(folder)
    ]


def _of_pass(source: Source, file: str) -> list[Wrong]:
    """What reading the pass trips over, and the rules over articles: those over files are gold's alone."""
    faults = [
        Wrong(f.rule, "error", file if f.file == GOLD else f.file, f.line, f.message, "", f.words)
        for f in source.faults
    ]
    return faults + [
        Wrong(f.rule, f.level, file, f.line, f.message, f.section, _words(f))
        for f in findings(source.article)
    ]


def _words(found: Finding) -> str:
    """The offending words, as far as they stand in the excerpt."""
    place = found.place
    if place is None:
        return ""
    left = place.column - place.excerpt_column
    return place.excerpt[left : left + place.end_column - place.column]
