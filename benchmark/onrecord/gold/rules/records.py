"""The lines of an annotation file: that each is a record, in the one form that a record has."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.article import Article, Fact, Mention, Quote, Speaker, Statement, Summary
from onrecord.gold.rules.rule import Problem, faults_of, file_rule, rule
from onrecord.gold.rules.source import GOLD, Source
from onrecord.gold.rules.text import CONTROLS, invisible
from onrecord.gold.save import canonical, dump


@file_rule("json-line", "error", "§1.6", "One record a line is what readers, diffs and merges rely on.")
def _json_line(source: Source) -> Iterator[Problem]:
    return faults_of(source, "json-line")


@file_rule("record-fields", "error", "§1.6", "A field that nobody knows is a wish that nobody grants.")
def _fields(source: Source) -> Iterator[Problem]:
    yield from faults_of(source, "record-fields")
    for line, record in source.records:
        if record.kind in ("label", "decision"):
            words = f'"{record.kind}"'
            yield Problem(line, f"a {record.kind} stands in passes only; move it there", words=words)


@rule("id-unique", "error", "§1", "References go by id, and each must mean one record.")
def _unique_ids(article: Article) -> Iterator[Problem]:
    records: list[Speaker | Mention | Quote | Fact | Statement | Summary] = [
        *article.speakers,
        *article.mentions,
        *article.quotes,
        *article.facts,
        *article.statements,
        *article.summaries,
    ]
    counts = Counter(r.id for r in records)
    for record in records:
        if counts[record.id] > 1:
            message = f"id ‘{record.id}’ stands {counts[record.id]} times; give each its own"
            yield Problem(record.line, message, words=f'"{record.id}"')


@rule("reference-exists", "error", "§1", "A reference to nothing leaves a quote without its speaker.")
def _references(article: Article) -> Iterator[Problem]:
    known: dict[str, Mapping[str, object]] = {
        "speaker": article.speaker,
        "mention": article.mention,
        "quote": article.quote,
        "fact": article.fact,
    }
    for line, kind, name in _named(article):
        if name not in known[kind]:
            there = list(known[kind])
            shown = ", ".join(there[:12]) + (f" and {len(there) - 12} more" if len(there) > 12 else "")
            yield Problem(line, f"no {kind} ‘{name}’; there is {shown or 'none'}", words=f'"{name}"')


def _named(article: Article) -> Iterator[tuple[int, str, str]]:
    """The line, the kind and the id of each reference from one record to another."""
    for mention in article.mentions:
        for name in mention.of:
            yield mention.line, "speaker", name
    for quote in article.quotes:
        for name in quote.speakers + quote.relayed_by:
            yield quote.line, "speaker", name
        if quote.on_behalf_of:
            yield quote.line, "speaker", quote.on_behalf_of
        if quote.via:
            yield quote.line, "mention", quote.via
        if quote.parent:
            yield quote.line, "quote", quote.parent
    for fact in article.facts:
        for name in fact.speakers:
            yield fact.line, "speaker", name
    for summary in article.summaries:
        for name in summary.tells:
            yield summary.line, "fact", name


@file_rule("record-strings", "warning", "§1.6", "Two strings that look alike must be alike.")
def _strings(source: Source) -> Iterator[Problem]:
    """Edge space, code points that are not NFC, and what nobody sees."""
    if not source.may_be_loose:
        return
    for line, record in source.records:
        for string in strings(record.model_dump(by_alias=True)):
            shown = json.dumps(string, ensure_ascii=False)[1:-1]
            if string != tidy(string):
                what = "is not NFC" if string.strip() == string else "has space at its edge"
                yield Problem(line, f"‘{string[:60]}’ {what}; --fix mends it", words=shown)
            elif hidden := _hidden(string):
                code = f"U+{ord(hidden):04X}"
                yield Problem(
                    line, f"‘{string[:60]}’ holds {code}, which nobody sees; take it out", words=shown
                )


def _hidden(string: str) -> str:
    """A code point of a string that nobody sees, or ""."""
    control = CONTROLS.search(string)
    return control[0] if control else next((span.of(string) for span in invisible(string)), "")


def tidy(string: str) -> str:
    """A record's string in NFC and without space at its edges."""
    return unicodedata.normalize("NFC", string.strip())


def strings(value: Any) -> Iterator[str]:
    """Every string in a value made of JSON's types."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


@file_rule(
    "canonical-form", "warning", "§1.6", "One form for one content: a diff shows what changed, and no more."
)
def _canonical(source: Source) -> Iterator[Problem]:
    """Of a file that holds records alone, all of them tidy: other rules come first."""
    if source.faults or source.may_be_loose:
        return
    try:
        records = canonical(source.text, [record for _, record in source.records], source.resolver)
    except GoldError:
        return
    lines = source.decoded(GOLD).split("\n")
    for number, (line, record) in enumerate(zip_longest(lines, records), 1):
        wanted = dump(record) if record else ""
        if line != wanted:
            message = f"not in canonical form from this line on; onrecord gold fmt {source.folder.name}"
            yield Problem(number, message, words=_difference(line or "", wanted))
            return


def _difference(line: str, wanted: str) -> str:
    """The rest of a line from where it is not what it should be."""
    same = next(
        (n for n, (a, b) in enumerate(zip(line, wanted, strict=False)) if a != b), min(len(line), len(wanted))
    )
    return line[same : same + 40] or line[-1:]
