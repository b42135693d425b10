"""Holds metrics against what people said: one ``Agreement`` for each metric and thing that people judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from onrecord.errors import IncompleteError
from onrecord.validity.people.asking import Answers, Counted, ask
from onrecord.validity.people.correlation import (
    Figure,
    Flags,
    Floats,
    auc,
    balanced_accuracy,
    best_threshold,
    draw,
    pooled_tau,
    summary_tau,
    system_tau,
)
from onrecord.validity.people.halves import Fold, Half, folds, part
from onrecord.validity.people.judgements import Judgements, Summary
from onrecord.validity.people.metrics import Metric

UNITS = "units"
"""What is judged where people labelled units: the share that a summary tells. Else a dimension's name."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far one metric agrees with people in one thing.

    ``auc`` and ``balanced_accuracy`` are of single units, and undefined for all else. ``thresholds``: from
    which presence on a unit was called told, where that was chosen. ``unanswered`` counts what the metric
    had no answer to, which stands as absent.
    """

    metric: str
    judged: str
    documents: int
    systems: int
    summaries: int
    units: int
    auc: Figure
    balanced_accuracy: Figure
    system_tau: Figure
    summary_tau: Figure
    pooled_tau: Figure
    thresholds: tuple[float, ...] = ()
    unanswered: int = 0


def agreements(
    judgements: Judgements,
    metrics: Iterable[Metric],
    half: Half = Half.report,
    counted: Counted = lambda things, _: things,
) -> list[Agreement]:
    """Measure each metric on one half of the documents, or on all.

    A unit metric's score of a summary is the mean over the units it is asked about. Raises IncompleteError
    where nothing in the half is judged, and OnRecordError where a metric lacks what it needs.
    """
    reported = judgements.of(part(judgements.documents, half))
    labelled = [summary for summary in reported.summaries if summary.units]
    if not labelled and not reported.dimensions:
        raise IncompleteError(f"nothing in the half ‘{half}’ is judged; --half all takes every document")
    found = []
    for metric in metrics:
        # To report one half, a threshold may have to be chosen on the other.
        chooses = bool(labelled) and metric.of_units and metric.threshold is None
        answers = ask(metric, judgements if chooses and half is Half.report else reported, counted)
        if labelled:
            found.append(_on_units(metric, judgements, labelled, answers, half))
        for name in reported.dimensions:
            scored = [summary for summary in reported.summaries if name in summary.scores]
            found.append(_on_dimension(metric, name, scored, answers))
    return found


class _Grid:
    """Summaries as a table of documents and systems, and the drawings of both."""

    def __init__(self, summaries: Sequence[Summary]) -> None:
        documents = {id: n for n, id in enumerate(dict.fromkeys(s.document for s in summaries))}
        systems = {name: n for n, name in enumerate(dict.fromkeys(s.system for s in summaries))}
        self.rows = np.array([documents[s.document] for s in summaries])
        self.columns = np.array([systems[s.system] for s in summaries])
        self.shape = (len(documents), len(systems))
        self.drawings = draw(*self.shape)

    def taus(self, human: Sequence[float], metric: Sequence[float]) -> tuple[Figure, Figure, Figure]:
        """System-level, summary-level and pooled τ-b of two numbers a summary."""
        tables = self._table(human), self._table(metric)
        draws = self.drawings
        return (
            draws.figure(system_tau(*tables, draws), of_systems=True),
            draws.figure(summary_tau(*tables, draws), of_systems=True),
            draws.figure(pooled_tau(*tables, draws)),
        )

    def _table(self, values: Sequence[float]) -> Floats:
        table = np.full(self.shape, np.nan)
        table[self.rows, self.columns] = values
        return table


def _on_units(
    metric: Metric, judgements: Judgements, labelled: Sequence[Summary], answers: Answers, half: Half
) -> Agreement:
    """Agreement on single units, and on the share of them that a summary tells."""
    grid = _Grid(labelled)
    single = _SingleUnits(Figure(), Figure(), ())
    if metric.of_units:
        if metric.threshold is None:
            cuts = _chosen(judgements, answers, folds(judgements.documents, half))
        else:
            cuts = dict.fromkeys((s.document for s in labelled), metric.threshold)
        single = _on_single_units(grid, labelled, answers, cuts)
    taus = grid.taus([s.share_present for s in labelled], _scores(labelled, answers))
    return Agreement(
        metric.name,
        UNITS,
        *grid.shape,
        len(labelled),
        sum(len(s.units) for s in labelled),
        single.auc,
        single.balanced_accuracy,
        *taus,
        single.thresholds if metric.threshold is None else (),
        _unanswered(labelled, answers),
    )


def _on_dimension(metric: Metric, name: str, scored: Sequence[Summary], answers: Answers) -> Agreement:
    """Agreement on the scores that people gave in one dimension."""
    grid = _Grid(scored)
    taus = grid.taus([s.scores[name] for s in scored], _scores(scored, answers))
    unanswered = _unanswered(scored, answers)
    return Agreement(
        metric.name, name, *grid.shape, len(scored), 0, Figure(), Figure(), *taus, unanswered=unanswered
    )


@dataclass(frozen=True, slots=True)
class _SingleUnits:
    auc: Figure
    balanced_accuracy: Figure
    thresholds: tuple[float, ...]


def _on_single_units(
    grid: _Grid, labelled: Sequence[Summary], answers: Answers, cuts: dict[str, float]
) -> _SingleUnits:
    """``cuts``: the threshold for each document's units. Without one for each, nothing is called told."""
    sizes = [len(s.units) for s in labelled]
    weights = grid.drawings.of_cells(np.repeat(grid.rows, sizes), np.repeat(grid.columns, sizes))
    present, presence = _pairs(labelled, answers)
    figure = grid.drawings.figure
    area = figure(auc(present, presence, weights))
    if any(s.document not in cuts for s in labelled):
        return _SingleUnits(area, Figure(), ())
    told = presence >= np.repeat([cuts[s.document] for s in labelled], sizes)
    accuracy = figure(balanced_accuracy(present, told, weights))
    return _SingleUnits(area, accuracy, tuple(sorted(set(cuts.values()))))


def _chosen(judgements: Judgements, answers: Answers, chosen_on: Iterable[Fold]) -> dict[str, float]:
    """The threshold for each document, from the others of its fold; none where those give no choice."""
    cuts: dict[str, float] = {}
    for chosen, used in chosen_on:
        summaries = [s for s in judgements.of(chosen).summaries if s.units]
        threshold = best_threshold(*_pairs(summaries, answers)) if summaries else None
        if threshold is not None:
            cuts.update(dict.fromkeys(used, threshold))
    return cuts


def _pairs(summaries: Sequence[Summary], answers: Answers) -> tuple[Flags, Floats]:
    """Of each unit in each summary, whether people found it there, and the presence that the metric gives."""
    present = [unit.present for s in summaries for unit in s.units]
    presence = [value or 0.0 for s in summaries for value in answers[s.document, s.system]]
    return np.array(present, dtype=bool), np.array(presence)


def _scores(summaries: Sequence[Summary], answers: Answers) -> list[float]:
    return [fmean(value or 0.0 for value in answers[s.document, s.system]) for s in summaries]


def _unanswered(summaries: Sequence[Summary], answers: Answers) -> int:
    return sum(value is None for s in summaries for value in answers[s.document, s.system])
