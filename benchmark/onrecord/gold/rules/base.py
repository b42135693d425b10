"""Articles as they were at another revision of git."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from onrecord.errors import GoldError
from onrecord.gold.canary import without_canary
from onrecord.gold.git import GitError, commit_of, git
from onrecord.gold.rules.source import GOLD, META, TEXT, Base


def bases(folders: Sequence[Path], revision: str) -> dict[Path, Base]:
    """What those of some article folders were that have changed since a revision.

    Raises GoldError where a folder is in no repository, or the revision is unknown to it.
    """
    found: dict[Path, Base] = {}
    for root in sorted({f.parent for f in folders}):
        try:
            commit = commit_of(root, revision)
            changed = {
                PurePosixPath(path).parts[0]
                for path in _listed(root, "diff", "--name-only", "--no-ext-diff", "--relative", "-z", commit)
            }
            for folder in folders:
                if folder.parent == root and folder.name in changed:
                    found[folder] = Base(revision, _files(folder, commit))
        except GitError as error:
            what = f"not a revision of a git repository that holds {root}"
            raise GoldError(f"--base {revision}: {what} ({error})") from None
    return found


def _files(folder: Path, commit: str) -> dict[str, bytes]:
    listed = _listed(folder, "ls-tree", "-r", "--name-only", "-z", commit)
    wanted = [f for f in listed if f in (META, TEXT, GOLD) or f.startswith("passes/")]
    # cat-file, not show: no filter that a repository configures ever runs.
    files = {f: git(folder, "cat-file", "blob", f"{commit}:./{f}") for f in wanted}
    return files | {TEXT: without_canary(files[TEXT])} if TEXT in files else files


def _listed(folder: Path, *arguments: str) -> list[str]:
    """The paths that a git command lists."""
    paths = git(folder, *arguments, "--", ".").decode(errors="surrogateescape").split("\0")
    return [path for path in paths if path]
