"""Gold as it was at a revision of git, written out where it can be read as any gold folder."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.errors import GoldError

_FILES = ("meta.json", "article.txt", "annotations.jsonl")
# An article's files and nothing else: no link, no submodule, no name that leads anywhere.
_ENTRY = re.compile(
    rf"100(?:644|755) blob ([0-9a-f]+)\t([a-z0-9][a-z0-9_-]{{0,63}})/({'|'.join(map(re.escape, _FILES))})"
)


@contextmanager
def gold_at(revision: str, gold: Path) -> Iterator[Path]:
    """A folder, for as long as it is held, with the articles of ``gold`` as they were at a revision.

    Raises GoldError where ``gold`` is in no repository, or the revision is unknown or has no article.
    """
    commit = _git(
        gold, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", said=revision
    )
    tree = _git(gold, "ls-tree", "-r", "-z", commit.decode().strip(), ".", said=revision)
    listed = tree.decode("utf-8", "surrogateescape").split("\0")
    entries = [match.groups() for line in listed if (match := _ENTRY.fullmatch(line))]
    if not any(name == "meta.json" for _, _, name in entries):
        raise GoldError(f"{revision}: {gold} has no article there; choose a later revision")
    # cat-file, not checkout: no filter and no hook that a repository configures ever runs.
    asked = "".join(f"{blob}\n" for blob, _, _ in entries).encode()
    contents = _git(gold, "cat-file", "--batch", given=asked, said=revision)
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


def _git(folder: Path, *arguments: str, said: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"},
        )
    except ValueError:  # a NUL
        raise GoldError(f"{said!r} is no revision of git and no gold folder") from None
    except FileNotFoundError:
        raise GoldError(f"‘{said}’ is no gold folder, and git is not installed") from None
    except OSError as error:
        raise GoldError(f"{folder}: cannot be read ({error.strerror})") from None
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        what = told[-1].removeprefix("fatal: ") if told else "git knows no such revision"
        raise GoldError(f"‘{said}’ is neither a gold folder nor a revision of git that has {folder} ({what})")
    return done.stdout
