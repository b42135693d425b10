"""From sums of statistics to scores: means of articles, pooled figures, and what is undefined."""

from random import Random

import pytest

from onrecord.scoring.aggregate import Sample, TaskScores, aggregate
from onrecord.scoring.metric import Metric, error_rate, f1_of, mean_recall, rate
from onrecord.scoring.stats import Stats, add

MEAN = Metric("mean", "mean of articles", rate("right", "items"))
POOLED = Metric("pooled", "ratio of sums", rate("right", "items"), pooled=True)


def scores(samples: list[Sample], *metrics: Metric) -> TaskScores:
    return aggregate("task", "mean", metrics or (MEAN, POOLED), samples)


def of(article: str, right: float, items: float, wording: int = 0, sample: int = 0) -> Sample:
    return Sample(article, wording, sample, {"right": right, "items": items})


def test_a_mean_of_articles_weighs_articles_alike_and_a_pooled_one_items() -> None:
    found = scores([of("a", 1, 1), of("b", 0, 9)])
    assert found.metric("mean").value == 0.5
    assert found.metric("pooled").value == 0.1


def test_an_undefined_article_is_left_out_and_counted() -> None:
    score = scores([of("a", 1, 2), of("b", 0, 0)]).metric("mean")
    assert (score.value, score.articles, score.undefined) == (0.5, 1, 1)


def test_nothing_to_take_a_rate_of_is_undefined_not_0() -> None:
    found = scores([of("a", 0, 0), of("b", 0, 0)])
    for name in ("mean", "pooled"):
        assert found.metric(name).value is None
        assert found.metric(name).interval is None


@pytest.mark.parametrize(("articles", "has_interval"), [(4, False), (5, True)])
def test_intervals_begin_at_five_articles(articles: int, has_interval: bool) -> None:
    found = scores([of(str(n), n % 2, 1) for n in range(articles)])
    assert bool(found.metric("mean").interval) is has_interval
    assert bool(found.metric("pooled").interval) is has_interval


def test_five_articles_of_which_one_is_undefined_have_no_interval() -> None:
    assert scores([*(of(str(n), n % 2, 1) for n in range(4)), of("x", 0, 0)]).metric("mean").interval is None


def test_a_pooled_interval_over_equal_items_is_that_of_the_mean() -> None:
    found = scores([of(str(n), n % 4, 4) for n in range(12)])
    assert found.metric("pooled").interval == pytest.approx(found.metric("mean").interval)


def test_an_interval_of_a_share_stays_between_0_and_1() -> None:
    low, high = scores([of(str(n), n > 0, 1) for n in range(6)]).metric("mean").interval or (0, 0)
    assert 0 < low < 5 / 6 < high < 1


def test_repeats_are_averaged_before_articles() -> None:
    """One article asked three times weighs no more than one asked once."""
    found = scores([*(of("a", 1, 1, sample=n) for n in range(3)), of("b", 0, 1)])
    assert found.metric("mean").value == 0.5


def test_the_spread_is_of_the_wordings_scores() -> None:
    found = scores(
        [of("a", 1, 1, wording=0), of("a", 0, 1, wording=1), of("b", 1, 1), of("b", 1, 1, wording=1)]
    )
    assert found.metric("mean").spread == (0.5, 1.0)


def test_one_wording_has_no_spread() -> None:
    assert scores([of("a", 1, 1)]).metric("mean").spread is None


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_samples_changes_no_bit(seed: int) -> None:
    random = Random(seed)
    samples = [of(f"a{n % 7}", random.random(), 1, n % 2, n // 14) for n in range(42)]
    assert scores(random.sample(samples, len(samples))) == scores(samples)


def test_slices_pool_credit_over_items() -> None:
    stats: Stats = {"slice.form=direct.credit": 1.5, "slice.form=direct.gold": 2.0}
    found = scores([Sample("a", 0, 0, stats), Sample("b", 0, 0, {"slice.form=direct.gold": 1.0})])
    assert [(s.name, s.value, s.items) for s in found.slices] == [("form=direct", 0.5, 3)]


def test_counts_are_summed_by_name() -> None:
    found = scores([Sample(a, 0, 0, {"counts.invalid": 1.0, "counts.answers": 2.0}) for a in "ab"])
    assert found.counts == {"answers": 4.0, "invalid": 2.0}


def test_statistics_add_up() -> None:
    assert add({"a": 1.0}, {"a": 2.0, "b": 3.0}) == {"a": 3.0, "b": 3.0}


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        ({}, 1.0),
        ({"predicted": 1.0}, 0.0),
        ({"gold": 1.0}, 0.0),
        ({"invalid": 1.0}, 0.0),
        ({"credit": 1.0, "predicted": 2.0, "gold": 2.0}, 0.5),
    ],
    ids=["neither", "only predicted", "only gold", "invalid", "half"],
)
def test_f1_where_denominators_are_empty(stats: Stats, expected: float) -> None:
    assert f1_of("credit", "predicted", "gold")(stats) == expected


def test_mean_recall_is_over_the_labels_that_gold_has() -> None:
    recall = mean_recall(("yes", "no", "maybe"))
    assert recall({"gold.yes": 4.0, "right.yes": 4.0, "gold.no": 1.0}) == 0.5
    assert recall({}) is None


def test_an_error_rate_is_pooled_and_better_low() -> None:
    metric = error_rate("wrong", "wrong answers", "wrong", "answers")
    assert metric.pooled
    assert not metric.higher_is_better
    assert metric.of({"wrong": 1.0, "answers": 4.0}) == 0.25
