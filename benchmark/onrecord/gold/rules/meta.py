"""``meta.json``: where an article is from, how it may be used, and how its gold has changed."""

import datetime
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.rules.rule import Problem, faults_of, file_rule
from onrecord.gold.rules.source import GOLD, META, TEXT, Source
from onrecord.gold.save import canonical, dumps

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TOLD = ("title", "source", "licence")
_UNTOLD = frozenset(("", "unknown", "todo", "tbd", "?", "-"))


@file_rule("meta-fields", "error", "§1", "Runs slice, split and share articles by these fields.")
def _fields(source: Source) -> Iterator[Problem]:
    return faults_of(source, "meta-fields")


@file_rule("meta-id", "error", "§1", "The folder is the article's id in every score.")
def _id(source: Source) -> Iterator[Problem]:
    if source.has_meta and source.meta.id != source.folder.name:
        message = f"id ‘{source.meta.id}’ is not the folder's name ‘{source.folder.name}’; make them one"
        yield _problem(message, f'"{source.meta.id}"')


@file_rule("meta-told", "warning", "§1", "Nobody may use a text of unknown source and licence.")
def _told(source: Source) -> Iterator[Problem]:
    for name in _TOLD if source.has_meta else ():
        if getattr(source.meta, name).strip().casefold() in _UNTOLD:
            yield _problem(f"{name} says nothing; tell it", f'"{name}"')


@file_rule("meta-language", "warning", "§1", "Prompts, readers and rules are of one language each.")
def _language(source: Source) -> Iterator[Problem]:
    if source.has_meta and (not _LANGUAGE.fullmatch(source.meta.language) or source.meta.language == "und"):
        message = f"language ‘{source.meta.language}’ is no code of a language; write en, or pt-BR"
        yield _problem(message, f'"{source.meta.language}"')


@file_rule(
    "meta-date", "warning", "§1", "A date tells whether a model may have read the article in training."
)
def _date(source: Source) -> Iterator[Problem]:
    if source.has_meta and not _is_date(source.meta.date):
        yield _problem(f"date ‘{source.meta.date}’ is no day; write YYYY-MM-DD", f'"{source.meta.date}"')


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@file_rule("meta-changes", "warning", "§11.5", "Whoever cites a version must be able to see what it is.")
def _changes(source: Source) -> Iterator[Problem]:
    if not source.has_meta:
        return
    changes = source.meta.changes
    if changes[-1].version != source.meta.version:
        message = f"version is {source.meta.version}, the last of changes {changes[-1].version}; add its line"
        yield _problem(message, '"version"')
    for earlier, later in itertools.pairwise(changes):
        if later.version <= earlier.version or later.date < earlier.date:
            message = (
                f"change {later.version} of {later.date} comes after {earlier.version} of {earlier.date}; "
                "sort them"
            )
            yield _problem(message, f'"{later.date}"')
    for change in changes:
        if not _is_date(change.date):
            yield _problem(
                f"change {change.version}: date ‘{change.date}’ is no day; write YYYY-MM-DD",
                f'"{change.date}"',
            )
        if not change.what.strip():
            yield _problem(f"change {change.version} does not say what changed; say it", '"what"')


@file_rule(
    "version-raised", "warning", "§11.5", "Scores on other gold are other scores, and must be told apart."
)
def _raised(source: Source) -> Iterator[Problem]:
    """Asked with ``--base``: what changed since raises the version, and keeps the lines of changes."""
    if source.base is None or not source.base.files or not source.has_meta:
        return
    before = Source(source.folder, source.base.files)
    if not before.has_meta:
        return
    if source.meta.changes[: len(before.meta.changes)] != before.meta.changes:
        yield _problem(f"changes lost or altered a line of {source.base.revision}; restore it", '"changes"')
    if source.meta.version <= before.meta.version and _content(source) != _content(before):
        message = (
            f"the gold has changed since {source.base.revision}, the version is still {source.meta.version}; "
            "raise it, and add a line to changes"
        )
        yield _problem(message, '"version"')


def _content(source: Source) -> tuple[Any, ...]:
    """What gold says, whatever form it has: text, records in canonical form, and what is told of it."""
    try:
        if source.faults:
            raise GoldError("not whole")
        records = dumps(canonical(source.text, [record for _, record in source.records]))
    except GoldError:
        records = source.decoded(GOLD)
    fields = json.loads(source.decoded(META))
    told = {k: v for k, v in fields.items() if k not in ("version", "changes", "sha256")}
    return source.files.get(TEXT, b""), records, told


def _problem(message: str, words: str) -> Problem:
    return Problem(0, message, words=words, file=META)
