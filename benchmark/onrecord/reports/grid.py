"""A plain table of words, for measurements that are no run: on a terminal, in Markdown, and as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from onrecord.reports.html_text import one_line

if TYPE_CHECKING:
    from rich.table import Table

_LEFT = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """``columns`` are headings, ``rows`` as many words each. ``details`` are shown when asked for; ``failed``
    are the rows, by number, of what does not hold."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    failed: frozenset[int] = frozenset()

    def as_json(self) -> str:
        """Everything, rows as objects by column."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        found = {**asdict(self), "rows": rows, "failed": sorted(self.failed)}
        return json.dumps(found, ensure_ascii=False, indent=1)

    @property
    def heading(self) -> str:
        """The title as a Markdown heading."""
        return f"## {_escaped(self.title)}\n"

    def as_markdown(self) -> str:
        """The table and its notes; numbers on the right."""
        rules = ("---" if side == _LEFT else "---:" for side in self._sides())
        lines = [_line(self.columns), _line(rules), *map(_line, self.rows)]
        return "\n".join(lines) + "\n" + "".join(f"\n{_escaped(note)}\n" for note in self.notes)

    def as_table(self) -> "Table":
        """For a rich console."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=Text(one_line(self.title)), box=SIMPLE_HEAD, title_justify="left", title_style="bold"
        )
        for name, side in zip(self.columns, self._sides(), strict=True):
            table.add_column(name, justify="left" if side == _LEFT else "right")
        for number, row in enumerate(self.rows):
            style = "red" if number in self.failed else ""
            table.add_row(*(Text(one_line(cell)) for cell in row), style=style)
        return table

    def _sides(self) -> Sequence[str]:
        """A column of figures stands on the right."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return ["right" if all(map(_is_figure, cells)) else _LEFT for cells in columns]


def percent(share: float | None) -> str:
    """A share as it is shown: "97.3", or "–" where there is none."""
    return "–" if share is None else f"{100 * share:.1f}"


def _is_figure(cell: str) -> bool:
    return not cell or cell in "–" or cell.lstrip("≥≤ -+")[:1].isdigit()


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"


def _escaped(cell: str) -> str:
    return one_line(cell).replace("|", "\\|").replace("<", "&lt;")
