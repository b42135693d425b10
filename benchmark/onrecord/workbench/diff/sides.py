"""The two annotations that are compared: a file, a pass, the gold, or the gold at a revision of git."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.git import GitError, commit_of
from onrecord.gold.load import read_meta, read_records, read_text, resolve
from onrecord.gold.records import AnyRecord
from onrecord.gold.revisions import gold_at

GOLD = "annotations.jsonl"


@dataclass(frozen=True, eq=False)
class Side:
    """One annotation of an article: resolved, and its records as they stand, by line."""

    name: str
    article: Article
    records: Mapping[int, AnyRecord]


def read_sides(first: str, rest: list[str], root: Path) -> tuple[Side, Side]:
    """The two sides that a command line names.

    It is either two annotation files, or an article (an id in ``root``, or a folder) and one or two of: a
    pass, a file, ``gold``, a revision of git. Without the second it is the gold as it stands. Raises
    GoldError where a side is not there, or where the two are not of one text.
    """
    if len(rest) == 1 and first.endswith(".jsonl"):
        files = [Path(first), Path(rest[0])]
        for file in files:
            if not file.is_file():
                raise GoldError(f"{file}: no such file")
        folder = article_folder_of(*files)
        return tuple_of_one_text(read_file(folder, files[0]), read_file(folder, files[1]))
    if not rest or len(rest) > 2:
        raise GoldError("name two annotation files, or an article and one or two of its versions")
    folder = article_folder(first, root)
    names = [*rest, "gold"] if len(rest) == 1 else rest
    return tuple_of_one_text(*(read_version(folder, name) for name in names))


def tuple_of_one_text(a: Side, b: Side) -> tuple[Side, Side]:
    """Both sides, where they are of the same text. Raises GoldError otherwise."""
    if a.article.raw != b.article.raw:
        raise GoldError(
            f"the text of {a.article.id} is another in {a.name} than in {b.name}; "
            "only annotations of one text can be compared"
        )
    return a, b


def article_folder(name: str, root: Path) -> Path:
    """The folder of an article, named by its id or by a path. Raises GoldError where there is none."""
    for folder in (root / name, Path(name)):
        if (folder / "meta.json").is_file():
            return folder
    raise GoldError(f"no article ‘{name}’ in {root}, and no folder of that name with a meta.json")


def article_folder_of(*files: Path) -> Path:
    """The article that annotation files belong to: the folder that one of them, or its passes, stands in."""
    for file in files:
        for folder in (file.resolve().parent, file.resolve().parent.parent):
            if (folder / "meta.json").is_file():
                return folder
    raise GoldError(
        f"{files[0]}: no article beside it; name the article first: onrecord gold diff ARTICLE {files[0]} …"
    )


def read_version(folder: Path, name: str) -> Side:
    """A version of an article's annotations: a pass, ``gold``, a file, or a revision."""
    if name == "gold":
        return read_file(folder, folder / GOLD, "gold")
    if name.replace("-", "").replace("_", "").isalnum() and (folder / "passes" / f"{name}.jsonl").is_file():
        return read_file(folder, folder / "passes" / f"{name}.jsonl", name)
    if name.endswith(".jsonl") and Path(name).is_file():
        return read_file(folder, Path(name))
    return read_revision(folder, name)


def read_file(folder: Path, file: Path, name: str = "") -> Side:
    """The annotations of a file, on the text in ``folder``."""
    meta = read_meta(folder)
    records = read_records(file)
    article = resolve(meta, read_text(folder, meta), records, file)
    return Side(name or file.name.removesuffix(".jsonl"), article, dict(records))


def read_revision(folder: Path, revision: str) -> Side:
    """The gold of an article as it was at a revision of git.

    Raises GoldError where the folder is in no repository, or the revision or the article is unknown to it.
    """
    whole = folder.resolve()
    try:
        commit_of(whole, revision)
    except GitError as error:
        raise GoldError(
            f"‘{revision}’ is neither ‘gold’, nor a pass or file of {folder.name}, nor a revision of git "
            f"that has it ({error})"
        ) from None
    with gold_at(revision, whole.parent, whole.name) as then:
        try:
            return read_file(then / whole.name, then / whole.name / GOLD, revision)
        except GoldError as error:
            raise GoldError(str(error).replace(f"{then}/", f"{revision}:")) from None
