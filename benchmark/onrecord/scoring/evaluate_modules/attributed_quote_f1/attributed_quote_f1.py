"""The quotes found in articles, with their speakers: ``onrecord.scoring.attributed_quote_f1``."""

from typing import Any

import datasets
import evaluate

from onrecord import scoring
from onrecord.scoring.evaluate_modules.about import ARTICLES, CITATION, LICENSE, about_articles

_DESCRIPTION = """\
Attributed-quote F1: whether a model that reads an article finds every quote and says who said it. Each answer
is looked for in the article and paired with at most one quote; a pair earns IoU of their letters and digits ×
speaker credit, where the speaker must be named by a name that is nobody else's. F1 of what is earned, on
quotes in quote marks, is the mean over articles.
"""

_INPUTS = f"""
Args:
    predictions: one answer for each article, as the model gave it (JSON, with whatever stands around it), or
        a list of dicts with `quote` and `speaker` (a name, or a list of joint ones).
{ARTICLES}
Returns:
    attributed_quote_f1, the same F1 on indirect quotes (indirect_f1) and on all (all_f1), without speakers
    (quote_f1), and for exact quotes only (exact_f1); of matched quotes attribution_accuracy,
    misattribution_rate, nobody_rate and abstention_rate; of answers altered_rate, absent_rate and
    invalid_rate. All in [0, 1]; None is undefined.

Examples:
    >>> import evaluate
    >>> from onrecord.scoring import evaluate_modules
    >>> metric = evaluate.load(evaluate_modules.path("attributed_quote_f1"))
    >>> article = {{
    ...     "text": "“We will not sail this week,” said Ilka Dorvén. Tomas Reth called that “a nuisance”.",
    ...     "quotes": [
    ...         {{"quote": "We will not sail this week", "speaker": "Ilka Dorvén",
    ...          "other_names": ["Dorvén"]}},
    ...         {{"quote": "a nuisance", "speaker": "Tomas Reth"}},
    ...     ],
    ... }}
    >>> answer = [
    ...     {{"quote": "We will not sail this week", "speaker": "Dorvén"}},
    ...     {{"quote": "a nuisance", "speaker": "Ilka Dorvén"}},
    ... ]
    >>> found = metric.compute(predictions=[answer], references=[article])
    >>> found["attributed_quote_f1"], found["quote_f1"], found["misattribution_rate"]
    (0.5, 1.0, 0.5)
"""


class AttributedQuoteF1(evaluate.Metric):  # type: ignore[misc]
    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=CITATION,
            inputs_description=_INPUTS,
            license=LICENSE,
            features=about_articles(datasets.Json()),
        )

    def _compute(self, predictions: Any, references: Any, gold: str = "") -> dict[str, float | None]:
        return scoring.attributed_quote_f1(predictions, references, gold=gold)
