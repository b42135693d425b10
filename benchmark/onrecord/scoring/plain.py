"""The metrics as plain functions: predictions and references in, figures by name out.

They score as ``onrecord run`` does. Each pair counts as one article, so a mean is a mean over pairs; None is
an undefined figure. docs/evaluate.md has the inputs, with examples.
"""

import functools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import OnRecordError, TaskError
from onrecord.scoring.aggregate import Sample, aggregate
from onrecord.scoring.references import Reference, articles_of
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.stats import Stats
from onrecord.scoring.summaries.fidelity import fidelity, quotations_of
from onrecord.scoring.summaries.reading import read_summary
from onrecord.scoring.summaries.units import units_of
from onrecord.scoring.summary_task import VERDICTS
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import Task, built_in_tasks, select_tasks
from onrecord.tasks.values import SummaryText

Figures = dict[str, float | None]
ROUGE_TYPES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
"""The types that are measured unless others are asked for."""

# Fidelity and overlap have functions of their own, so that figures of several can stand side by side.
_OF_COVERAGE = (
    "faithful_coverage",
    "quoted_coverage",
    "coverage",
    "violating_units",
    "over_budget_rate",
    "invalid_rate",
)

T = TypeVar("T")


def attributed_quote_f1(
    predictions: Sequence[str | Sequence[Mapping[str, Any]]],
    references: Sequence[Reference],
    *,
    gold: str | Path = "",
) -> Figures:
    """How well quotes were found and given to their speakers, each article's quotes against its own.

    A prediction is a model's answer as it came (JSON, with whatever stands around it), or a list of ``quote``
    and ``speaker``; a reference is the id of an article in the folder ``gold`` (our own where that is
    empty), or a text with its quotes (``references.GivenArticle``). ``attributed_quote_f1`` is the primary
    metric of the task ``quotes``: F1 of IoU × speaker credit on direct and mixed quotes; the others of that
    task stand beside it. All are in [0, 1]. Raises GoldError for a reference that is no such article,
    OnRecordError where predictions and references do not pair.
    """
    pairs = _pairs(predictions, articles_of(references, gold))
    task = built_in_tasks()["quotes"]
    scorer = functools.cache(ArticleScorer)
    stats = [
        scorer(article).score(task, "", read_answer(task, _as_text(prediction))).stats
        for prediction, article in pairs
    ]
    figures = _figures(task, stats)
    return {"attributed_quote_f1": figures.pop(task.primary), **figures}


def quote_fidelity(
    predictions: Sequence[str], references: Sequence[Reference], *, gold: str | Path = ""
) -> Figures:
    """How faithful the quotations in texts about articles are.

    ``quote_fidelity`` is the share, in [0, 1], of quotations (four words or more in quote marks) that are
    verbatim from one of the article's quotes and given to its speaker, over all texts; None without any.
    Beside it are counts: ``quotations``, each verdict, ``wrong_speaker`` and ``missing_speaker``. References
    and errors are those of ``attributed_quote_f1``. Texts have no budget.
    """
    task = built_in_tasks()["brief"]
    found = []
    for prediction, article in _pairs(predictions, articles_of(references, gold)):
        value = read_answer(task, prediction).value
        if isinstance(value, SummaryText):
            found += quotations_of(read_summary(value.text, article, speaker_index(article)), article)
    measured = [quotation for quotation in found if not quotation.short]
    verdicts = Counter[str](quotation.verdict for quotation in measured)
    speakers = Counter[str](quotation.speaker for quotation in measured)
    return {
        "quote_fidelity": fidelity(measured),
        "quotations": len(measured),
        **{verdict: verdicts[verdict] for verdict in VERDICTS},
        "wrong_speaker": speakers["wrong"],
        "missing_speaker": speakers["missing"],
    }


def faithful_coverage(
    predictions: Sequence[str], references: Sequence[str], *, task: str = "brief", gold: str | Path = ""
) -> Figures:
    """How much of what matters summaries tell, without inventing or altering any of it.

    References are ids of articles in the folder ``gold`` (our own where it is empty): facts stand in gold
    alone. ``task`` is ``headline``, ``brief`` or ``quoted-brief``, with another budget where it is
    ``brief@25``. ``faithful_coverage`` = min(1, coverage) × (1 − violating units ÷ units), its mean in
    [0, 1]; both factors stand beside it, and ``quoted_coverage`` for a quoted brief. Raises GoldError for an
    article that is not there or has no facts, TaskError for what is no summary task, OnRecordError where
    predictions and references do not pair.
    """
    asked = _summary_task(task)
    scorer = functools.cache(ArticleScorer)
    stats = [
        scorer(article).score(asked, "", read_answer(asked, prediction)).stats
        for prediction, article in _pairs(predictions, articles_of(_ids(references), gold))
    ]
    figures = _figures(asked, stats)
    return {name: figures[name] for name in _OF_COVERAGE if name in figures}


def rouge(
    predictions: Sequence[str],
    references: Sequence[str | Sequence[str]],
    *,
    rouge_types: Sequence[str] = ROUGE_TYPES,
    use_stemmer: bool = False,
    unicode: bool = False,
) -> Figures:
    """The mean F-measure, in [0, 1], of each of ``rouge_types`` (Lin 2004), by rouge-score-rs.

    Of several references the best counts. For ``rougeLsum`` texts are split into sentences here. The words
    of ``rouge_score`` are runs of a–z and 0–9, which drops every other letter; with ``unicode`` they are
    those of Unicode (UAX #29), in any script. Raises OnRecordError for an unknown type, for a stemmer
    (which is English) together with ``unicode``, and where predictions and references do not pair.
    """
    scorer = _rouge_scorer(rouge_types, use_stemmer, unicode)
    scores: list[Mapping[str, Any]] = []
    for prediction, reference in _pairs(predictions, references):
        texts = [reference] if isinstance(reference, str) else reference
        if not texts:
            raise OnRecordError(f"pair {len(scores) + 1}: an empty list of references; give one text or more")
        lines = [_one_sentence_a_line(text) for text in texts]
        scores.append(scorer.score_multi(lines, _one_sentence_a_line(prediction)))
    return {kind: sum(score[kind].fmeasure for score in scores) / len(scores) for kind in rouge_types}


def _rouge_scorer(rouge_types: Sequence[str], use_stemmer: bool, unicode: bool) -> Any:
    from rouge_score_rs import rouge_scorer, tokenizers

    if unicode and use_stemmer:
        raise OnRecordError("the stemmer is English: give use_stemmer or unicode, not both")
    make: Any = rouge_scorer.RougeScorer
    try:
        return make(
            list(rouge_types), use_stemmer, tokenizer=tokenizers.UnicodeTokenizer() if unicode else None
        )
    except ValueError:
        raise OnRecordError(
            f"rouge_types are rouge1 to rouge9, rougeL and rougeLsum, not {rouge_types!r}"
        ) from None


def _pairs(predictions: Sequence[Any], references: Sequence[T]) -> list[tuple[Any, T]]:
    """Raises OnRecordError where there is nothing to score, or one has no other."""
    if not len(predictions) == len(references) > 0:
        raise OnRecordError(
            f"{len(predictions)} predictions and {len(references)} references; give one or more, and as many"
        )
    return list(zip(predictions, references, strict=True))


def _figures(task: Task, stats: Sequence[Stats]) -> Figures:
    samples = [Sample(str(number), 0, 0, each) for number, each in enumerate(stats)]
    return {m.name: m.value for m in aggregate(task.name, task.primary, metrics_of(task), samples).metrics}


def _as_text(prediction: Any) -> str:
    """An answer as a model would give it: what is JSON already is written out, and read like any other."""
    return prediction if isinstance(prediction, str) else json.dumps(prediction)


def _summary_task(name: str) -> Task:
    match select_tasks([name]):
        case [task] if task.answer == "summary":
            return task
    raise TaskError(f"‘{name}’ asks for no summary; headline, brief and quoted-brief do")


def _ids(references: Sequence[str]) -> Sequence[str]:
    if not all(isinstance(reference, str) for reference in references):
        raise OnRecordError("faithful coverage needs facts, which gold alone has: give ids of its articles")
    return references


def _one_sentence_a_line(text: str) -> str:
    return "\n".join(unit.of(text) for unit in units_of(text))
