"""REALSumm (Bhandari et al. 2020) as it was released with Lite2-3Pyramid (Zhang and Bansal 2021).

Line n of every file is about document n. ``ids.txt``, ``documents.txt`` and ``references.txt`` (sentences in
``<t> … </t>``) are what their names say; ``SCUs.txt`` holds the content units of a reference, parted by
tabs; ``summaries/SYSTEM.summary`` one summary a line, ``labels/SYSTEM.label`` a 0 or 1 for each of its units.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Judgements, Summary, Unit
from onrecord.validity.people.layouts.files import read_lines

_SENTENCE = re.compile(r"\s*</?t>\s*")


def read(folder: Path) -> Judgements:
    """Read a folder in this layout.

    Raises OnRecordError naming the file, and the line where it is one, that does not fit the others.
    """
    ids = read_lines(folder / "ids.txt")
    texts, references, units = (
        _lines(folder / name, len(ids)) for name in ("documents.txt", "references.txt", "SCUs.txt")
    )
    documents = {
        id: Document(id, text, (_untagged(reference),))
        for id, text, reference in zip(ids, texts, references, strict=True)
    }
    if len(documents) < len(ids):
        raise OnRecordError(f"{folder / 'ids.txt'}: an id is there twice; keep one")
    split = [line.rstrip("\t").split("\t") for line in units]
    summaries = []
    for path in sorted((folder / "summaries").glob("*.summary")):
        told = _labels(folder / "labels" / f"{path.stem}.label", split)
        for id, text, found in zip(ids, _lines(path, len(ids)), told, strict=True):
            summaries.append(Summary(id, path.stem, text, found))
    return Judgements(documents, summaries)


def _lines(path: Path, count: int) -> list[str]:
    lines = read_lines(path)
    if len(lines) != count:
        raise OnRecordError(f"{path}: has {len(lines)} lines, ids.txt has {count}")
    return lines


def _labels(path: Path, units: Sequence[Sequence[str]]) -> list[tuple[Unit, ...]]:
    found = []
    for number, (line, texts) in enumerate(zip(_lines(path, len(units)), units, strict=True), 1):
        labels = line.split()
        if len(labels) != len(texts):
            raise OnRecordError(
                f"{path}:{number}: {len(labels)} labels for the {len(texts)} units of SCUs.txt:{number}"
            )
        if wrong := next((label for label in labels if label not in ("0", "1")), None):
            raise OnRecordError(f"{path}:{number}: a label is 0 or 1, not ‘{wrong}’")
        found.append(tuple(Unit(text, label == "1") for text, label in zip(texts, labels, strict=True)))
    return found


def _untagged(reference: str) -> str:
    """A reference with one sentence a line."""
    return "\n".join(sentence for sentence in _SENTENCE.split(reference) if sentence)
