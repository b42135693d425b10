"""The tables of ``onrecord probe``: probes, edits, and the reader."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import IncompleteError
from onrecord.gold.article import Article
from onrecord.reports.grid import Grid, percent
from onrecord.tasks.task import built_in_tasks
from onrecord.validity.cases import case_files, read_cases
from onrecord.validity.edits import rates
from onrecord.validity.edits.rates import OURS, Rate, Trial
from onrecord.validity.probes.probe import COLLAPSED
from onrecord.validity.probes.run import Found, Prober
from onrecord.validity.reader import Measured, Tally, measure_reader

Counted = Callable[[Iterable[Article], int], Iterable[Article]]
"""Passes things on and shows how far one is."""

_LONGEST = 160


def probes(articles: Sequence[Article], counted: Counted) -> Grid:
    """Every probe on every task that it tries to cheat."""
    prober = Prober(list(built_in_tasks().values()))
    for article in counted(articles, len(articles)):
        prober.add(article)
    found = list(prober.found())
    if not found:
        raise IncompleteError("no probe found anything to try in these articles")
    return Grid(
        f"Probes on {len(articles)} articles",
        ("task", "probe", "what it answers", "must", "score", "against", "articles", "holds"),
        tuple(_probe_row(f) for f in found),
        notes=(
            "Scores × 100 of the task's primary metric, on the same articles. "
            f"Collapse: under {COLLAPSED:.0%} of the honest baseline (rules). "
            "Gain nothing: no more than half a point over what it was made of. Lose: less than that.",
        ),
        details=tuple(
            f"{f.task}, {f.probe.name}: pays by itself on {', '.join(f.gained)}"
            for f in found
            if f.probe.kind == "gain nothing" and f.gained
        ),
        failed=frozenset(n for n, f in enumerate(found) if not f.holds),
    )


def _probe_row(found: Found) -> tuple[str, ...]:
    probe = found.probe
    return (
        found.task,
        probe.name,
        probe.says,
        probe.kind,
        percent(found.score),
        f"{probe.rival} {percent(found.rival)}",
        str(found.articles),
        "yes" if found.holds else "no",
    )


def edits(
    articles: Sequence[Article],
    each: int,
    seed: int,
    with_minilm: bool,
    counted: Callable[[Iterable[Trial], int], Iterable[Trial]],
) -> Grid:
    """How often each type of edit is noticed, beside what is used today."""
    types = rates.edits_of(articles)
    metrics = {OURS: rates.our_score, **rates.used_today(with_minilm)}
    trials = list(counted(rates.try_edits(articles, types, metrics, each=each, seed=seed), each * len(types)))
    found = [rate for rate in rates.rates_of(types, trials) if rate.tried]
    if not found:
        raise IncompleteError("no edit applies to these articles: they have no references")
    others = [name for name in metrics if name != OURS]
    return Grid(
        f"Edits of the references of {len(articles)} articles: how often the score falls",
        (
            "edit",
            "what changes",
            "goal",
            "edits",
            f"{OURS} %",
            "95% interval",
            *(f"{n} %" for n in others),
            "holds",
        ),
        tuple(_edit_row(rate, others) for rate in found),
        notes=(
            "An edit with a goal ≤ keeps the meaning: noticing it is a false alarm. Wilson intervals. "
            "The other metrics compare with the article's other references of that length.",
        ),
        details=tuple(_trial_lines(found, trials)),
        failed=frozenset(n for n, rate in enumerate(found) if rate.holds is False),
    )


def _edit_row(rate: Rate, others: Sequence[str]) -> tuple[str, ...]:
    interval = rate.interval()
    goal = rate.edit.goal
    return (
        rate.edit.name,
        rate.edit.says,
        "–" if goal is None else f"{'≤' if rate.edit.keeps else '≥'} {goal:.0%}",
        str(rate.tried[OURS]),
        percent(rate.share()),
        f"{percent(interval[0])}–{percent(interval[1])}" if interval else "–",
        *(percent(rate.share(name)) for name in others),
        {True: "yes", False: "no", None: "–"}[rate.holds],
    )


def _trial_lines(found: Iterable[Rate], trials: Iterable[Trial]) -> Iterator[str]:
    """The edits that our score should have noticed and did not, or the other way round."""
    keeps = {rate.edit.name: rate.edit.keeps for rate in found}
    for trial in trials:
        if trial.noticed[OURS] == keeps[trial.edit]:
            said = "noticed" if trial.noticed[OURS] else "not noticed"
            old, new = _apart(trial.base.text, trial.text)
            yield f"{trial.edit}, {said}: {trial.base.article.id} {trial.base.id}: ‘{old}’ → ‘{new}’"


def _apart(old: str, new: str) -> tuple[str, str]:
    """Where two texts differ, with a few words round it."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])

    def part(text: str) -> str:
        return text[max(0, start - 40) : len(text) - end + 30][:_LONGEST]

    return part(old), part(new)


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class _Part:
    """Cases that are measured together."""

    name: str
    measured: Measured


def reader(articles: Sequence[Article], files: Sequence[Path], others: Collection[str] = ()) -> Grid:
    """Precision and recall of each kind of finding on the written cases: those that the reader was mended on,
    and those that are held out.

    Cases about ``others``, articles that were not chosen, are passed over.
    """
    known = {article.id: article for article in articles}
    passed_over = set(others).difference(known)
    parts = []
    for name, paths in case_files(files).items():
        cases = [case for case in read_cases(paths) if case.article not in passed_over]
        if cases:
            parts.append(_Part(name, measure_reader(cases, known)))
    if not parts:
        raise IncompleteError("no case is about these articles")
    kinds = sorted({kind for part in parts for kind in part.measured.tallies})
    heads = [f"{part.name}: {what}" for part in parts for what in ("there", "precision", "recall")]
    return Grid(
        f"The reader of summaries on {sum(p.measured.cases for p in parts)} written cases",
        ("finding", *heads),
        tuple(
            (kind, *(c for part in parts for c in _cells(part.measured.tallies.get(kind)))) for kind in kinds
        ),
        notes=tuple(
            f"{part.name}: {part.measured.cases} cases; of {part.measured.clean} without a violation, "
            f"{part.measured.accused} are accused of one."
            for part in parts
        ),
        details=tuple(
            f"{part.name}, {miss.what}, {'spurious' if miss.spurious else 'missed'}: ‘{miss.words}’ "
            f"({miss.case.article}, {miss.case.about}) in: {miss.case.summary}"
            for part in parts
            for miss in part.measured.misses
        ),
    )


def _cells(tally: Tally | None) -> tuple[str, str, str]:
    if tally is None:
        return "–", "–", "–"
    return str(tally.right + tally.missed), percent(tally.precision), percent(tally.recall)
