"""How often edits are noticed: drawn over the whole corpus, counted, and given with an interval."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random

import numpy as np
import pytest
from scipy.stats import binomtest

from onrecord.gold.article import Article
from onrecord.validity.edits import rates
from onrecord.validity.edits.bases import references
from onrecord.validity.edits.edit import Base, Edit
from onrecord.validity.edits.rates import (
    OURS,
    Rate,
    Score,
    Trial,
    edits_of,
    others_of,
    our_score,
    rates_of,
    try_edits,
    used_today,
    wilson,
)

from ...harness import ROOT


def always(article: Article, task: str, base: str, text: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # scipy.stats.binomtest(k, n).proportion_ci(method="wilson")
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (1, 3, 0.061492, 0.79234),
        (297, 300, 0.971017, 0.996593),
        (6, 300, 0.009198, 0.04294),
    ],
)
def test_wilson_against_golden_values(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-6)


def test_wilson_is_scipys() -> None:
    for trials in (1, 2, 7, 60, 300):
        for successes in range(0, trials + 1, max(1, trials // 7)):
            theirs = binomtest(successes, trials).proportion_ci(method="wilson")
            assert wilson(successes, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def numbered(base: Base, random: Random) -> Iterator[str]:
    """Its own text, which is no edit, one twice, and more."""
    yield base.text
    yield from (f"{base.text} {n}" for n in (1, 1, 2, 3))


def only_in(article_id: str) -> Edit:
    def make(base: Base, random: Random) -> Iterator[str]:
        if base.article.id == article_id:
            yield from numbered(base, random)

    return Edit("numbered", "a number at the end", make, tasks=("brief",))


NUMBERED = Edit("numbered", "a number at the end", numbered, tasks=("brief",))


def test_each_base_has_its_first_edit_before_any_has_its_second_and_articles_take_turns(
    gold: list[Article],
) -> None:
    of_each = [[b for b in references(article) if b.task == "brief"] for article in gold]
    bases = [b for in_turn in zip(*of_each, strict=True) for b in in_turn]
    assert len(bases) == 6
    made = [
        (t.base.id, t.base.article.id, t.text) for t in try_edits(gold, [NUMBERED], {OURS: always}, each=14)
    ]
    wanted = [(b.id, b.article.id, f"{b.text} {n}") for n in (1, 2, 3) for b in bases]
    assert made == wanted[:14]


def test_there_are_no_more_edits_than_places(gold: list[Article]) -> None:
    trials = list(try_edits(gold, [NUMBERED], {OURS: always}, each=300))
    assert len(trials) == 6 * 3
    trials = list(try_edits(gold, [only_in("pentagon-rafah")], {OURS: always}, each=300))
    assert {t.base.article.id for t in trials} == {"pentagon-rafah"}
    assert len(trials) == 2 * 3


def test_a_base_that_earns_nothing_has_nothing_to_lose(gold: list[Article]) -> None:
    def score(article: Article, task: str, base: str, text: str) -> float:
        return float(article.id != "pentagon-rafah")

    trials = list(try_edits(gold, [NUMBERED], {OURS: score}, each=300))
    assert {t.base.article.id for t in trials} == {"angrela-levy", "gwennolys-bid"}


def test_edits_are_made_on_what_they_say(gold: list[Article]) -> None:
    for of in (("reference",), ("quote", "fact"), ("extract",)):
        trials = try_edits(gold, [Edit("numbered", "", numbered, of=of)], {OURS: always}, each=10_000)
        assert {t.base.kind for t in trials} == set(of)


def test_what_is_done_to_one_sentence_is_tried_once(gold: list[Article]) -> None:
    """However many bases hold it."""

    def shouted(base: Base, random: Random) -> Iterator[str]:
        for sentence in base.sentences:
            if not base.is_quoted(sentence):
                yield base.replaced(sentence, sentence.of(base.text).upper())

    edit = Edit("shouted", "a sentence in capitals", shouted, of=("reference", "quote", "fact", "facts"))
    trials = list(try_edits(gold, [edit], {OURS: always}, each=10_000))
    done = Counter((t.base.article.id, *t.base.changed(t.text)) for t in trials)
    assert set(done.values()) == {1}
    quotes = [t for t in trials if t.base.kind == "quote"]
    assert len(quotes) <= len({t.base.changed(t.text) for t in quotes})


@pytest.mark.parametrize(
    ("text", "edited", "changed"),
    [
        ("A sang. B ran. C sat.", "A sang. B sat. C sat.", ("B ran.", "B sat.")),
        ("A sang. B ran.", "B ran. A sang.", ("A sang. B ran.", "B ran. A sang.")),
        ("A sang. “by noon”, B said.", "D sang. “by noon”, B said.", ("A sang.", "D sang.")),
        (
            "A sang. “By noon”, B said.",
            "A sang. “By now”, B said.",
            ("“By noon”, B said.", "“By now”, B said."),
        ),
    ],
)
def test_changed_sentences(ferry: Article, text: str, edited: str, changed: tuple[str, str]) -> None:
    assert Base(ferry, "s1", "brief", text).changed(edited) == changed


def test_what_falls_is_noticed_and_what_cannot_be_measured_is_not_counted(gold: list[Article]) -> None:
    def falls(article: Article, task: str, base: str, text: str) -> float:
        return 1 - 0.1 * text.endswith((" 1", " 2"))

    def rises(article: Article, task: str, base: str, text: str) -> float:
        return float(text[-1].isdigit())

    def none(article: Article, task: str, base: str, text: str) -> None:
        return None

    metrics: dict[str, Score] = {OURS: falls, "rises": rises, "none": none}
    trials = list(try_edits(gold, [NUMBERED], metrics, each=300))
    assert all(t.noticed == {OURS: not t.text.endswith(" 3"), "rises": False} for t in trials)
    (rate,) = rates_of([NUMBERED], trials)
    assert rate.tried == {OURS: 18, "rises": 18}
    assert rate.noticed == {OURS: 12, "rises": 0}
    assert rate.share() == pytest.approx(2 / 3)
    assert rate.share("rises") == 0
    assert rate.share("none") is None
    assert rate.interval("none") is None
    assert rate.interval() == wilson(12, 18)


@pytest.mark.parametrize(
    ("noticed", "goal", "keeps", "holds"),
    [
        (97, 0.97, False, True),
        (96, 0.97, False, False),
        (2, 0.02, True, True),
        (3, 0.02, True, False),
        (3, None, False, None),
    ],
)
def test_goals(noticed: int, goal: float | None, keeps: bool, holds: bool | None) -> None:
    edit = Edit("any", "", numbered, goal, keeps=keeps)
    assert Rate(edit, {OURS: 100}, {OURS: noticed}).holds is holds
    assert Rate(edit).holds is None


def test_rates_stand_in_the_order_of_the_edits(gold: list[Article]) -> None:
    base = next(references(gold[0]))
    types = [Edit(name, "", numbered) for name in ("b", "c", "a")]
    trials = [Trial("a", base, "", {OURS: True}), Trial("b", base, "", {OURS: False})]
    found = rates_of(types, trials)
    assert [(r.edit.name, r.share()) for r in found] == [("b", 0.0), ("c", None), ("a", 1.0)]


def texts(gold: list[Article], seed: int) -> list[tuple[str, str]]:
    trials = try_edits(gold, edits_of(gold), {OURS: always}, each=12, seed=seed)
    return [(t.edit, t.text) for t in trials]


def test_another_seed_draws_other_places(gold: list[Article]) -> None:
    assert texts(gold, 0) == texts(gold, 0)
    assert texts(gold, 0) != texts(gold, 1)


DRAWN = """
import hashlib
from onrecord.gold.load import load_article
from onrecord.validity.edits.rates import OURS, edits_of, try_edits
from pathlib import Path
gold = [load_article(Path({root!r}, "gold", name)) for name in {names!r}]
trials = try_edits(gold, edits_of(gold), {{OURS: lambda *_: 1.0}}, each=12)
print(hashlib.sha256("".join(t.edit + t.text for t in trials).encode()).hexdigest())
"""


def test_the_same_edits_are_drawn_everywhere(gold: list[Article]) -> None:
    """Whatever the order of sets in a process."""
    program = DRAWN.format(root=str(ROOT), names=[a.id for a in gold])
    path = {"PYTHONPATH": str(ROOT / "benchmark"), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | path, capture_output=True, text=True, check=True
    )
    here = hashlib.sha256("".join(edit + text for edit, text in texts(gold, 0)).encode()).hexdigest()
    assert done.stdout.strip() == here


def test_no_edit_keeps_the_text_or_comes_twice(gold: list[Article]) -> None:
    trials = list(try_edits(gold, edits_of(gold), {OURS: always}, each=40))
    assert all(t.text != t.base.text for t in trials)
    assert len({(t.edit, t.base.article.id, t.base.id, t.text) for t in trials}) == len(trials)
    assert {t.edit for t in trials} == {e.name for e in edits_of(gold)}


def test_names_are_told_apart(gold: list[Article]) -> None:
    names = [edit.name for edit in edits_of(gold)]
    assert len(names) == len(set(names))


def test_inventions_are_of_other_articles(gold: list[Article]) -> None:
    (invention,) = (e for e in edits_of(gold) if e.name == "invention added")
    (alone,) = (e for e in edits_of(gold[:1]) if e.name == "invention added")
    base = next(b for b in references(gold[0]) if b.task == "brief")
    assert list(islice(invention.make(base, Random(0)), 9))
    assert list(alone.make(base, Random(0))) == []


def test_our_scores_notice_and_are_not_alarmed(gold: list[Article]) -> None:
    """The whole, on a few edits: most that change the meaning are noticed, most that keep it are not."""
    types = edits_of(gold)
    found = rates_of(types, try_edits(gold, types, {OURS: our_score}, each=6))
    shares = {
        keeps: [r.share() or 0.0 for r in found if r.edit.keeps == keeps and r.edit.goal] for keeps in (0, 1)
    }
    assert np.mean(shares[0]) > 0.85
    assert np.mean(shares[1]) < 0.1


def test_a_base_is_held_against_the_other_references(gold: list[Article]) -> None:
    briefs = [s for s in gold[0].summaries if s.task == "brief"]
    assert others_of(gold[0], "brief", briefs[0].id) == (briefs[1].text,)
    quoted = [s for s in gold[0].summaries if s.task == "quoted-brief"]
    assert others_of(gold[0], "quoted-brief", f"{quoted[0].id}+q3") == (quoted[1].text,)
    assert others_of(gold[0], "brief", "+f1") == tuple(s.text for s in briefs)


def test_what_is_used_today(gold: list[Article]) -> None:
    metrics = used_today()
    assert list(metrics) == ["ROUGE-2", "ROUGE-Lsum", "chrF"]
    first, second = (s for s in gold[0].summaries if s.task == "brief")
    for score in metrics.values():
        same, other = (score(gold[0], "brief", first.id, s.text) for s in (second, first))
        assert same == pytest.approx(1)
        assert other is not None and 0 < other < 0.9
        assert score(gold[0], "poem", first.id, first.text) is None


def test_minilm_is_the_mean_cosine_with_the_others(
    gold: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    briefs = [s for s in gold[0].summaries if s.task == "brief"]
    rows = {briefs[0].text: (1.0, 0.0), briefs[1].text: (0.6, 0.8), "edited": (0.0, 1.0)}
    monkeypatch.setattr(
        "onrecord.validity.people.minilm.embed", lambda texts: np.array([rows[t] for t in texts])
    )
    score = used_today(with_minilm=True)["MiniLM"]
    assert score(gold[0], "brief", briefs[0].id, "edited") == pytest.approx(0.8)
    assert score(gold[0], "brief", "+f1", "edited") == pytest.approx(0.4)
    assert score(gold[0], "brief", briefs[0].id, "") == 0
    assert score(gold[0], "poem", briefs[0].id, "edited") is None
    assert rates.OURS not in used_today(with_minilm=True)
