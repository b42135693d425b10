"""Reads the files of a layout; what is wrong is named by file and line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document

R = TypeVar("R", bound=BaseModel)


class Record(BaseModel):
    """An object of a published file; fields that no one asks for are let pass."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


def read_text(path: Path) -> str:
    """A file's text. Raises OnRecordError where it is missing or not UTF-8."""
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        raise OnRecordError(f"{path}: no such file") from None
    except OSError as error:
        raise OnRecordError(f"{path}: cannot be read ({error.strerror})") from None
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise OnRecordError(f"{path}:{line}: not UTF-8 (byte {error.start}); save it as UTF-8") from None


def read_lines(path: Path) -> list[str]:
    """A file's lines. Only a line feed ends one: texts hold all else that Unicode calls a line's end."""
    lines = read_text(path).replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def read_objects(path: Path, kind: type[R]) -> Iterator[tuple[str, R]]:
    """The objects of a JSON Lines file, each with its place (``file:line``).

    Raises OnRecordError at the first line that is no such object.
    """
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            place = f"{path}:{number}"
            try:
                yield place, kind.model_validate_json(line)
            except ValidationError as error:
                raise OnRecordError(f"{place}: {_first(error)}") from None


def read_array(path: Path, kind: type[R]) -> list[R]:
    """The objects of a file that is one JSON array. Raises OnRecordError naming the entry that is wrong."""
    try:
        return TypeAdapter(list[kind]).validate_json(read_text(path))  # type: ignore[valid-type]
    except ValidationError as error:
        raise OnRecordError(f"{path}: {_first(error)}") from None


def by_id(documents: Iterable[Document]) -> dict[str, Document]:
    """Documents by their id, the first of each: the public layouts repeat one with every summary of it."""
    found: dict[str, Document] = {}
    for document in documents:
        found.setdefault(document.id, document)
    return found


def _first(error: ValidationError) -> str:
    """The first thing that is wrong, in one line."""
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    said = str(first["msg"]).removeprefix("Value error, ")
    return f"field ‘{place}’: {said}" if place else said
