"""Checks gold against its rules: a loaded article, or everything that lies in article folders.

Rules of level ``error`` are what scoring relies on, so loading enforces them; warnings are advice. A
``damage`` record waives a named rule at its place.
"""

import contextlib
import gc
import hashlib
import multiprocessing
import os
import re
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from onrecord.gold.article import Article
from onrecord.gold.canary import without_canary
from onrecord.gold.load import article_folders, no_article
from onrecord.gold.rules import (  # noqa: F401  each registers its rules
    anchors,
    facts,
    marks,
    meta,
    passes,
    quotes,
    records,
    regions,
    speakers,
    statements,
    summaries,
    text,
    waivers,
)
from onrecord.gold.rules.base import bases
from onrecord.gold.rules.places import Lines, finding
from onrecord.gold.rules.rule import ARTICLE_RULES, FILE_RULES, AnyRule, Finding, Level, Problem
from onrecord.gold.rules.source import GOLD, META, TEXT, Base, read_source
from onrecord.gold.rules.summaries import BUDGETS
from onrecord.gold.rules.waivers import Waivers

__all__ = ["BUDGETS", "RULES", "Finding"]

RULES: tuple[AnyRule, ...] = (*FILE_RULES, *ARTICLE_RULES)

_MANY = 48
"""Articles from which on other processes save more time than starting them takes."""
_OF_MADE_GOLD = ("marked-strings",)
"""Rules that ask for what gold lacks until passes are adjudicated."""
_NO_LETTERS = re.compile(r"[\W_]+")


def findings(article: Article, level: Level | None = None) -> list[Finding]:
    """Everything the rules find in an article, in the order of the file. Waived problems are left out.

    Only rules over articles: those over files ask for ``check_folder``.
    """
    allowed = Waivers(article)
    lines = Lines(article)
    found = [
        finding(rule, article.path, problem, lines)
        for rule in ARTICLE_RULES
        if level in (None, rule.level)
        for problem in rule.check(article)
        if not allowed.cover(rule.id, problem.span)
    ]
    return sorted(found, key=lambda f: (f.line, f.rule))


def required_findings(article: Article) -> list[Finding]:
    """The findings that make gold unfit to score with."""
    return findings(article, "error")


def check_folder(folder: Path, base: Base | None = None, doubles: tuple[str, ...] = ()) -> list[Finding]:
    """Everything that any rule finds in an article folder, by file and line.

    Past a mistake it goes on: one broken line hides no other. ``base`` is the article as it was, ``doubles``
    are articles of the same text. Raises GoldError where a file cannot be opened.
    """
    source = read_source(folder, base, doubles)
    allowed = Waivers(source.article)
    lines = Lines(source.article)
    problems: list[tuple[AnyRule, Problem]] = [
        *((rule, problem) for rule in FILE_RULES for problem in rule.check(source)),
        *(
            (rule, problem)
            for rule in ARTICLE_RULES
            if not (rule.id in _OF_MADE_GOLD and source.awaits_adjudication)
            for problem in rule.check(source.article)
        ),
    ]
    found = [
        finding(rule, str(folder / _file(problem)), problem, lines, source)
        for rule, problem in problems
        if not allowed.cover(rule.id, problem.span)
    ]
    return sorted(found, key=lambda f: (f.path, f.line, f.rule))


def _file(problem: Problem) -> str:
    """The file that a problem is told of: what is no record's is the text's, where it has a place there."""
    in_text = problem.span is not None and not problem.line
    return problem.file or (TEXT if in_text else GOLD)


def check_folders(
    folders: Sequence[Path],
    *,
    base: str = "",
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[list[Finding]]:
    """The findings of each of some article folders, in their order.

    ``base`` names a revision of git to compare with; ``jobs`` is how many processes check at a time (None:
    as many as there are cores where the articles are many). ``progress`` is told how many are done, of how
    many. Raises GoldError where a file cannot be opened, or there is no such revision.
    """
    before = bases(folders, base) if base else {}
    doubles = _doubles(folders)
    asked = [(f, before.get(f), doubles.get(f, ())) for f in folders]
    workers = jobs or (_cores() if len(folders) >= _MANY else 1)
    with contextlib.ExitStack() as stack:
        if workers > 1:
            # Spawned, not forked: whoever calls this may have threads.
            pool = ProcessPoolExecutor(
                min(workers, len(folders)), multiprocessing.get_context("spawn"), _start
            )
            stack.callback(pool.shutdown, cancel_futures=True)
            results = pool.map(_check, asked, chunksize=8)
        else:
            results = map(_check, asked)
        for done, found in enumerate(results, 1):
            if progress:
                progress(done, len(folders))
            yield found


def folders_to_check(root: Path, wanted: Sequence[str] | None = None) -> list[Path]:
    """The article folders under a gold folder, or those named; one that lacks a file counts too.

    Raises GoldError where the gold folder holds none, or a name is none of them.
    """
    known = {p.parent.name: p.parent for file in (META, TEXT, GOLD) for p in root.glob(f"*/{file}")}
    if not known:
        article_folders(root)  # which says so
    for name in wanted or ():
        if name not in known:
            raise no_article(name, root, known)
    return [_short(known[name]) for name in wanted or sorted(known)]


def _short(path: Path) -> Path:
    """A path from where the user stands, where it is below: as they would type it."""
    absolute = path.absolute()
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else path


def _check(asked: tuple[Path, Base | None, tuple[str, ...]]) -> list[Finding]:
    return check_folder(*asked)


def _start() -> None:
    """In a worker: no look for cycles, of which checking makes hardly any; Ctrl-C is for who waits for it."""
    gc.set_threshold(50_000, 20, 100)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _doubles(folders: Sequence[Path]) -> dict[Path, tuple[str, ...]]:
    """Of each folder the articles beside it that have its text, but for marks, case and white space."""
    same: defaultdict[bytes, list[Path]] = defaultdict(list)
    for root in {f.parent for f in folders}:
        for path in sorted(root.glob(f"*/{TEXT}")):
            said = without_canary(path.read_bytes()).decode("utf-8", "replace") if path.is_file() else ""
            letters = _NO_LETTERS.sub("", said).casefold()
            if letters:
                same[hashlib.sha256(letters.encode()).digest()].append(path.parent)
    return {
        f: tuple(o.name for o in group if o != f) for group in same.values() for f in group if len(group) > 1
    }
