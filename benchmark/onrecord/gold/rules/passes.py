"""Passes: that there are two, that they can be read, and that they stay as they were made."""

import dataclasses
from collections.abc import Iterator

from onrecord.gold.load import resolve
from onrecord.gold.rules.rule import ARTICLE_RULES, Problem, file_rule
from onrecord.gold.rules.source import META, SUGGESTED, TEXT, Numbered, Source
from onrecord.gold.rules.waivers import Waivers

_PAIR = ("a", "b")
_ALSO_IN_PASSES = ("fact-needs",)
"""Rules of level ``warning`` that a pass must keep too: a slip there is soonest mended by its writer."""


@file_rule(
    "two-passes", "warning", "§11.1", "What one annotator overlooks, two seldom do, and agreement needs both."
)
def _two(source: Source) -> Iterator[Problem]:
    if not source.has_meta:
        return
    missing = [name for name in _PAIR if name not in source.passes]
    if missing and not source.meta.single:
        message = f'no pass {" and no pass ".join(missing)}; add it, or mark the article "single": true'
        yield Problem(0, message, file=META)
    if not missing and source.meta.single:
        yield Problem(0, "there are two passes; the article is not single", words='"single"', file=META)


@file_rule(
    "pass-sound",
    "warning",
    "§11.1",
    "Adjudication takes what passes say: what is wrong there would be wrong in gold.",
)
def _sound(source: Source) -> Iterator[Problem]:
    for file in source.passes.values():
        try:
            source.files[file].decode("utf-8")
        except UnicodeDecodeError as error:
            yield Problem(0, f"not UTF-8 (byte {error.start}); save it as UTF-8", file=file)
        records, faults = source.parse(file)
        anchors = [fault for _, fault in source.broken_anchors(file, records)]
        for fault in (*faults, *anchors):
            yield Problem(fault.line, fault.message, words=fault.words, file=file, column=fault.column)
        if TEXT in source.files and not source.is_adjudicated:
            broken = {fault.line for fault in anchors}
            yield from _as_gold(source, file, [(n, record) for n, record in records if n not in broken])


def _as_gold(source: Source, file: str, records: Numbered) -> Iterator[Problem]:
    """What would be an error in gold. After adjudication it is put right there: passes stay as they are."""
    article = resolve(source.meta, source.text, records, source.folder / file, source.resolver)
    allowed = Waivers(article)
    for rule in ARTICLE_RULES:
        if rule.level != "error" and rule.id not in _ALSO_IN_PASSES:
            continue
        for problem in rule.check(article):
            # Without a line it is of the text, and told there.
            if problem.line and not allowed.cover(rule.id, problem.span):
                message = f"{problem.message} ({rule.id}, {rule.section})"
                yield dataclasses.replace(problem, message=message, file=file)


@file_rule(
    "pass-kept", "warning", "§11.1", "Passes are evidence of how gold came about, and stay as they were made."
)
def _kept(source: Source) -> Iterator[Problem]:
    """Asked with ``--base``."""
    for file, before in source.base.files.items() if source.base else ():
        if file.startswith("passes/") and source.base and source.files.get(file) != before:
            what = "has changed" if file in source.files else "is gone"
            yield Problem(0, f"{what} since {source.base.revision}; restore it, and mend the gold", file=file)


@file_rule("suggestions-open", "warning", "§11.1", "A suggestion is no gold until a person has looked at it.")
def _suggestions(source: Source) -> Iterator[Problem]:
    count = sum(1 for line in source.lines(SUGGESTED) if line.strip())
    if count:
        message = f"{count} suggestions wait; accept or reject each (gold annotate, gold accept, gold reject)"
        yield Problem(0, message, file=SUGGESTED)
