"""What tests of scoring share."""

import json
from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.scoring.quotes import QuoteScorer
from onrecord.scoring.quotes_task import METRICS, score_quotes
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks


@pytest.fixture
def quote_values() -> Callable[..., dict[str, float | None]]:
    """Every metric of ``quotes`` for an answer given as (words, speaker) pairs."""

    def values(article: Article, *answers: tuple[str, str]) -> dict[str, float | None]:
        text = json.dumps({"quotes": [{"quote": w, "speaker": s, "form": "direct"} for w, s in answers]})
        answer = read_answer(built_in_tasks()["quotes"], text)
        scored = score_quotes(article, QuoteScorer(article), answer)
        return {m.name: m.of(scored.stats) for m in METRICS}

    return values
