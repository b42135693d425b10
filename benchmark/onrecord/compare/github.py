"""A verdict where GitHub's workflows show it: the job's summary, and annotations.

Whatever comes from articles, answers and names stands in code spans, in which Markdown, HTML, links and
mentions are nothing but characters.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from onrecord.compare.gate import Check, Verdict
from onrecord.compare.judged import JudgedItem, Standing, judged_items
from onrecord.compare.show import p_value
from onrecord.reports.html_text import clean, count, shorten
from onrecord.reports.workflow import command

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; GitHub shows nothing of a longer one."""

_MOST_ANNOTATIONS = 10  # GitHub shows so many errors of a step
_ITEMS_NAMED = 5
_ROWS = 200
_WORDS_SHOWN = 160
_MESSAGE_SHOWN = 2_000
_CUT = "\n… cut here: the summary of a step has no more room. The JUnit file has everything.\n"


def write_summary(verdict: Verdict) -> bool:
    """Append the verdict to the file that ``$GITHUB_STEP_SUMMARY`` names; whether it was written.

    What goes wrong is said on standard error, and changes nothing about the verdict.
    """
    return _append(lambda room: summary(verdict, room))


def _append(made: Callable[[int], str]) -> bool:
    """Append what is made to fit the bytes that are left of the summary."""
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    if not named:
        return False
    path = Path(named)
    try:
        # Whatever else the step has written counts as well.
        text = made(SUMMARY_LIMIT - (path.stat().st_size if path.exists() else 0))
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        print(f"onrecord: the job's summary is not written: {path}: {error.strerror}", file=sys.stderr)
        return False
    if not text:
        print("onrecord: the job's summary is not written: the step has no room left", file=sys.stderr)
    return bool(text)


def summary(verdict: Verdict, room: int = SUMMARY_LIMIT) -> str:
    """The verdict in Markdown, ``room`` bytes of UTF-8 at most; nothing where not even its title fits."""
    kept: list[str] = []
    size = len(_CUT.encode())
    for line in _lines(verdict):
        size += len(line.encode()) + 1
        if size > room:
            return "".join((*kept, _CUT)) if kept else ""
        kept.append(f"{line}\n")
    return "".join(kept)


def tell(message: str) -> list[str]:
    """Why there is no verdict: appended to the job's summary, and as an annotation to be printed."""
    told = f"\n## OnRecord: no verdict\n\n{_verbatim(message, _MESSAGE_SHOWN)}\n"
    _append(lambda room: told if len(told.encode()) <= room else "")
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return []
    return [command("error", {"title": "OnRecord: no verdict"}, clean(message))]


def annotations(verdict: Verdict) -> list[str]:
    """A workflow command for each failed check, ten at most; none outside a workflow of GitHub."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return []
    failures = verdict.failures
    shown = failures if len(failures) <= _MOST_ANNOTATIONS else failures[: _MOST_ANNOTATIONS - 1]
    told = [(f"OnRecord: {check.name}", _told(check)) for check in shown]
    if len(shown) < len(failures):
        told.append(("OnRecord", f"{len(failures) - len(shown):,} more checks failed"))
    return [command("error", {"title": clean(title)}, clean(text)) for title, text in told]


def _told(check: Check) -> str:
    named = check.items[:_ITEMS_NAMED]
    more = [f"and {len(check.items) - len(named):,} more"] if len(named) < len(check.items) else []
    return "\n".join([check.says, *named, *more])


def _lines(verdict: Verdict) -> Iterator[str]:
    """What matters most comes first, and every line can be the last one: the end may be cut off."""
    comparison, failures = verdict.comparison, verdict.failures
    yield f"\n## OnRecord: {'passed' if verdict.passed else 'failed'}"
    yield ""
    held = f"{_verbatim(comparison.after.model)} held against {_verbatim(comparison.before.name)}"
    failed = (
        f"{len(failures)} of {count(len(verdict.checks), 'check')} failed."
        if failures
        else "No check failed."
    )
    yield f"{held}: {count(comparison.articles, 'article')}. {failed}"
    passed = [check for check in verdict.checks if check.passed]
    yield from _table(
        ("", "check", "what", "p of a drop"),
        (
            ("pass" if c.passed else "**FAIL**", _verbatim(c.name), _verbatim(c.says), p_value(c.p_value))
            for c in (*failures, *passed)
        ),
    )
    chance = "the drop may be chance" if verdict.is_stochastic else "within the margin"
    items = list(judged_items(verdict))
    yield from _items("What fails", "failed", items)
    yield from _items(f"Broken, and let pass: {chance}", "let pass", items)
    yield from _items("Fixed", "fixed", items)
    signatures = (comparison.before.signature, comparison.after.signature)
    for note in (*verdict.remarks, *signatures):
        yield ""
        yield _verbatim(note, len(note))


def _items(title: str, standing: Standing, items: Iterable[JudgedItem]) -> Iterator[str]:
    found = [item for item in items if item.standing == standing]
    if not found:
        return
    yield ""
    yield f"### {title} ({len(found):,})"
    columns = ("item", "about", "gold", "baseline", "now")
    rows = ((item.id, item.asked, item.gold, item.before, item.after) for item in found[:_ROWS])
    yield from _table(columns, (tuple(map(_verbatim, row)) for row in rows))
    if len(found) > _ROWS:
        yield ""
        yield f"{len(found) - _ROWS:,} more are in the JUnit file."


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        # A table is parted into cells before anything else is read: code spans do not hold a bar.
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


def _verbatim(text: str, most: int = _WORDS_SHOWN) -> str:
    """Text as a code span: its fence is longer than any within it."""
    plain = " ".join(clean(shorten(text, most)).split())
    if not plain:
        return "–"
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    pad = " " if plain[0] == "`" or plain[-1] == "`" else ""
    return f"{fence}{pad}{plain}{pad}{fence}"
