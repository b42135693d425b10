"""Which days follow from an article's, which is of Tuesday 30 April 2024."""

from dataclasses import replace

import pytest

from onrecord.gold.article import Article
from onrecord.reading.dates import read_dates
from onrecord.scoring.summaries.days import date_support
from onrecord.scoring.summaries.evidence import Evidence


@pytest.mark.parametrize(
    ("said", "told", "support"),
    [
        ("until 24 December", "until Christmas Eve", "supported"),
        ("until 19 December", "until Christmas Eve", "unsupported"),
        ("on Good Friday", "on Good Friday", "supported"),
        ("in March", "on Good Friday", "unsupported"),
        ("on 25 December 2023", "over Christmas", "extrinsic"),
        ("in 1991", "in the 1990s", "extrinsic"),
        ("in 1989", "in the 1990s", "unsupported"),
        ("in July 2023", "last summer", "extrinsic"),
        ("in January 2024", "last winter", "extrinsic"),
        ("in June 2023", "last winter", "unsupported"),
        ("on 27 April", "this weekend", "unsupported"),
        ("on 27 April", "last weekend", "extrinsic"),
        ("today", "this evening", "extrinsic"),
    ],
)
def test_one_day(article: Article, said: str, told: str, support: str) -> None:
    small = replace(article, raw=said, regions=(), quotes=(), not_quotes=(), statements=(), mentions=())
    (date,) = read_dates(told)
    assert date_support(date, Evidence(small)) == support
