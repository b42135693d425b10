"""Reads gold from its folders. What scoring relies on is checked here; a mistake never gets past."""

import difflib
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.article import (
    Article,
    Damage,
    Fact,
    Mention,
    NotQuote,
    Quote,
    Region,
    Speaker,
    Statement,
    Summary,
)
from onrecord.gold.canary import without_canary
from onrecord.gold.records import (
    AnyRecord,
    DamageRecord,
    DecisionRecord,
    FactRecord,
    LabelRecord,
    MentionRecord,
    Meta,
    NotQuoteRecord,
    QuoteRecord,
    Record,
    RegionRecord,
    SpeakerRecord,
    StatementRecord,
    SummaryRecord,
    record_adapter,
)
from onrecord.text import Span

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_MOST_NAMED = 5


def load_article(folder: Path, annotations: str = "annotations.jsonl") -> Article:
    """Load one article with its gold, or with one of its passes (``annotations="passes/a.jsonl"``).

    Raises GoldError naming file, line and remedy at the first thing that scoring could not rely on.
    """
    from onrecord.gold.check import required_findings

    article = read_article(folder, annotations)
    for finding in required_findings(article):
        raise GoldError(str(finding))
    return article


def read_article(folder: Path, annotations: str = "annotations.jsonl") -> Article:
    """Load an article and resolve its anchors, with no check of what the records say.

    Raises GoldError on a missing file, a changed text, a malformed record or a broken anchor.
    """
    meta = read_meta(folder)
    raw = read_text(folder, meta)
    path = folder / annotations
    records = read_records(path) if path.exists() or annotations != "annotations.jsonl" else []
    return resolve(meta, raw, records, path)


def read_meta(folder: Path) -> Meta:
    """The article's ``meta.json``. Raises GoldError where it is missing or wrong."""
    path = folder / "meta.json"
    source = _read(path)
    try:
        meta = Meta.model_validate_json(source)
    except ValidationError as error:
        raise GoldError(f"{path}: {_first_error(error)}") from error
    if meta.id != folder.name:
        raise GoldError(f"{path}: id ‘{meta.id}’ is not the folder's name ‘{folder.name}’")
    return meta


def read_text(folder: Path, meta: Meta) -> str:
    """The frozen text. Raises GoldError where it is not the text that ``meta.json`` names by sha256."""
    path = folder / "article.txt"
    raw = _decoded(path, without_canary(_bytes(path)))
    digest = hashlib.sha256(raw.encode()).hexdigest()
    if digest != meta.sha256:
        raise GoldError(
            f"{path}: the text has changed (sha256 {digest[:12]}…, meta.json says {meta.sha256[:12]}…). "
            "Restore it: anchors rest on the frozen text"
        )
    return raw


def read_records(path: Path) -> list[tuple[int, AnyRecord]]:
    """The records of an annotation file with their line numbers, anchors unresolved.

    Raises GoldError naming the line that is not a record.
    """
    lines = enumerate(_read(path).split("\n"), 1)
    return [(number, _parse(path, number, line)) for number, line in lines if line.strip()]


def resolve(
    meta: Meta,
    raw: str,
    records: list[tuple[int, AnyRecord]],
    path: Path,
    resolver: AnchorResolver | None = None,
) -> Article:
    """Resolve every anchor, with a ``resolver`` of this text where there is one already.

    Raises GoldError naming the line of an anchor that is not exactly one place.
    """
    place = (resolver or AnchorResolver(raw)).resolve
    of_kind: defaultdict[type, list[tuple[int, Any]]] = defaultdict(list)
    for line, record in records:
        of_kind[type(record)].append((line, record))

    def places(sources: tuple[str, ...]) -> tuple[Span, ...]:
        return tuple(map(place, sources))

    def every(kind: type[R], build: Callable[[int, R], T]) -> tuple[T, ...]:
        made = []
        for line, record in of_kind[kind]:
            try:
                made.append(build(line, record))
            except AnchorError as error:
                raise AnchorError(f"{path}:{line}: {error}") from error
        return tuple(made)

    return Article(
        meta=meta,
        raw=raw,
        path=str(path),
        regions=every(RegionRecord, lambda n, r: Region(r.type, place(r.at), n)),
        speakers=every(
            SpeakerRecord,
            lambda n, r: Speaker(r.id, r.name, r.cls, r.aliases, r.accept, r.reject, r.speaks, n),
        ),
        mentions=every(MentionRecord, lambda n, r: Mention(r.id, _ids(r.of), place(r.at), n)),
        quotes=every(
            QuoteRecord,
            lambda n, r: Quote(
                id=r.id,
                form=r.form,
                spans=places(r.at),
                speakers=_ids(r.speaker),
                verbatim=places(r.verbatim),
                cue=place(r.cue) if r.cue else None,
                via=r.via,
                on_behalf_of=r.for_,
                parent=r.parent,
                relayed_by=r.relayed_by,
                optional=r.optional,
                line=n,
            ),
        ),
        not_quotes=every(NotQuoteRecord, lambda n, r: NotQuote(place(r.at), r.why, n)),
        facts=every(
            FactRecord,
            lambda n, r: Fact(r.id, r.text, r.weight, places(r.at), r.needs, r.lengths, _ids(r.speaker), n),
        ),
        statements=every(
            StatementRecord, lambda n, r: Statement(r.id, r.text, r.label, r.trick, places(r.at), n)
        ),
        summaries=every(SummaryRecord, lambda n, r: Summary(r.id, r.task, r.text, r.tells, r.by, n)),
        damages=every(DamageRecord, lambda n, r: Damage(place(r.at), r.what, r.waives, n)),
    )


def read_labels(path: Path) -> dict[str, str]:
    """A blind labelling: statement id to label."""
    return {r.of: r.label for _, r in read_records(path) if isinstance(r, LabelRecord)}


def read_decisions(path: Path) -> list[DecisionRecord]:
    """An adjudication's decisions, in the order of the file."""
    return [r for _, r in read_records(path) if isinstance(r, DecisionRecord)]


def article_folders(root: Path) -> list[Path]:
    """The article folders under a gold folder, by name.

    Raises GoldError where the folder is missing or holds no article.
    """
    if not root.is_dir():
        raise GoldError(f"{root}: no such gold folder")
    folders = sorted(p.parent for p in root.glob("*/meta.json"))
    if not folders:
        raise GoldError(f"{root}: no article here (an article is a folder with a meta.json)")
    return folders


def no_article(name: str, root: Path, known: Iterable[str]) -> GoldError:
    """The error that a gold folder has no article of a name: with the nearest, and some that are there."""
    there = sorted(known)
    near = difflib.get_close_matches(name, there, 1)
    hint = f"did you mean ‘{near[0]}’? There" if near else "there"
    more = f" and {len(there) - _MOST_NAMED:,} more" if len(there) > _MOST_NAMED else ""
    return GoldError(f"no article ‘{name}’ in {root}; {hint} is {', '.join(there[:_MOST_NAMED])}{more}")


def _ids(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _read(path: Path) -> str:
    return _decoded(path, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise GoldError(f"{path}: no such file; every article folder needs it") from None


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from None


def _parse(path: Path, number: int, line: str) -> AnyRecord:
    try:
        record: AnyRecord = record_adapter.validator.validate_json(line)
        return record
    except ValidationError:
        pass  # what is wrong is told below, in the words of the standard library's reader
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        what = f"{error.msg.removesuffix(' at')} at column {error.colno}"
        raise GoldError(f"{path}:{number}: not JSON ({what})") from None
    except (ValueError, RecursionError):
        raise GoldError(f"{path}:{number}: not JSON: nested too deep, or a number too long") from None
    try:
        return record_adapter.validate_python(value)
    except ValidationError as error:
        raise GoldError(f"{path}:{number}: {_first_error(error)}") from None


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"field ‘{place}’: {first['msg']}" if place else first["msg"]
