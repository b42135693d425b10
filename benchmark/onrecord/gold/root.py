"""Which folder of articles a name means: ours, another, or one made of a corpus in its own format.

``polnear:PATH`` (any format that is read, and a path) is read once into ordinary article folders in a cache,
whose key covers the corpus's files and the code that reads them. So are twins: ``twins:PATH`` are the
articles of another folder (``twins:`` our own) under other names, ``twins-clean@7:PATH`` twins of another
kind and seed.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import onrecord
from onrecord import data
from onrecord.errors import GoldError
from onrecord.gold.formats.registry import FORMATS, Format
from onrecord.gold.load import read_records
from onrecord.gold.twins.kinds import KINDS, Kind

# The kinds of records that tasks ask about.
_ASKED = {"quote": "quotes", "fact": "facts", "statement": "statements", "summary": "summaries"}
# What decides how a corpus is read, and what a twin is.
_CODE = ("gold", "reading", "text.py")
_SUFFIXES = (".py", ".json")
_TWINS = re.compile(r"twins(?:-(straight|curly|guillemets|clean))?(?:@(\d{1,9}))?:(.*)", re.DOTALL)


def gold_root(named: str) -> Path:
    """The folder that holds the article folders: our own for "", that of a corpus for ``FORMAT:PATH``.

    Raises GoldError where a corpus cannot be read, or no article has such a twin.
    """
    if not named:
        return data.gold_folder()
    if twins := _twins(named):
        kind, seed, of = twins
        return _twinned(kind, seed, gold_root(of))
    source = _foreign(named)
    return _converted(*source) / "gold" if source else Path(named)


def full_name(named: str) -> str:
    """A name that means the same in any working directory; "" stays "" for our own gold."""
    if twins := _twins(named):
        return twins_of(full_name(twins[2]), *twins[:2])
    source = _foreign(named)
    if source:
        return f"{source[0].name}:{source[1]}"
    return str(Path(named).resolve()) if named else ""


def remarks(named: str) -> list[str]:
    """What a corpus holds that gold cannot, and what gold has that it lacks; nothing for a folder."""
    from onrecord.gold.formats.transfer import loss_lines

    source = _foreign(named)
    if not source:
        return []
    said = json.loads((_converted(*source) / "remarks.json").read_bytes())
    lacks = [f"no {', no '.join(said['lacks'])}: nothing to ask in tasks about them"] if said["lacks"] else []
    return [f"{source[0].name}: {line}" for line in (*loss_lines(Counter(said["losses"])), *lacks)]


def twins_of(named: str, kind: Kind, seed: int) -> str:
    """The name of the twins, of one kind, of the articles that another name means."""
    return f"twins{'' if kind == 'names' else f'-{kind}'}@{seed}:{named}"


def _twins(named: str) -> tuple[Kind, int, str] | None:
    """The kind of twins that a name asks for, their seed, and the name of the gold; None for other names."""
    match = _TWINS.fullmatch(named)
    if match is None or Path(named).exists():
        return None
    kind = next(kind for kind in KINDS if kind == (match[1] or "names"))
    return kind, int(match[2] or 0), match[3]


def _foreign(named: str) -> tuple[Format, Path] | None:
    """The format and the path that a name is made of; None for a folder's name."""
    kind, colon, path = named.partition(":")
    known = {f.name: f for f in FORMATS if f.reads}
    if not colon or not path or kind not in known or Path(named).exists():
        return None
    return known[kind], Path(path).resolve()


@lru_cache(maxsize=8)
def _converted(source_format: Format, source: Path) -> Path:
    from onrecord.gold.formats.transfer import import_articles

    if not source.exists():
        raise GoldError(f"{source}: no such file or folder; name the corpus after ‘{source_format.name}:’")

    def fill(draft: Path) -> None:
        made, losses = import_articles(source_format, source, draft / "gold")
        told = {k: n for k, n in losses.items() if not k.startswith("fields of meta.json")}
        said = json.dumps({"losses": told, "lacks": _lacking(made)}, ensure_ascii=False)
        (draft / "remarks.json").write_text(said, encoding="utf-8")

    key = f"{source_format.name}-{_digest(source, source_format.name, source.name)}"
    return _kept(data.cache_folder() / "corpora" / key, fill)


def _twinned(kind: Kind, seed: int, gold: Path) -> Path:
    from onrecord.gold.load import article_folders
    from onrecord.gold.twins.make import make_twins

    article_folders(gold)  # which says so where there is none
    key = f"{kind}-{_digest(gold, kind, str(seed))}"
    return _kept(data.cache_folder() / "twins" / key, lambda draft: make_twins(kind, gold, draft, seed))


def _kept(folder: Path, fill: Callable[[Path], object]) -> Path:
    """A folder of the cache, filled where it is not there yet: whole, or not at all."""
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".reading-", dir=folder.parent))
    try:
        fill(draft)
        draft.chmod(0o755)
        try:
            draft.rename(folder)
        except OSError:
            # Another process was first: what it made is the same.
            if not folder.is_dir():
                raise
    except OSError as error:
        raise GoldError(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _lacking(folders: Iterable[Path]) -> list[str]:
    """The kinds of records that tasks are made of and no article has."""
    kinds = {record.kind for f in folders for _, record in read_records(f / "annotations.jsonl")}
    return [name for kind, name in _ASKED.items() if kind not in kinds]


def _digest(source: Path, *named: str) -> str:
    total = hashlib.sha256("".join(f"{name}\n" for name in named).encode("utf-8", "surrogateescape"))
    package = Path(onrecord.__file__).parent
    code = [p for part in _CODE for p in _files(package / part) if p.suffix in _SUFFIXES]
    for root, files in ((package, code), (source, list(_files(source)))):
        for path in files:
            content = path.read_bytes()
            name = path.relative_to(root) if path != root else path.name
            total.update(f"{name} {len(content)}\n".encode("utf-8", "surrogateescape") + content)
    return total.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    yield from [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
