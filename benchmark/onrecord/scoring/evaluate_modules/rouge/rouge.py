"""ROUGE that splits sentences and can read every script: ``onrecord.scoring.rouge``."""

from typing import Any

import datasets
import evaluate

from onrecord import scoring
from onrecord.scoring.evaluate_modules.about import CITATION, LICENSE

_DESCRIPTION = """\
ROUGE (Lin 2004), equal to Google's rouge_score. Two of its faults are mended: rougeLsum equals rougeL there
unless each sentence stands on a line of its own, so sentences are split here; and all but a–z and 0–9 is
dropped there, so that a text in Greek has no words, which unicode=True does not do.
"""

_CITATION = f"""\
@inproceedings{{lin-2004-rouge,
  title = {{{{ROUGE}}: A Package for Automatic Evaluation of Summaries}},
  author = {{Lin, Chin-Yew}},
  booktitle = {{Text Summarization Branches Out}},
  year = {{2004}},
  pages = {{74--81}},
  publisher = {{Association for Computational Linguistics}}
}}
{CITATION}"""

_INPUTS = """
Args:
    predictions (list of str): one text for each reference.
    references (list of str, or of lists of str): the reference of each; of several the best counts.
    rouge_types (list of str): rouge1 to rouge9, rougeL and rougeLsum; by default rouge1, rouge2, rougeL and
        rougeLsum.
    use_stemmer (bool): compare English words by their Porter stems.
    unicode (bool): words are those of Unicode (UAX #29), in any script. Excludes use_stemmer.

Returns:
    The mean F-measure of each type, in [0, 1].

Examples:
    >>> import evaluate
    >>> from onrecord.scoring import evaluate_modules
    >>> metric = evaluate.load(evaluate_modules.path("rouge"))
    >>> found = metric.compute(predictions=["the tram line shut"], references=["the tram line closed again"])
    >>> {name: round(value, 3) for name, value in found.items()}
    {'rouge1': 0.667, 'rouge2': 0.571, 'rougeL': 0.667, 'rougeLsum': 0.667}
    >>> greek = {"predictions": ["η γραμμή έκλεισε"], "references": ["η γραμμή έκλεισε"]}
    >>> metric.compute(**greek)["rouge1"], metric.compute(**greek, unicode=True)["rouge1"]
    (0.0, 1.0)
"""


class Rouge(evaluate.Metric):  # type: ignore[misc]
    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            license=LICENSE,
            reference_urls=["https://aclanthology.org/W04-1013"],
            features=[
                datasets.Features({"predictions": text, "references": text}),
                datasets.Features({"predictions": text, "references": datasets.List(text)}),
            ],
        )

    def _compute(self, predictions: Any, references: Any, **options: Any) -> dict[str, float | None]:
        return scoring.rouge(predictions, references, **options)
