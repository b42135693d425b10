"""The folder of a report: only an empty one or an earlier report's is written into, and nothing else in it
is ever removed."""

from pathlib import Path

from onrecord.errors import OnRecordError

MARKER = ".onrecord-report"
"""Says that the folder is a report's: the pages that were written, a line each."""
INDEX = "index.html"


class ReportFolder:
    """Pages as they are made. ``index.html`` stands there once all the others do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before: list[str] = []
        self._written: list[str] = []

    def claim(self) -> None:
        """Take the folder. Raises OnRecordError where it holds anything that is not an earlier report."""
        try:
            if self.path.exists() and any(self.path.iterdir()):
                self._before = (self.path / MARKER).read_text(encoding="utf-8").splitlines()
            self.path.mkdir(parents=True, exist_ok=True)
            # An overview that leads to pages half of which are older is worse than none.
            (self.path / INDEX).unlink(missing_ok=True)
            self._note(self._before)
        except FileNotFoundError:
            raise OnRecordError(
                f"{self.path}: not empty, and no report of an earlier time; choose another --out"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise self._cannot_write(self.path, error) from None

    def write(self, name: str, page: str) -> None:
        """Write one page, whole or not at all; ``name`` is its path in the folder, with ``/``."""
        target = self.path / name
        draft = target.with_name(f".{target.name}.tmp")
        try:
            target.parent.mkdir(exist_ok=True)
            draft.write_text(page, encoding="utf-8", newline="\n")
            draft.replace(target)
            # At once: what a stopped report leaves behind, the next one knows as a report's.
            with (self.path / MARKER).open("a", encoding="utf-8") as marker:
                marker.write(f"{name}\n")
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise self._cannot_write(target, error) from None
        self._written.append(name)

    def finish(self, index: str) -> None:
        """Write the overview, and remove the pages of an earlier report that this one does not have."""
        written = {*self._written, INDEX}
        try:
            for name in self._before:
                # The list is a file that anybody can write: only pages of a report are ever removed.
                page = self.path / name
                is_ours = name.split("/")[0] in ("articles", "slices") and ".." not in name
                if name not in written and is_ours and page.is_file():
                    page.unlink()
            self._note(sorted(written - {INDEX}))
        except OSError as error:
            raise self._cannot_write(self.path, error) from None
        self.write(INDEX, index)

    def _note(self, names: list[str]) -> None:
        (self.path / MARKER).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")

    @staticmethod
    def _cannot_write(path: Path, error: OSError | UnicodeDecodeError) -> OnRecordError:
        why = getattr(error, "strerror", None) or str(error)
        return OnRecordError(f"{path}: cannot be written ({why}); choose another --out")
