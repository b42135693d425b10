"""The quotations in texts about articles: ``onrecord.scoring.quote_fidelity``."""

from typing import Any

import datasets
import evaluate

from onrecord import scoring
from onrecord.scoring.evaluate_modules.about import ARTICLES, CITATION, LICENSE, about_articles

_DESCRIPTION = """\
Quote fidelity: whether the quotations in a text about an article were said, word for word, by whom they are
given to. A quotation is a span of four words or more in quote marks. It is verbatim, truncated (it drops a
negation or qualifier of its clause), altered, spliced, promoted (the article's own words put in a speaker's
mouth) or fabricated, and its speaker is right, wrong or missing. Fidelity is the share that is verbatim and
right, over all texts.
"""

_INPUTS = f"""
Args:
    predictions (list of str): one text about each article: a summary, an answer to a question.
{ARTICLES}
Returns:
    quote_fidelity in [0, 1], None where nothing is quoted; how many quotations there are, how many have each
    verdict, and how many have a wrong_speaker or a missing_speaker.

Examples:
    >>> import evaluate
    >>> from onrecord.scoring import evaluate_modules
    >>> metric = evaluate.load(evaluate_modules.path("quote_fidelity"))
    >>> article = {{
    ...     "text": "“We will not sail this week,” said Ilka Dorvén. Tomas Reth called that “a nuisance”.",
    ...     "quotes": [
    ...         {{"quote": "We will not sail this week", "speaker": "Ilka Dorvén",
    ...          "other_names": ["Dorvén"]}},
    ...         {{"quote": "a nuisance", "speaker": "Tomas Reth"}},
    ...     ],
    ... }}
    >>> text = "“We will not sail this week,” Dorvén said. “The island has nothing left,” said Tomas Reth."
    >>> found = metric.compute(predictions=[text], references=[article])
    >>> found["quote_fidelity"], found["quotations"], found["verbatim"], found["fabricated"]
    (0.5, 2, 1, 1)
"""


class QuoteFidelity(evaluate.Metric):  # type: ignore[misc]
    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=CITATION,
            inputs_description=_INPUTS,
            license=LICENSE,
            features=about_articles(datasets.Value("string")),
        )

    def _compute(self, predictions: Any, references: Any, gold: str = "") -> dict[str, float | None]:
        return scoring.quote_fidelity(predictions, references, gold=gold)
