"""No probe pays, and a scorer that is made worse on purpose is caught by the probe meant for it."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.matching import Ranges, shared, size
from onrecord.scoring import attribution, labels
from onrecord.scoring.speakers import Named, SpeakerIndex
from onrecord.scoring.stats import Scored
from onrecord.tasks.task import Task, built_in_tasks
from onrecord.tasks.values import Answer, Label, SpeakerName, Speakers
from onrecord.validity.probes.probe import Probe
from onrecord.validity.probes.run import PROBES, Found, Prober

from ...harness import ROOT

Try = Callable[[Sequence[Probe]], dict[tuple[str, str], Found]]


@pytest.fixture(scope="module")
def found(try_probes: Try) -> dict[tuple[str, str], Found]:
    return try_probes(PROBES)


def test_every_probe_holds(found: dict[tuple[str, str], Found]) -> None:
    assert {key: (f.score, f.rival) for key, f in found.items() if not f.holds} == {}


def test_every_probe_is_tried_on_every_task_that_it_names(found: dict[tuple[str, str], Found]) -> None:
    named = {(task, probe.name) for probe in PROBES for task in probe.tasks}
    assert named - set(found) == {("headline", "misleading headline")}
    assert {f.probe.kind for f in found.values()} == {"collapse", "gain nothing", "lose"}
    assert {f.task for f in found.values()} == set(built_in_tasks())


def test_what_they_are_held_against_earns_something(found: dict[tuple[str, str], Found]) -> None:
    """A probe that is held against nothing would hold with any scorer."""
    nothing = {task for (task, _), f in found.items() if f.probe.kind == "collapse" and not f.rival}
    assert nothing == set()
    assert all(f.rival > 0.9 for f in found.values() if f.probe.kind == "lose")


def test_a_headline_that_is_wrong_earns_no_more_than_the_lead() -> None:
    prober = Prober([built_in_tasks()["headline"]], [p for p in PROBES if p.name == "misleading headline"])
    prober.add(load_article(ROOT / "gold" / "nine-sluices-ruling"))
    (found,) = prober.found()
    assert found.holds
    assert found.score == 0


@pytest.mark.parametrize("kind", ["collapse", "gain nothing", "lose"])
def test_each_kind_of_verdict(kind: str) -> None:
    probe = next(p for p in PROBES if p.kind == kind)

    def holds(score: float, rival: float) -> bool:
        return Found(probe, "any", score, rival, 3, ()).holds

    told = [holds(0.04, 0.5), holds(0.05, 0.5), holds(0.5, 0.5), holds(0.504, 0.5), holds(0.51, 0.5)]
    assert (
        told
        == {
            "collapse": [True, False, False, False, False],
            "gain nothing": [True, True, True, True, False],
            "lose": [True, True, False, False, False],
        }[kind]
    )
    assert holds(0, 0) == (kind != "lose")


def test_articles_on_which_a_probe_alone_earns_more_are_named(
    try_probes: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    _any_right_name(monkeypatch)
    found = try_probes([p for p in PROBES if p.name == "alternatives"])
    assert set(found["attribution", "alternatives"].gained) == {
        "angrela-levy",
        "dis-ice-plant",
        "ebb-ledger-premiere",
    }


def _substring(patch: pytest.MonkeyPatch) -> None:
    """A speaker is right whose name contains the answer, or is contained in it."""

    def worse(article: Article, index: SpeakerIndex, item: str, answer: Answer) -> Scored:
        scored = attribution.score_attribution(article, index, item, answer)
        gold = [article.speaker[s].name.casefold() for s in article.quote[item].speakers]
        said = answer.value.names if isinstance(answer.value, SpeakerName) else ()
        right = any(s.casefold() in name or name in s.casefold() for s in said for name in gold)
        return Scored({**scored.stats, "credit": float(right)}, scored.details)

    patch.setattr("onrecord.scoring.scorers.score_attribution", worse)


def _any_right_name(patch: pytest.MonkeyPatch) -> None:
    """One right name among wrong ones is enough."""

    def worse(named: Named, gold: Sequence[str]) -> float:
        return float(bool(named.ids & frozenset(gold)))

    patch.setattr("onrecord.scoring.quotes.credit", worse)
    patch.setattr("onrecord.scoring.attribution.credit", worse)


def _jaccard_alone(patch: pytest.MonkeyPatch) -> None:
    """Wrong names cost, but never all."""

    def worse(named: Named, gold: Sequence[str]) -> float:
        wanted = frozenset(gold)
        return len(named.ids & wanted) / max(1, len(named.ids | wanted) + len(named.nobody))

    patch.setattr("onrecord.scoring.quotes.credit", worse)
    patch.setattr("onrecord.scoring.attribution.credit", worse)


def _share_of_gold(patch: pytest.MonkeyPatch) -> None:
    """Overlap over the length of gold: too wide costs nothing."""

    def worse(predicted: Ranges, gold: Ranges) -> float:
        return shared(predicted, gold) / size(gold) if gold else 0.0

    patch.setattr("onrecord.scoring.quotes.iou", worse)


def _unmerged(patch: pytest.MonkeyPatch) -> None:
    """A span given twice is two predictions."""
    patch.setattr("onrecord.scoring.quotes.QuoteScorer._merge", lambda self, placed: placed)


def _speakers_by_any_name(patch: pytest.MonkeyPatch) -> None:
    """An entry is every speaker that any of its names means."""
    scored_well = attribution.score_speakers

    def worse(article: Article, index: SpeakerIndex, answer: Answer) -> Scored:
        scored = scored_well(article, index, answer)
        entries = answer.value.speakers if isinstance(answer.value, Speakers) else ()
        named = index.read([n for e in entries for n in (e.name, *e.other_names)]).ids
        required = {s for q in article.quotes if not q.optional for s in q.speakers}
        return Scored({**scored.stats, "right": float(len(named & required))}, scored.details)

    patch.setattr("onrecord.scoring.scorers.score_speakers", worse)


def _speakers_by_recall(patch: pytest.MonkeyPatch) -> None:
    """Entries that are nobody cost nothing."""
    scored_well = attribution.score_speakers

    def worse(article: Article, index: SpeakerIndex, answer: Answer) -> Scored:
        scored = scored_well(article, index, answer)
        return Scored({**scored.stats, "predicted": scored.stats["right"]}, scored.details)

    patch.setattr("onrecord.scoring.scorers.score_speakers", worse)


def _label_anywhere(patch: pytest.MonkeyPatch) -> None:
    """A label is right that stands anywhere in the answer."""

    def read(task: Task, text: str) -> Answer:
        return Answer(Label(text), ())

    def worse(task: Task, article: Article, item: str, answer: Answer) -> Scored:
        gold = labels.score_label(task, article, item, answer).details["gold"]
        said = answer.value.label if isinstance(answer.value, Label) else ""
        return labels.score_label(task, article, item, Answer(Label(gold if gold in said else ""), ()))

    patch.setattr("onrecord.validity.probes.run.read_answer", read)
    patch.setattr("onrecord.scoring.scorers.score_label", worse)


def _any_order(patch: pytest.MonkeyPatch) -> None:
    """Facts are matched by words alone."""
    patch.setattr("onrecord.scoring.summaries.summary.is_garbled", lambda units, article: False)


def _any_polarity(patch: pytest.MonkeyPatch) -> None:
    """A fact that is denied is told."""
    either = SimpleNamespace(agrees=lambda other: True)
    patch.setattr("onrecord.scoring.summaries.facts.polarity", lambda *_: either)


def _no_violation(patch: pytest.MonkeyPatch) -> None:
    """What the article does not support costs nothing."""
    patch.setattr("onrecord.scoring.summaries.summary.judge", lambda *_, **__: ([], []))


def _no_budget(patch: pytest.MonkeyPatch) -> None:
    """A summary may be as long as it likes."""

    def whole(text: str, budget: int) -> Any:
        return SimpleNamespace(text=text, over_budget=False, open_end=False)

    patch.setattr("onrecord.scoring.summaries.summary.cut", whole)


Worse = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    ("worse", "caught"),
    [
        (_substring, {("attribution", "a piece of a name"), ("attribution", "empty names")}),
        (_substring, {("attribution", "somebody in the sentence"), ("attribution", "pronouns")}),
        (_any_right_name, {("quotes", "everybody"), ("quotes", "everybody in brackets")}),
        (_any_right_name, {("attribution", "in brackets"), ("attribution", "alternatives")}),
        (_jaccard_alone, {("quotes", "everybody"), ("attribution", "everybody")}),
        (_jaccard_alone, {("quotes", "each in turn")}),
        (_share_of_gold, {("quotes", "whole article")}),
        (_unmerged, {("quotes", "each in turn")}),
        (_speakers_by_any_name, {("speakers", "one entry"), ("speakers", "alias stuffing")}),
        (_speakers_by_any_name, {("speakers", "empty names")}),
        (_speakers_by_recall, {("speakers", "every name")}),
        (
            _label_anywhere,
            {(t, p) for t in ("verify", "check-quote") for p in ("all in a list", "all in one")},
        ),
        (_any_order, {("headline", "word salad"), ("headline", "sorted words"), ("headline", "backwards")}),
        (_any_order, {("brief", "word salad"), ("brief", "keywords"), ("brief", "keywords in commas")}),
        (_any_order, {("brief", "frequent words")}),
        (_any_polarity, {(task, "denied") for task in ("headline", "brief", "quoted-brief")}),
        (_no_violation, {("brief", "an invention"), ("brief", "a diluted invention")}),
        (_no_budget, {(task, "copy-all") for task in ("headline", "brief", "quoted-brief")}),
    ],
)
def test_a_worse_scorer_is_caught(
    worse: Worse, caught: set[tuple[str, str]], try_probes: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    worse(monkeypatch)
    meant = [p for p in PROBES if any(p.name == name and task in p.tasks for task, name in caught)]
    found = try_probes(meant)
    assert caught <= {key for key, f in found.items() if not f.holds}


def test_names_are_told_apart_within_a_task() -> None:
    keys = [(task, probe.name) for probe in PROBES for task in probe.tasks]
    assert len(keys) == len(set(keys))
