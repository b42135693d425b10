"""Statistics and metrics of ``headline``, ``brief`` and ``quoted-brief``."""

from onrecord.gold.article import Article
from onrecord.scoring.metric import Metric, error_rate, rate
from onrecord.scoring.stats import Scored, Stats
from onrecord.scoring.summaries.rouge import Overlap
from onrecord.scoring.summaries.summary import SummaryScore, score_summary
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, SummaryText

VERDICTS = ("verbatim", "truncated", "altered", "spliced", "promoted", "fabricated")
_FAITHFUL = Metric("faithful_coverage", "faithful coverage", rate("faithful", "answers"))
_QUOTED = Metric("quoted_coverage", "faithful coverage with quote fidelity", rate("quoted", "answers"))


def summary_metrics(quoted: bool) -> tuple[Metric, ...]:
    """The metrics of a summary task; diagnostics come last and are averaged into nothing."""
    return (
        *((_QUOTED, _FAITHFUL) if quoted else (_FAITHFUL,)),
        Metric("coverage", "coverage of facts", rate("coverage", "answers")),
        Metric("quote_fidelity", "quote fidelity", rate("quotes.faithful", "quotes"), pooled=True),
        error_rate("violating_units", "units with a violation", "units.violating", "units"),
        error_rate("wrong_speaker_rate", "quotations with a wrong speaker", "quotes.wrong", "quotes"),
        error_rate("invalid_rate", "invalid answers", "invalid", "answers"),
        error_rate("over_budget_rate", "answers over the budget", "over_budget", "answers"),
        Metric("rouge_1", "ROUGE-1 (mean over references)", rate("rouge_1.mean", "referenced")),
        Metric("rouge_1_max", "ROUGE-1 (best reference)", rate("rouge_1.best", "referenced")),
        Metric("rouge_2", "ROUGE-2 (mean over references)", rate("rouge_2.mean", "referenced")),
        Metric("rouge_2_max", "ROUGE-2 (best reference)", rate("rouge_2.best", "referenced")),
        Metric("rouge_lsum", "ROUGE-Lsum (mean over references)", rate("rouge_lsum.mean", "referenced")),
        Metric("rouge_lsum_max", "ROUGE-Lsum (best reference)", rate("rouge_lsum.best", "referenced")),
        Metric("chrf", "chrF (mean over references)", rate("chrf.mean", "referenced")),
        Metric("chrf_max", "chrF (best reference)", rate("chrf.best", "referenced")),
        Metric("copied", "words in copied fragments", rate("copied", "answers")),
        Metric("density", "density of copying", rate("density", "answers"), percent=False),
        Metric("words", "words", rate("words", "answers"), percent=False),
        Metric("facts_per_100_words", "facts per 100 words", rate("facts_per_100", "answers"), percent=False),
        Metric("extrinsic", "additions from outside", rate("extrinsic", "answers"), percent=False),
    )


def score_summary_answer(task: Task, article: Article, answer: Answer) -> Scored:
    """Statistics and details of one summary; an invalid answer is 0 on every axis."""
    text = answer.value.text if isinstance(answer.value, SummaryText) else None
    score = score_summary(article, task.reference_length, text, task.budget_words)
    return Scored(_stats(score), score.to_dict())


def _stats(score: SummaryScore) -> Stats:
    measured = [q for q in score.quotations if not q.short]
    stats: Stats = {
        "answers": 1.0,
        "invalid": float(not score.valid),
        "over_budget": float(score.over_budget),
        "counts.over_budget": float(score.over_budget),
        "counts.names_unjudged": float(score.names_unjudged),
        "counts.no_prose": float(score.garbled),
        "faithful": score.faithful_coverage,
        "quoted": score.primary,
        "coverage": score.coverage,
        "units": float(sum(u.counted for u in score.units)),
        "units.violating": float(sum(bool(u.violations) for u in score.units)),
        "extrinsic": float(len(score.extrinsic)),
        "quotes": float(len(measured)),
        "quotes.faithful": float(sum(q.is_faithful for q in measured)),
        "quotes.wrong": float(sum(q.speaker == "wrong" for q in measured)),
        **{f"counts.quotation.{v}": float(sum(q.verdict == v for q in measured)) for v in VERDICTS},
    }
    for unit in score.units:
        for violation in unit.violations:
            name = f"counts.violation.{violation.kind}"
            stats[name] = stats.get(name, 0.0) + 1
    told = score.diagnostics
    if told.rouge_1.mean is not None:
        stats["referenced"] = 1.0
    for name in ("rouge_1", "rouge_2", "rouge_lsum", "chrf"):
        overlap: Overlap = getattr(told, name)
        stats |= {f"{name}.mean": overlap.mean or 0.0, f"{name}.best": overlap.best or 0.0}
    stats |= {
        "copied": told.copied,
        "density": told.density,
        "words": float(told.words),
        "facts_per_100": told.facts_per_100_words,
    }
    return stats
