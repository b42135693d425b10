"""Articles built in code: text and records, as they would stand in a folder."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.gold.check import required_findings
from onrecord.gold.load import resolve
from onrecord.gold.records import Meta, record_adapter
from onrecord.scoring.quotes import QuoteScorer
from onrecord.scoring.quotes_task import METRICS, score_quotes
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks

MakeArticle = Callable[..., Article]


@pytest.fixture
def make_article() -> MakeArticle:
    """Build an article from text and records (mappings); what loading would refuse, this refuses."""

    def make(text: str, records: Iterable[Mapping[str, Any]] = ()) -> Article:
        meta = Meta.model_validate(
            {
                "id": "made-up",
                "title": "Made up",
                "source": "composed",
                "licence": "CC BY 4.0",
                "redistributable": True,
                "language": "en",
                "date": "2031-05-06",
                "origin": "composed",
                "phenomena": [],
                "split": "dev",
                "version": 1,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "changes": [{"version": 1, "date": "2031-05-06", "what": "First."}],
            }
        )
        parsed = [(n, record_adapter.validate_python(r)) for n, r in enumerate(records, 1)]
        article = resolve(meta, text, parsed, Path("made-up.jsonl"))
        assert [str(f) for f in required_findings(article)] == []
        return article

    return make


@pytest.fixture
def quote_values() -> Callable[..., dict[str, float | None]]:
    """Every metric of ``quotes`` for an answer given as (words, speaker) pairs."""

    def values(article: Article, *answers: tuple[str, str]) -> dict[str, float | None]:
        text = json.dumps({"quotes": [{"quote": w, "speaker": s, "form": "direct"} for w, s in answers]})
        answer = read_answer(built_in_tasks()["quotes"], text)
        scored = score_quotes(article, QuoteScorer(article), answer)
        return {m.name: m.of(scored.stats) for m in METRICS}

    return values
