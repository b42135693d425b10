"""What summaries tell of annotated articles, and what they invent: ``onrecord.scoring.faithful_coverage``."""

from typing import Any

import datasets
import evaluate

from onrecord import scoring
from onrecord.scoring.evaluate_modules.about import CITATION, LICENSE

_DESCRIPTION = """\
Faithful coverage: how much of what matters in an article a summary tells, without inventing or altering any
of it. Coverage is the weight of the annotated facts that it tells, over the most that a reference of that
length tells. A unit (a sentence, or a part of one up to a semicolon) violates if it has a name, number or
date that the article does not support, tells a contradicted statement, or quotes wrongly. Faithful coverage
is min(1, coverage) × (1 − violating units ÷ units), its mean over articles.
"""

_INPUTS = """
Args:
    predictions (list of str): one summary of each article; what is over the task's budget is cut.
    references (list of str): the ids of the articles, which must be gold's: facts are annotated there alone.
    task (str): headline, brief or quoted-brief; brief@25 is a brief of 25 words. By default the configuration
        (`evaluate.load(path, "headline")`, which serves `evaluate.combine` too), else brief.
    gold (str): the folder of the articles; OnRecord's own if it is not given.

Returns:
    faithful_coverage, its factors coverage (mean) and violating_units (the share of all units),
    over_budget_rate and invalid_rate, all in [0, 1] but coverage, which may be more; for a quoted brief
    quoted_coverage as well, the harmonic mean of faithful coverage and the fidelity of two quotations.

Examples:
    >>> import evaluate
    >>> from onrecord.scoring import evaluate_modules
    >>> metric = evaluate.load(evaluate_modules.path("faithful_coverage"))
    >>> summary = (
    ...     "The level crossing on Kalmu Street is closed from tonight at eleven. Bus 7 misses the stops "
    ...     "Mill Pond and Old Creamery. The work costs 900,000 crowns."
    ... )
    >>> found = metric.compute(predictions=[summary], references=["crossing-repairs"], task="brief")
    >>> {name: round(found[name], 3) for name in ("faithful_coverage", "coverage", "violating_units")}
    {'faithful_coverage': 0.222, 'coverage': 0.333, 'violating_units': 0.333}
"""


class FaithfulCoverage(evaluate.Metric):  # type: ignore[misc]
    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=CITATION,
            inputs_description=_INPUTS,
            license=LICENSE,
            features=datasets.Features({"predictions": text, "references": text}),
        )

    def _compute(
        self, predictions: Any, references: Any, task: str = "", gold: str = ""
    ) -> dict[str, float | None]:
        configured = "brief" if self.config_name == "default" else self.config_name
        return scoring.faithful_coverage(predictions, references, task=task or configured, gold=gold)
