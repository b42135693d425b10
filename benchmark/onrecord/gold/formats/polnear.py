"""Reads PolNeAR, a corpus of attributions in political news, from its brat standoff files.

A split has two folders: ``text/NAME.txt``, and ``attributions/NAME_ANNOTATOR.ann``, one file for each
annotator of the article. A content, cue or source may have several segments.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.text import Span

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)", re.DOTALL)
_EVENT = re.compile(r"E\d+\t(Attribution\S*) *(.*)")
_RECORD = re.compile(r"[A-Z]\d+\t")


class PolnearError(ValueError):
    """A corpus file is missing, or does not say what its text says."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content that somebody is said to have communicated or held. ``source`` is empty where none is named."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PolnearArticle:
    """One article as one annotator saw it, its attributions in the order of their content."""

    name: str
    annotator: str
    text: str
    attributions: tuple[Attribution, ...]


def read_polnear(split: Path, *, every_annotator: bool = False) -> Iterator[PolnearArticle]:
    """Yield the articles of one split in the order of their names.

    The first annotator of an article is the one whose code sorts first; the others are left out
    unless ``every_annotator``. Raises PolnearError where a file is missing or malformed, or where the
    words of an annotation are not those at its offsets.
    """
    annotations: dict[str, list[Path]] = {}
    for path in sorted((split / "attributions").glob("*.ann")):
        annotations.setdefault(path.stem.rpartition("_")[0], []).append(path)
    if not annotations:
        raise PolnearError(f"no annotation files in {split / 'attributions'}")
    for name, paths in annotations.items():
        text_path = split / "text" / f"{name}.txt"
        if not text_path.is_file():
            raise PolnearError(f"{paths[0].name}: its text {text_path.name} is missing")
        # Offsets count every character, so line ends must not be translated.
        text = text_path.read_bytes().decode("utf-8")
        for path in paths if every_annotator else paths[:1]:
            records = path.read_bytes().decode("utf-8")
            annotator = path.stem.rpartition("_")[2]
            yield PolnearArticle(name, annotator, text, _attributions(records, text, path.name))


def _attributions(records: str, text: str, file: str) -> tuple[Attribution, ...]:
    bounds: dict[str, tuple[Span, ...]] = {}
    events: list[str] = []
    for record in _records(records):
        if bound := _TEXT_BOUND.fullmatch(record):
            bounds[bound[1]] = _segments(bound[3], bound[4], text, f"{file}: {bound[1]}")
        elif event := _EVENT.fullmatch(record):
            events.append(event[2])
    found = []
    for event_arguments in events:
        roles: dict[str, list[Span]] = {"Content": [], "Cue": [], "Source": []}
        for argument in event_arguments.split():
            role, _, bound_id = argument.partition(":")
            if bound_id not in bounds:
                raise PolnearError(f"{file}: an event names {bound_id!r}, which is not there")
            # brat numbers a second argument of the same role: "Content2".
            roles.setdefault(role.rstrip("0123456789"), []).extend(bounds[bound_id])
        if roles["Content"]:
            found.append(Attribution(*(tuple(sorted(roles[r])) for r in ("Content", "Cue", "Source"))))
    return tuple(sorted(found, key=lambda a: (a.content, a.cue)))


def _records(records: str) -> Iterator[str]:
    """The records of a file; words that run over a line end are put back together."""
    current = ""
    for line in records.split("\n"):
        if _RECORD.match(line) or not current:
            if current:
                yield current
            current = line
        elif line:
            current += "\n" + line
    if current:
        yield current


def _segments(offsets: str, words: str, text: str, place: str) -> tuple[Span, ...]:
    segments = []
    for pair in offsets.split(";"):
        start, end = pair.split()
        segments.append(Span(int(start), int(end)))
    there = " ".join(s.of(text) for s in segments)
    if "".join(there.split()) != "".join(words.split()):
        raise PolnearError(f"{place}: offsets {offsets} hold {there[:60]!r}, not {words[:60]!r}")
    return tuple(segments)
