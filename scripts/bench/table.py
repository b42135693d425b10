"""The Markdown in which figures are shown, and the machine that they were taken on."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import onrecord

_PACKAGES = (
    "onrecord",
    "torch",
    "transformers",
    "numpy",
    "rapidfuzz",
    "rouge-score-rs",
    "rouge-score",
    "ray",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, ours, theirs, their ratio, and what it should be."""

    what: str
    ours: str
    theirs: str
    ratio: str
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure: its title, its rows, and what a reader must know about how they came about."""

    number: int
    title: str
    peer: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        head = ["", "OnRecord", self.peer, "ratio", "goal", "met"]
        met = {True: "yes", False: "no", None: ""}
        cells = [[r.what, r.ours, r.theirs, r.ratio, r.goal, met[r.met]] for r in self.rows]
        lines = [_line(head), "|---|---|---|---|---|---|", *map(_line, cells)]
        notes = ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n".join([f"**{self.title}**", "", *lines, *notes, ""])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def times(value: float) -> str:
    """A ratio as it is written: ``5.3 ×``."""
    return f"{value:.3g} ×"


def machine() -> str:
    """Processor, cores, memory and versions, in one line."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    facts = [
        f"{_processor()}, {os.cpu_count()} cores, {pages / 2**30:.0f} GiB",
        f"{platform.system()} {platform.release()}",
        f"onrecord {onrecord.__version__}",
        f"Python {platform.python_version()}",
        *(f"{name} {version}" for name in _PACKAGES if (version := _version(name))),
        f"load when it began {load}",
    ]
    return "; ".join(facts)


def _processor() -> str:
    try:
        cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return found[1] if found else platform.machine()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def put(page: Path, number: int, markdown: str) -> bool:
    """Put a measure between its markers in a page; whether the page has them."""
    marked = re.compile(rf"(<!-- measure {number} -->\n).*?(<!-- /measure {number} -->)", re.DOTALL)
    text = page.read_text(encoding="utf-8")
    changed, count = marked.subn(lambda m: f"{m[1]}{markdown}{m[2]}", text)
    page.write_text(changed, encoding="utf-8")
    return bool(count)
