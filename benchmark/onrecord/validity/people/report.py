"""The tables of ``onrecord validate``: for a terminal, in Markdown, as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from onrecord.reports.grid import Grid
from onrecord.reports.html_text import clean
from onrecord.validity.people.agreement import Agreement
from onrecord.validity.people.correlation import RESAMPLES, Figure
from onrecord.validity.people.halves import Half

_COLUMNS = ("metric", "judged", "AUC", "balanced acc.", "system τ", "summary τ", "pooled τ")
_CHOSEN = {
    Half.report: "on the tune half",
    Half.tune: "on one half of the tune half for the other",
    Half.all: "on each half for the other",
}


def as_grid(found: Sequence[Agreement], data: str, half: Half) -> Grid:
    """The table, a row for each metric and thing judged, in the order of what was judged."""
    order = list(dict.fromkeys(a.judged for a in found))
    rows = sorted(found, key=lambda a: order.index(a.judged))
    return Grid(
        f"Agreement with people: {data}",
        _COLUMNS,
        tuple(
            (
                a.metric,
                a.judged,
                *(_shown(f) for f in (a.auc, a.balanced_accuracy, a.system_tau, a.summary_tau, a.pooled_tau)),
            )
            for a in rows
        ),
        notes=tuple(map(clean, _notes(rows, half))),
    )


def as_json(found: Sequence[Agreement], data: str, half: Half) -> str:
    """Everything, with numbers as numbers."""
    whole = {
        "data": data,
        "half": half,
        "notes": _notes(found, half),
        "agreements": [asdict(a) for a in found],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _shown(figure: Figure) -> str:
    """ "0.812 [0.79, 0.83]"; "–" where it is undefined."""
    if figure.value is None:
        return "–"
    interval = figure.interval
    return f"{figure.value:.3f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")


def _notes(found: Sequence[Agreement], half: Half) -> list[str]:
    notes = []
    for judged, first in {a.judged: a for a in reversed(found)}.items():
        units = f", {first.units:,} units" if first.units else ""
        notes.append(
            f"{judged}: {first.documents:,} documents, {first.systems:,} systems, "
            f"{first.summaries:,} summaries{units}."
        )
    notes.reverse()
    which = "all documents" if half is Half.all else f"the {half} half of the documents"
    notes.append(
        f"On {which}. τ is Kendall's τ-b; intervals are 95%, from {RESAMPLES:,} drawings of documents and "
        "systems."
    )
    if chosen := [a for a in found if a.thresholds]:
        at = ", ".join(f"{a.metric} {' and '.join(f'{t:.2f}' for t in a.thresholds)}" for a in chosen)
        notes.append(f"Thresholds of balanced accuracy, chosen {_CHOSEN[half]}: {at}.")
    notes += [
        f"{a.metric}, {a.judged}: {a.unanswered:,} without an answer that could be read stand as absent."
        for a in found
        if a.unanswered
    ]
    return notes
