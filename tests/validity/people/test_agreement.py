"""Metrics held against people: on invented judgements worked by hand, and on REALSumm where it is there."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import pytest
from scipy.stats import kendalltau
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from onrecord.errors import IncompleteError, OnRecordError
from onrecord.validity.people.agreement import UNITS, Agreement, agreements
from onrecord.validity.people.built_in import content_words, rouge_2
from onrecord.validity.people.correlation import Figure
from onrecord.validity.people.halves import Half, part
from onrecord.validity.people.judgements import Document, Judgements, Summary, Unit
from onrecord.validity.people.layouts.registry import read_judgements
from onrecord.validity.people.metrics import Item, Metric, make_metric
from onrecord.validity.people.report import as_grid, as_json

from ...harness import ROOT

REALSUMM = ROOT.parent / "shared" / "external" / "realsumm"
UNIT_TEXTS = ("mill", "fire", "river", "Monday")


def collection(documents: int = 30, systems: int = 6, units: bool = True) -> Judgements:
    """Summaries that are lists of the units they tell; people overlook "river" in every third document."""
    summaries = []
    for d in range(documents):
        for s in range(systems):
            told = [u for n, u in enumerate(UNIT_TEXTS) if (d * 7 + n * 3) % systems < s + n]
            labels = tuple(Unit(u, u in told and not (u == "river" and d % 3 == 0)) for u in UNIT_TEXTS)
            summaries.append(
                Summary(
                    f"d{d}", f"s{s}", " ".join(told), labels if units else (), {"worth": len(told) + s / 10}
                )
            )
    ids = [f"d{d}" for d in range(documents)]
    return Judgements({id: Document(id, "text", ("mill and fire.\nA river.",)) for id in ids}, summaries)


def presence(item: Item) -> float:
    return 0.9 if item.unit in item.summary else 0.2


def metric(
    of: Callable[[Item], float | None], of_units: bool = True, threshold: float | None = None
) -> Metric:
    return Metric("mine", of_units, lambda items: map(of, items), threshold)


def judged(found: Iterable[Agreement], name: str = UNITS) -> Agreement:
    return next(a for a in found if a.judged == name)


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


@pytest.mark.parametrize("half", Half)
def test_figures_are_those_of_scipy_and_scikit_learn(half: Half) -> None:
    whole = collection()
    here = whole.of(part(whole.documents, half))
    found = judged(agreements(whole, [metric(presence)], half))
    items = [(u.present, u.text in s.text) for s in here.summaries for u in s.units]
    assert (found.documents, found.systems) == (len(here.documents), 6)
    assert (found.summaries, found.units) == (len(here.summaries), len(items))
    present, told = zip(*items, strict=True)
    assert value(found.auc) == pytest.approx(roc_auc_score(present, told))
    assert value(found.balanced_accuracy) == pytest.approx(balanced_accuracy_score(present, told))
    assert found.thresholds == (pytest.approx(0.55),)
    mean = [
        [fmean(f(s) for s in here.summaries if s.system == f"s{n}") for n in range(6)]
        for f in (
            lambda s: s.share_present,
            lambda s: fmean(0.9 if u.text in s.text else 0.2 for u in s.units),
        )
    ]
    assert value(found.system_tau) == pytest.approx(kendalltau(*mean).statistic)
    for figure in (found.auc, found.balanced_accuracy, found.system_tau, found.summary_tau, found.pooled_tau):
        assert figure.interval is not None
        assert figure.interval[0] <= value(figure) <= figure.interval[1]


def test_people_agree_with_themselves() -> None:
    whole = collection()
    labels = {(s.text, u.text, s.document): u.present for s in whole.summaries for u in s.units}
    of_units = Metric(
        "people",
        True,
        lambda items: [float(labels[i.summary, i.unit, i.place.split()[0]]) for i in items],
    )
    found = judged(agreements(whole, [of_units]))
    assert [
        value(f)
        for f in (found.auc, found.balanced_accuracy, found.system_tau, found.summary_tau, found.pooled_tau)
    ] == (pytest.approx([1, 1, 1, 1, 1]))


def test_a_summary_metric_has_no_single_units() -> None:
    found = agreements(collection(), [metric(lambda i: len(i.summary.split()), of_units=False)])
    assert [a.judged for a in found] == [UNITS, "worth"]
    assert judged(found).auc == judged(found).balanced_accuracy == Figure()
    assert value(judged(found, "worth").summary_tau) > 0.8


def test_units_that_people_did_not_label_are_the_references_sentences() -> None:
    asked: list[str] = []

    def noting(item: Item) -> float:
        asked.append(item.unit)
        return presence(item)

    found = agreements(collection(10, units=False), [metric(noting)], Half.all)
    assert [a.judged for a in found] == ["worth"]
    assert set(asked) == {"mill and fire.", "A river."}
    assert len(asked) == 2 * 60
    bare = collection(10, units=False)
    bare = replace(bare, documents={id: Document(id) for id in bare.documents})
    with pytest.raises(OnRecordError, match="neither a labelled one nor a reference for d0 by s0"):
        agreements(bare, [metric(presence)], Half.all)


def test_a_threshold_comes_from_other_documents() -> None:
    whole = collection()
    tune = part(whole.documents, Half.tune)

    def shifted(item: Item) -> float:
        return presence(item) / (2 if item.place.split()[0] in tune else 1)

    found = judged(agreements(whole, [metric(shifted)]))
    # Half-way between .1 and .45, as high as presences are where it was chosen.
    assert found.thresholds == (pytest.approx(0.275),)
    both = judged(agreements(whole, [metric(shifted)], Half.all))
    assert both.thresholds == (pytest.approx(0.275), pytest.approx(0.55))
    assert value(both.balanced_accuracy) < value(found.balanced_accuracy)


def test_only_what_is_needed_is_asked() -> None:
    whole = collection()
    report, tune = (part(whole.documents, half) for half in (Half.report, Half.tune))
    asked: set[str] = set()

    def noting(item: Item) -> float:
        asked.add(item.place.split()[0])
        return presence(item)

    def asks(half: Half, **options: float | bool) -> set[str]:
        asked.clear()
        agreements(whole, [metric(noting, **options)], half)  # type: ignore[arg-type]
        return set(asked)

    assert asks(Half.report) == report | tune
    assert asks(Half.tune) == tune
    assert asks(Half.report, threshold=0.5) == report
    assert asks(Half.report, of_units=False) == report


def test_what_has_no_answer_stands_as_absent_and_is_counted() -> None:
    def silent(item: Item) -> float | None:
        return None if item.unit == "river" else presence(item)

    whole = collection()
    found = judged(agreements(whole, [metric(silent, threshold=0.5)]))
    absent = judged(agreements(whole, [metric(lambda i: silent(i) or 0.0, threshold=0.5)]))
    assert found.unanswered == found.units / 4
    assert replace(found, unanswered=0) == absent


def test_a_half_without_judgements_is_nothing_measured() -> None:
    whole = collection()
    alone = whole.of(part(whole.documents, Half.tune))
    with pytest.raises(IncompleteError, match="nothing in the half ‘report’ is judged; --half all"):
        agreements(alone, [metric(presence)])


def test_without_another_half_there_is_no_threshold() -> None:
    whole = collection()
    found = judged(agreements(whole.of(part(whole.documents, Half.report)), [metric(presence)]))
    assert found.balanced_accuracy == Figure()
    assert found.thresholds == ()
    assert found.auc.value is not None


def test_few_documents_have_figures_and_no_intervals() -> None:
    found = judged(agreements(collection(4), [metric(presence)], Half.all))
    assert found.auc.value is not None
    assert found.auc.interval is None


def test_the_order_of_summaries_does_not_matter() -> None:
    whole = collection()
    other = replace(whole, summaries=whole.summaries[::-1])
    straight, turned = (judged(agreements(w, [metric(presence)])) for w in (whole, other))
    for name in ("auc", "balanced_accuracy", "system_tau", "summary_tau", "pooled_tau"):
        assert value(getattr(straight, name)) == pytest.approx(value(getattr(turned, name)))


def test_the_table_says_what_it_is_about() -> None:
    found = agreements(collection(), [metric(presence), metric(lambda i: 1.0, of_units=False)], Half.all)
    grid = as_grid(found, "mine", Half.all)
    assert [row[:2] for row in grid.rows] == [("mine", "units")] * 2 + [("mine", "worth")] * 2
    assert grid.rows[0][2].startswith("0.9")
    assert "[" in grid.rows[0][2]
    assert set(grid.rows[1][2:]) == {"–"}  # the same number for all ranks nothing
    assert grid.notes[0] == "units: 30 documents, 6 systems, 180 summaries, 720 units."
    assert grid.notes[1] == "worth: 30 documents, 6 systems, 180 summaries."
    assert "chosen on each half for the other" in grid.notes[3]
    data = json.loads(as_json(found, "mine", Half.all))
    assert data["agreements"][0]["auc"]["value"] == found[0].auc.value
    assert data["half"] == "all"


@pytest.fixture(scope="module")
def realsumm() -> Judgements:
    if not REALSUMM.is_dir():
        pytest.skip("the corpora are not beside the checkout")
    return read_judgements(REALSUMM)


@pytest.mark.external
def test_realsumm_is_read_whole(realsumm: Judgements) -> None:
    assert len(realsumm.documents) == 50
    assert len(realsumm.summaries) == 1250
    assert len({s.system for s in realsumm.summaries}) == 25
    assert sum(len(s.units) for s in realsumm.summaries) == 13325
    assert sum(u.present for s in realsumm.summaries for u in s.units) == 5913
    assert all(d.text and d.references[0] for d in realsumm.documents.values())


@pytest.mark.external
def test_realsumm_gives_what_other_code_gives(realsumm: Judgements) -> None:
    metrics = [make_metric(name, ()) for name in ("content-words", "rouge-2")]
    words, rouge = agreements(realsumm, metrics, Half.all)
    labels = [u.present for s in realsumm.summaries for u in s.units]
    shares = [content_words(u.text, s.text) for s in realsumm.summaries for u in s.units]
    assert value(words.auc) == pytest.approx(roc_auc_score(labels, shares))
    by_system: dict[str, list[tuple[float, float]]] = {}
    for s in realsumm.summaries:
        score = rouge_2(s.text, realsumm.documents[s.document].references)
        by_system.setdefault(s.system, []).append((s.share_present, score))
    means = [[fmean(pair[n] for pair in pairs) for pairs in by_system.values()] for n in (0, 1)]
    assert value(rouge.system_tau) == pytest.approx(kendalltau(*means).statistic)
    assert value(words.auc) == pytest.approx(0.807, abs=0.001)
    assert value(words.system_tau) == pytest.approx(0.793, abs=0.001)
    assert value(rouge.system_tau) == pytest.approx(0.813, abs=0.001)
    assert all(a <= b for a, b in pairwise([0.69, value(words.balanced_accuracy), 0.76]))
