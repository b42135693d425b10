"""Whether an answer is prose, told from the order of its words."""

import math
import random
import statistics
from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article
from onrecord.scoring.summaries import prose
from onrecord.scoring.summaries.prose import is_garbled, order
from onrecord.scoring.summaries.summary import SummaryScore
from onrecord.scoring.summaries.units import units_of
from onrecord.scoring.summaries.words import terms

from ...harness import ROOT
from .conftest import BRIEF, build_article

Word = tuple[str, str]
TRAM = build_article()


def words_of(text: str) -> list[Word]:
    return [(t.stem, t.form) for t in terms(text)]


def is_prose(text: str, article: Article = TRAM) -> bool:
    return not is_garbled([u.of(text) for u in units_of(text)], article)


def standardised(values: Sequence[float]) -> tuple[float, float]:
    return statistics.fmean(values), statistics.pvariance(values)


@pytest.fixture
def next_to(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``next_to(a={"b": 2.0})``: what the article has side by side, for golden values by hand."""

    def attested(**pairs: dict[str, float]) -> None:
        monkeypatch.setattr(prose, "_attested", lambda article: pairs)

    return attested


def test_one_pair_by_hand(next_to: Callable[..., None]) -> None:
    """Of 30 ordered places of two of six words, 5 are side by side: the mean of a pair worth 2 is 1/3, the
    variance 4 · 1/6 · 5/6 = 5/9; with the pair there, (2 − 1/3) / √(5/9) = √5."""
    next_to(a={"b": 2.0})
    letters = [(c, c) for c in "abcdef"]
    assert order(letters, TRAM) == pytest.approx(math.sqrt(5))
    assert order(letters[::-1], TRAM) == pytest.approx(-(1 / 3) / math.sqrt(5 / 9))


def test_a_word_that_cannot_follow_counts_against_it(next_to: Callable[..., None]) -> None:
    """ "The of" is worth −2 and nothing else is worth anything: −√5 by the same count."""
    next_to()
    letters = [(w, w) for w in ("the", "of", "mill", "roof", "town", "fire")]
    assert order(letters, TRAM) == pytest.approx(-math.sqrt(5))


def test_where_every_order_is_worth_the_same_there_is_nothing_to_tell(next_to: Callable[..., None]) -> None:
    next_to(a={"a": 2.0})
    assert order([("a", "a")] * 7, TRAM) == 0
    assert order([(c, c) for c in "uvwxyz"], TRAM) == 0


# Words of the article with neighbours in it, one that has none, and small ones that cannot follow each other.
VOCABULARY = words_of("the tram line of Marnau closed a carriage left and zebra")


@settings(max_examples=60)
@given(st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=6))
def test_mean_and_variance_are_those_of_all_orders(found: list[Word]) -> None:
    """Brute force: over all orders of a text, repeated words included, what is standardised by the right mean
    and variance has mean 0 and variance 1."""
    mean, variance = standardised([order(each, TRAM) for each in permutations(found)])
    assert mean == pytest.approx(0, abs=1e-9)
    assert variance == pytest.approx(1) or variance == 0


def test_mean_and_variance_are_those_of_sampled_orders() -> None:
    found = words_of(BRIEF)
    random_ = random.Random(7)
    mean, variance = standardised([order(random_.sample(found, len(found)), TRAM) for _ in range(4000)])
    assert abs(mean) < 4 / math.sqrt(4000)
    assert variance == pytest.approx(1, abs=4 * math.sqrt(2 / 4000))


def test_references_are_prose() -> None:
    """Of our own gold all are; the rule would cost an honest answer everything."""
    garbled = []
    for folder in article_folders(ROOT / "gold"):
        article = load_article(folder)
        garbled += [f"{article.id} {s.id}" for s in article.summaries if not is_prose(s.text, article)]
    assert garbled == []


def test_shuffled_references_mostly_are_not() -> None:
    told = {task: [0, 0] for task in ("headline", "brief", "quoted-brief")}
    for folder in article_folders(ROOT / "gold"):
        article = load_article(folder)
        for summary in article.summaries:
            shuffled = summary.text.split()
            random.Random(f"{article.id} {summary.id}").shuffle(shuffled)
            told[summary.task][is_prose(" ".join(shuffled), article)] += 1
    for task, (garbled, taken_for_prose) in told.items():
        assert taken_for_prose <= 0.1 * (garbled + taken_for_prose), task


def test_keywords_in_a_good_order_are_no_prose() -> None:
    """They lack small words, or have a mark after every other word."""
    listed = [w for w in BRIEF.replace(".", "").replace(";", "").split() if len(w) > 4]
    assert len(listed) >= 25
    assert not is_prose(" ".join(listed))
    assert not is_prose(", ".join(BRIEF.split()[:12]))
    assert is_prose(BRIEF)


def test_few_words_are_taken_for_prose() -> None:
    assert is_prose("line tram the of closed")
    assert not is_prose("line tram the of closed Marnau its city only on")


def test_a_compound_is_one_word() -> None:
    """Its parts cannot be torn apart by any order, so they prove none."""
    assert [t.form for t in prose._written("sixty-one trams")] == ["sixty-one", "trams"]


def test_what_is_no_prose_tells_nothing(score: Callable[..., SummaryScore]) -> None:
    """A matcher of words would find every fact in them."""
    backwards = " ".join(BRIEF.split()[::-1])
    assert score(BRIEF).coverage > 0
    assert not score(BRIEF).garbled
    assert score(backwards).garbled
    assert score(backwards).coverage == 0
    assert {told.reason for told in score(backwards).facts} == {"not prose"}


def test_an_invention_in_good_english_mends_no_salad(score: Callable[..., SummaryScore]) -> None:
    shuffled = BRIEF.replace(".", "").split()
    random.Random(3).shuffle(shuffled)
    invention = "Karl-Heinz Zimmerlich paid 77,313 dollars for it in Zurich. "
    assert score(f"{invention}{' '.join(shuffled)}.").coverage == 0


def test_the_order_of_sentences_is_free() -> None:
    sentences = [u.of(BRIEF) for u in units_of(BRIEF)]
    assert all(is_prose(" ".join(each)) for each in permutations(sentences))
