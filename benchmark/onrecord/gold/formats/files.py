"""Files from elsewhere: found, read, and refused in one line."""

from pathlib import Path

from onrecord.errors import GoldError


def files_of(source: Path, *suffixes: str) -> list[Path]:
    """The file named, or the files with these suffixes anywhere below a folder, by name.

    Raises GoldError where there is none.
    """
    if source.is_file():
        if source.suffix.lower() not in suffixes:
            raise GoldError(f"{source}: expected a file {' or '.join(suffixes)}, or a folder of them")
        return [source]
    if not source.is_dir():
        raise GoldError(f"{source}: no such file or folder")
    found = sorted(p for p in source.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
    if not found:
        raise GoldError(f"{source}: no file {' or '.join(suffixes)} here")
    return found


def read_utf8(path: Path) -> str:
    """The text of a file, line ends as they are. Raises GoldError where it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror})") from None
