"""Which layouts there are, and which one a folder has."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Judgements
from onrecord.validity.people.layouts import frank, gold, own, qags, realsumm, summeval


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: a folder has it if each of its ``marks`` (glob patterns) is met."""

    name: str
    marks: tuple[str, ...]
    read: Callable[[Path], Judgements]

    def is_of(self, folder: Path) -> bool:
        return all(next(folder.glob(mark), None) for mark in self.marks)


LAYOUTS = (
    Layout("onrecord", ("documents.jsonl", "summaries.jsonl", "judgements.jsonl"), own.read),
    Layout("realsumm", ("SCUs.txt", "summaries/*.summary", "labels/*.label"), realsumm.read),
    Layout("summeval", ("model_annotations.aligned*.jsonl",), summeval.read),
    Layout("frank", ("human_annotations*.json",), frank.read),
    Layout("qags", ("mturk_*.jsonl",), qags.read),
    Layout("gold", ("*/annotations.jsonl", "*/meta.json"), gold.read),
)


def read_judgements(folder: Path, layout: str = "") -> Judgements:
    """What people said, from a folder whose layout is named, or known by its files.

    Raises OnRecordError where the folder has no layout, or more than one, and where its files are wrong,
    judge a summary twice, or judge nothing.
    """
    found = _named(layout) if layout else _recognised(folder)
    judgements = found.read(folder)
    seen = set()
    for summary in judgements.summaries:
        if (summary.document, summary.system) in seen:
            raise OnRecordError(
                f"{folder}: {summary.system} has two summaries of {summary.document}; keep one of them"
            )
        seen.add((summary.document, summary.system))
    if not any(summary.units or summary.scores for summary in judgements.summaries):
        raise OnRecordError(f"{folder}: holds no judgement (read in the layout {found.name})")
    return judgements


def _named(name: str) -> Layout:
    known = {layout.name: layout for layout in LAYOUTS}
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean ‘{near[0]}’?" if near else f"there are {', '.join(known)}"
        raise OnRecordError(f"no layout ‘{name}’; {hint}")
    return known[name]


def _recognised(folder: Path) -> Layout:
    if not folder.is_dir():
        raise OnRecordError(f"{folder}: no such folder of judgements")
    found = [layout for layout in LAYOUTS if layout.is_of(folder)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(layout.name for layout in found)
        raise OnRecordError(f"{folder}: has the files of {names}; say which by --layout")
    known = "; ".join(f"{layout.name} by {', '.join(layout.marks)}" for layout in LAYOUTS)
    raise OnRecordError(f"{folder}: its files are of no layout that is known ({known})")
