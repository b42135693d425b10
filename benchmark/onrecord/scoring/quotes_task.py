"""Statistics and metrics of ``quotes``: one matching, several views of it."""

from collections.abc import Mapping
from typing import Any

from onrecord.gold.article import Article, Quote
from onrecord.scoring.metric import Metric, error_rate, f1_metric, rate
from onrecord.scoring.quotes import Match, Placed, QuoteMatching, QuoteScorer
from onrecord.scoring.slices import add_slices
from onrecord.scoring.stats import Scored, Stats
from onrecord.tasks.values import Answer, Quotes

VIEWS: Mapping[str, frozenset[str]] = {
    "marked": frozenset(["direct", "mixed"]),
    "indirect": frozenset(["indirect"]),
    "all": frozenset(["direct", "mixed", "indirect"]),
}

METRICS = (
    f1_metric("marked_f1", "attributed-quote F1, marked", "marked"),
    f1_metric("indirect_f1", "attributed-quote F1, indirect", "indirect"),
    f1_metric("all_f1", "attributed-quote F1, all", "all"),
    f1_metric("quote_f1", "quote F1 (IoU alone), marked", "marked", "iou"),
    f1_metric("exact_f1", "exact F1, marked", "marked", "exact"),
    Metric("attribution_accuracy", "attribution on matched quotes", rate("speaker.credit", "matched"), True),
    error_rate("misattribution_rate", "misattribution rate", "misattributed", "answered"),
    error_rate("nobody_rate", "speakers who are nobody", "nobody", "answered"),
    error_rate("abstention_rate", "abstentions", "abstained", "matched"),
    error_rate("altered_rate", "altered quotes", "altered", "predictions"),
    error_rate("absent_rate", "absent quotes", "absent", "predictions"),
    error_rate("invalid_rate", "invalid answers", "invalid", "answers"),
)


def score_quotes(article: Article, scorer: QuoteScorer, answer: Answer) -> Scored:
    """Statistics and details of one answer to ``quotes``."""
    value = answer.value
    predicted = value.quotes if isinstance(value, Quotes) else ()
    matching = scorer.match(predicted)
    is_invalid = not isinstance(value, Quotes)
    stats: Stats = {"answers": 1.0, "invalid": float(is_invalid)}
    for view, forms in VIEWS.items():
        stats |= _view(article, matching, view, forms)
    stats |= _rates(article, matching)
    earned = {m.quote: m.credit for m in matching.matches}
    for quote in article.quotes:
        if not quote.optional:
            add_slices(stats, article, quote.id, earned.get(quote.id, 0.0))
    return Scored(stats, _details(article, matching))


def _view(article: Article, matching: QuoteMatching, view: str, forms: frozenset[str]) -> Stats:
    """One view: gold of these forms; predictions that are some other gold quote are ignored."""

    def counts(quote: Quote) -> bool:
        return quote.form in forms and not quote.optional

    inside = [m for m in matching.matches if counts(article.quote[m.quote])]
    taken = (*matching.matches, *matching.occupied)
    ignored = {m.prediction for m in taken if not counts(article.quote[m.quote])}
    return {
        f"{view}.credit": sum(m.credit for m in inside),
        f"{view}.iou": sum(m.iou for m in inside),
        f"{view}.exact": float(sum(m.iou == 1 and m.speaker_credit == 1 for m in inside)),
        f"{view}.predicted": float(len(matching.predictions) - len(ignored)),
        f"{view}.gold": float(sum(map(counts, article.quotes))),
    }


def _rates(article: Article, matching: QuoteMatching) -> Stats:
    matched = [m for m in matching.matches if not article.quote[m.quote].optional]
    statuses = [speaker_status(article, matching.predictions[m.prediction], m) for m in matched]
    kinds = [p.kind for p in matching.predictions]
    return {
        "matched": float(len(matched)),
        "answered": float(sum(s != "abstained" for s in statuses)),
        "speaker.credit": sum(m.speaker_credit for m in matched),
        "misattributed": float(statuses.count("wrong")),
        "nobody": float(statuses.count("nobody")),
        "abstained": float(statuses.count("abstained")),
        "predictions": float(len(kinds)),
        "altered": float(kinds.count("altered")),
        "absent": float(kinds.count("absent")),
    }


def speaker_status(article: Article, prediction: Placed, match: Match) -> str:
    """``right``, ``wrong`` (names somebody else of the article), ``nobody`` or ``abstained``; ``part`` where
    right names are mixed with unknown ones, or some joint speakers are missing."""
    named = prediction.named
    if named.abstains:
        return "abstained"
    if named.ids - set(article.quote[match.quote].speakers):
        return "wrong"
    if not named.ids:
        return "nobody"
    return "right" if match.speaker_credit == 1 else "part"


def _details(article: Article, matching: QuoteMatching) -> dict[str, Any]:
    matches = {m.prediction: m for m in matching.matches}
    occupied = {m.prediction: m for m in matching.occupied}
    predictions = []
    for n, placed in enumerate(matching.predictions):
        match = matches.get(n)
        taken = match or occupied.get(n)
        predictions.append(
            {
                "words": [a.words for a in placed.answers],
                "speakers": list(dict.fromkeys(s for a in placed.answers for s in a.speakers)),
                "kind": placed.kind,
                "spans": [list(s) for s in placed.spans],
                "resolved": sorted(placed.named.ids),
                "quote": taken.quote if taken else None,
                "iou": round(taken.iou, 4) if taken else 0.0,
                "credit": round(match.credit, 4) if match else 0.0,
                "speaker_status": speaker_status(article, placed, match) if match else "",
            }
        )
    found = {m.quote for m in matching.matches}
    missed = [q.id for q in article.quotes if not q.optional and q.id not in found]
    return {"predictions": predictions, "missed": missed}
