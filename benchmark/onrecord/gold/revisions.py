"""Gold as it was at a revision of git, written out where it can be read as any gold folder."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.git import GitError, commit_of, git

_FILES = ("meta.json", "article.txt", "annotations.jsonl")
# An article's files and nothing else: no link, no submodule, no name that leads anywhere.
_ENTRY = re.compile(
    rf"100(?:644|755) blob ([0-9a-f]+)\t([a-z0-9][a-z0-9_-]{{0,63}})/({'|'.join(map(re.escape, _FILES))})"
)


@contextmanager
def gold_at(revision: str, gold: Path, article: str = ".") -> Iterator[Path]:
    """A folder, for as long as it is held, with the articles of ``gold``, or one, as they were at a revision.

    Raises GoldError where ``gold`` is in no repository, or the revision is unknown or has no article.
    """
    try:
        tree = git(gold, "ls-tree", "-r", "-z", commit_of(gold, revision), article)
    except GitError as error:
        raise GoldError(
            f"‘{revision}’ is neither a gold folder nor a revision of git that has {gold} ({error})"
        ) from None
    listed = tree.decode("utf-8", "surrogateescape").split("\0")
    entries = [match.groups() for line in listed if (match := _ENTRY.fullmatch(line))]
    if not any(name == "meta.json" for _, _, name in entries):
        what = "no article" if article == "." else f"no article {article}"
        raise GoldError(f"{revision}: {gold} has {what} there; choose a later revision")
    # cat-file, not checkout: no filter and no hook that a repository configures ever runs.
    asked = "".join(f"{blob}\n" for blob, _, _ in entries).encode()
    contents = git(gold, "cat-file", "--batch", given=asked)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as made:
        root, start = Path(made), 0
        for _, article, name in entries:
            end = contents.index(b"\n", start)
            _, kind, *rest = contents[start:end].split()
            if kind != b"blob":
                raise GoldError(f"{revision}: git lacks {article}/{name} there; fetch the whole history")
            size = int(rest[0])
            folder = root / article
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(contents[end + 1 : end + 1 + size])
            start = end + 1 + size + 1
        yield root
