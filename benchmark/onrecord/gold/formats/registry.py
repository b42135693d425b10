"""The formats that gold can be written to and read from. A new one is one line in ``FORMATS``.

A format is a module below ``onrecord.gold.formats`` with either or both of::

    write(folders: Sequence[Path], out: Path) -> Losses       # article folders to the folder ``out``
    read(source: Path) -> Iterator[Incoming]                  # a file or folder to articles

It is imported when it is used, so that what it needs is needed by nobody else.
"""

import importlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.records import AnyRecord

Losses = Counter[str]
"""What did not come through: a plural description (‘notes that are not ours’) and how many there were."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article as another format has it.

    ``known`` are the fields of ``meta.json`` that the source tells; all others are said to be unknown.
    """

    id: str
    text: str
    records: Sequence[AnyRecord] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    losses: Losses = field(default_factory=Counter)


Writer = Callable[[Sequence[Path], Path], Losses]
Reader = Callable[[Path], Iterator[Incoming]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name on the command line."""

    name: str
    help: str
    module: str
    writes: bool = True
    reads: bool = True

    def writer(self) -> Writer:
        """Raises GoldError where the format is only read."""
        if not self.writes:
            raise GoldError(f"‘{self.name}’ is only read; gold is written as {_names('writes')}")
        writer: Writer = self._module().write
        return writer

    def reader(self) -> Reader:
        """Raises GoldError where the format is only written."""
        if not self.reads:
            raise GoldError(f"‘{self.name}’ is only written; what is read is {_names('reads')}")
        reader: Reader = self._module().read
        return reader

    def _module(self) -> Any:
        return importlib.import_module(f"onrecord.gold.formats.{self.module}")


FORMATS = (
    Format("brat", "brat standoff: NAME.txt, NAME.ann, annotation.conf", "brat"),
    Format("label-studio", "Label Studio: tasks as JSON, and a labelling interface", "label_studio"),
    Format("cas", "WebAnno, INCEpTION and UIMA: CAS as XMI, with its type system", "cas"),
    Format("web-annotation", "W3C Web Annotation: JSON-LD beside the text", "web_annotation"),
    Format("datasets", "Hugging Face datasets: Parquet and JSON Lines, with a card", "hf_datasets"),
    Format("polnear", "PolNeAR: attributions in political news", "polnear_articles", writes=False),
    Format("pdnc", "Project Dialogism Novel Corpus: quotations in novels", "pdnc", writes=False),
    Format("litbank", "LitBank: quotations in the openings of novels", "litbank", writes=False),
    Format("spkatt", "SpkAtt-2023: attributions in German news", "spkatt", writes=False),
)


def find(name: str) -> Format:
    """The format of that name. Raises GoldError with the known ones where there is none."""
    for known in FORMATS:
        if known.name == name:
            return known
    raise GoldError(f"no format ‘{name}’; there is {', '.join(f.name for f in FORMATS)}")


def _names(ability: str) -> str:
    return ", ".join(f.name for f in FORMATS if getattr(f, ability))
