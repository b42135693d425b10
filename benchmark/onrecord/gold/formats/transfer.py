"""Gold to the files of another format and back, all or nothing, and never over what is there unasked."""

import datetime
import filecmp
import hashlib
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from onrecord.errors import GoldError
from onrecord.gold.formats.registry import Format, Incoming, Losses
from onrecord.gold.load import read_meta
from onrecord.gold.records import Meta
from onrecord.gold.save import dumps, write_file

_DETAILS = 6
# What nobody but the source can say about an article.
_TOLD = ("title", "source", "licence", "redistributable", "language", "date")


def export_articles(
    target: Format, folders: Sequence[Path], out: Path, *, restricted: bool = False, force: bool = False
) -> tuple[list[Path], list[str], Losses]:
    """Write article folders in a format: the files made, the articles left out, what the format cannot hold.

    Articles that may not be redistributed are left out unless ``restricted``. Raises GoldError where
    nothing is left, an article cannot be read, or a file is there already and ``force`` is not given.
    """
    write = target.writer()
    left_out = [f.name for f in folders if not restricted and not read_meta(f).redistributable]
    chosen = [f for f in folders if f.name not in left_out]
    if not chosen:
        raise GoldError(
            "nothing to write: no article here may be redistributed; --include-restricted writes them"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Beside the files to be, so that moving them is one step each.
        with tempfile.TemporaryDirectory(prefix=".export-", dir=out) as draft:
            losses = write(chosen, Path(draft))
            made = sorted(p.relative_to(draft) for p in Path(draft).rglob("*") if p.is_file())
            there = [out / name for name in made if _differ(Path(draft) / name, out / name)]
            if there and not force:
                raise GoldError(
                    f"{there[0]}: is there already; choose another --out, or --force to replace it"
                )
            for name in made:
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(draft) / name).replace(out / name)
    except OSError as error:
        raise GoldError(f"{out}: cannot be written ({error.strerror})") from None
    return [out / name for name in made], left_out, losses


def import_articles(
    source_format: Format, source: Path, out: Path, *, force: bool = False
) -> tuple[list[Path], Losses]:
    """Make an article folder below ``out`` of every article in a file or folder of a format.

    Nothing is written before all of them are read. Raises GoldError where one cannot be read, or a folder
    is there already and ``force`` is not given.
    """
    read = source_format.reader()
    losses: Losses = Counter()
    folders: dict[str, tuple[Incoming, Meta]] = {}
    for article in read(source):
        name = _free(article.id, folders)
        meta, more = _meta(article, name, source_format)
        folders[name] = article, meta
        losses += article.losses + more
    if not folders:
        raise GoldError(f"{source}: holds no article")
    if not force and (there := [out / name for name in folders if (out / name).exists()]):
        raise GoldError(f"{there[0]}: is there already; choose another --out, or --force to replace it")
    for name, (article, meta) in folders.items():
        fields = meta.model_dump(mode="json", exclude_defaults=True)
        write_file(out / name / "article.txt", article.text)
        write_file(out / name / "annotations.jsonl", dumps(article.records))
        write_file(out / name / "meta.json", json.dumps(fields, ensure_ascii=False, indent=2) + "\n")
    return [out / name for name in folders], losses


def loss_lines(losses: Losses) -> Iterator[str]:
    """One line for each kind of loss, with its count; ``what: which`` is grouped by what."""
    groups: dict[str, Losses] = defaultdict(Counter)
    for key, count in losses.items():
        what, _, which = key.partition(": ")
        groups[what][which] += count
    for what, counts in groups.items():
        named = [f"{which} ({n})" for which, n in counts.most_common(_DETAILS) if which]
        more = [f"{len(counts) - _DETAILS} more"] if len(counts) > _DETAILS else []
        yield f"{counts.total()} {what}" + (f": {', '.join(named + more)}" if named else "")


def _meta(article: Incoming, name: str, source_format: Format) -> tuple[Meta, Losses]:
    """What the source tells, and ‘unknown’ for what it does not. A changed text is told as a loss."""
    today = datetime.date.today().isoformat()
    digest = hashlib.sha256(article.text.encode()).hexdigest()
    unknown: dict[str, Any] = {
        **{name: f.default for name, f in Meta.model_fields.items() if not f.is_required()},
        "title": "unknown",
        "source": "unknown",
        "licence": "unknown",
        "redistributable": False,
        "language": "und",
        "date": "unknown",
        "origin": "collected",
        "phenomena": [],
        "split": "dev",
        "version": 1,
        "changes": [{"version": 1, "date": today, "what": f"Imported from {source_format.name}."}],
    }
    losses: Losses = Counter(
        {
            f"fields of meta.json that are not told, and now say so: {k}": 1
            for k in _TOLD
            if k not in article.known
        }
    )
    if article.known.get("sha256", digest) != digest:
        losses["texts that are not the ones their meta.json names (its sha256 is now theirs)"] += 1
    ours = set(Meta.model_fields) - {"id", "sha256"}
    known = {k: v for k, v in article.known.items() if k in ours}
    strange = len(set(article.known) - set(Meta.model_fields))
    if strange:
        losses["fields of meta.json that are not understood"] += strange
    for key in list(known):
        try:
            Meta.model_validate(unknown | {"id": name, "sha256": digest, key: known[key]})
        except ValidationError:
            losses[f"fields of meta.json that are wrong, and now unknown: {key}"] += 1
            del known[key]
    return Meta.model_validate({"id": name} | unknown | known | {"sha256": digest}), losses


def _differ(new: Path, old: Path) -> bool:
    """Whether there is a file already that says something else."""
    return old.exists() and not (old.is_file() and filecmp.cmp(new, old, shallow=False))


def _free(name: str, taken: dict[str, Any]) -> str:
    """A name that no other article of this import has."""
    made, number = name, 1
    while made in taken:
        number += 1
        made = f"{name[:58]}-{number}"
    return made
