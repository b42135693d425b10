"""Articles as they were at another revision of git."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from onrecord.errors import GoldError
from onrecord.gold.rules.source import GOLD, META, TEXT, Base


def bases(folders: Sequence[Path], revision: str) -> dict[Path, Base]:
    """What those of some article folders were that have changed since a revision.

    Raises GoldError where a folder is in no repository, or the revision is unknown to it.
    """
    found: dict[Path, Base] = {}
    for root in sorted({f.parent for f in folders}):
        commit = _git(
            root, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        name = commit.decode().strip()
        listed = _git(
            root, revision, "diff", "--name-only", "--no-ext-diff", "--relative", "-z", name, "--", "."
        )
        changed = {
            PurePosixPath(p).parts[0] for p in listed.decode(errors="surrogateescape").split("\0") if p
        }
        for folder in folders:
            if folder.parent == root and folder.name in changed:
                found[folder] = Base(revision, _files(folder, revision, name))
    return found


def _files(folder: Path, revision: str, commit: str) -> dict[str, bytes]:
    listed = _git(folder, revision, "ls-tree", "-r", "--name-only", "-z", commit, "--", ".").decode(
        errors="surrogateescape"
    )
    wanted = [f for f in listed.split("\0") if f in (META, TEXT, GOLD) or f.startswith("passes/")]
    # cat-file, not show: no filter that a repository configures ever runs.
    return {f: _git(folder, revision, "cat-file", "blob", f"{commit}:./{f}") for f in wanted}


def _git(folder: Path, revision: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            # A repository's own monitor is a program of its own: none runs.
            ["git", "-c", "core.fsmonitor=false", *arguments],
            cwd=folder,
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except ValueError:  # a NUL
        raise GoldError(f"--base {revision!r}: no revision of git") from None
    except FileNotFoundError:
        raise GoldError("--base needs git, which is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        what = said[-1].removeprefix("fatal: ") if said else "no such revision"
        raise GoldError(f"--base {revision}: not a revision of a git repository that holds {folder} ({what})")
    return done.stdout
