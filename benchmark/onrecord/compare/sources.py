"""Finds the results that a user names: a run folder, a result file, or a file at a revision of git."""

from pathlib import Path

from onrecord.compare.files import parse_result
from onrecord.compare.result import Result, result_of
from onrecord.errors import RunError
from onrecord.gold.git import GitError, commit_of, git
from onrecord.runs.folder import RunFolder

BASELINES = "baselines"


def read_result(named: str) -> Result:
    """A run folder (its answers are scored anew), a result file, ``REVISION:FILE`` or ``REVISION``.

    A revision alone means its result file in ``baselines/``, where it has one. Raises RunError where there
    is nothing of that name, or it cannot be read.
    """
    path = Path(named)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError:  # too long for a name
        is_folder = is_file = False
    if is_folder:
        return result_of(RunFolder(path), named)
    if is_file:
        return read_file(path)
    revision, separator, file = named.partition(":")
    try:
        commit_of(Path(), revision)
    except GitError as error:
        raise RunError(f"‘{named}’: no run folder, no result file, no revision of git ({error})") from None
    return _at_revision(revision, file if separator else _only_baseline(revision))


def read_file(path: Path) -> Result:
    """A result file. Raises RunError where it cannot be read."""
    try:
        return parse_result(path.read_bytes(), str(path))[0]
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror})") from None


def _at_revision(revision: str, file: str) -> Result:
    # As git shows it: a path is from the repository's root, unless it starts with ./
    try:
        text = git(Path(), "cat-file", "blob", f"{commit_of(Path(), revision)}:{file}")
    except GitError as error:
        raise RunError(f"{revision}: has no file {file} ({error})") from None
    return parse_result(text, f"{revision}:{file}")[0]


def _only_baseline(revision: str) -> str:
    listed = git(Path(), "ls-tree", "-z", "--name-only", commit_of(Path(), revision), f"{BASELINES}/")
    files = [name for name in listed.decode("utf-8", "replace").split("\0") if name.endswith(".json")]
    if len(files) == 1:
        return f"./{files[0]}"
    there = f"say which: {', '.join(f'{revision}:./{f}' for f in files)}" if files else "name a file of it"
    raise RunError(f"{revision}: {len(files)} result files in {BASELINES}/; {there}")
