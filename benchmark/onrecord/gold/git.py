"""Asks git about a gold folder's history. Nothing that a repository configures is ever run."""

import os
import subprocess
from pathlib import Path

from onrecord.errors import GoldError


class GitError(GoldError):
    """Why git could not say it, in few words; who asked says what for."""


def commit_of(folder: Path, revision: str) -> str:
    """The commit that a revision names. Raises GitError where it names none, or there is no repository."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return git(folder, *asked).decode().strip()


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a git command prints in a folder: no shell, filter, monitor, lock or fetch. Raises GitError."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"},
        )
    except ValueError:  # a NUL
        raise GitError("no name that git knows") from None
    except FileNotFoundError:
        raise GitError("git is not installed" if folder.is_dir() else "no such folder") from None
    except OSError as error:
        raise GitError(f"{folder}: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(said[-1].removeprefix("fatal: ") if said else "no such revision")
    return done.stdout
