"""``attribution`` (one quote's speaker) and ``speakers`` (everybody who speaks)."""

from onrecord.gold.article import Article
from onrecord.scoring.metric import Metric, error_rate, f1_of, rate
from onrecord.scoring.slices import add_slices
from onrecord.scoring.speakers import Named, SpeakerIndex, credit
from onrecord.scoring.stats import Scored, Stats
from onrecord.tasks.values import Answer, SpeakerName, Speakers

ATTRIBUTION_METRICS = (
    Metric("accuracy", "attribution accuracy", rate("credit", "items")),
    error_rate("misattribution_rate", "misattribution rate", "misattributed", "answered"),
    error_rate("nobody_rate", "speakers who are nobody", "nobody", "answered"),
    error_rate("abstention_rate", "abstentions", "abstained", "items"),
    error_rate("invalid_rate", "invalid answers", "invalid", "answers"),
)
SPEAKERS_METRICS = (
    Metric("speaker_f1", "speaker F1", f1_of("right", "predicted", "gold")),
    Metric("class_accuracy", "class accuracy on right entries", rate("class.right", "class.of"), True),
    error_rate("invalid_rate", "invalid answers", "invalid", "answers"),
)


def score_attribution(article: Article, index: SpeakerIndex, item: str, answer: Answer) -> Scored:
    """Statistics of one answer to "who said this?"; Jaccard credit for joint speakers."""
    quote = article.quote[item]
    value = answer.value
    named = index.read(value.names) if isinstance(value, SpeakerName) else Named()
    is_invalid = not isinstance(value, SpeakerName)
    earned = credit(named, quote.speakers)
    abstained = named.abstains and not is_invalid
    is_wrong = bool(named.ids - set(quote.speakers))
    stats: Stats = {
        "answers": 1.0,
        "items": 1.0,
        "invalid": float(is_invalid),
        "credit": earned,
        "answered": float(not abstained and not is_invalid),
        "abstained": float(abstained),
        "misattributed": float(is_wrong),
        "nobody": float(bool(named.nobody) and not named.ids),
    }
    add_slices(stats, article, quote.id, earned)
    return Scored(
        stats,
        {
            "answer": list(value.names) if isinstance(value, SpeakerName) else [],
            "resolved": sorted(named.ids),
            "gold": list(quote.speakers),
            "credit": round(earned, 4),
        },
    )


def score_speakers(article: Article, index: SpeakerIndex, answer: Answer) -> Scored:
    """Statistics of one list of speakers: each entry may claim one gold speaker that no other claimed."""
    required = {s for q in article.quotes if not q.optional for s in q.speakers}
    optional = {s.id for s in article.speakers if s.speaks} - required
    value = answer.value
    entries = value.speakers if isinstance(value, Speakers) else ()
    claimed: set[str] = set()
    right = ignored = class_right = 0
    shown = []
    for entry in entries:
        ids = index.resolve(entry.name)
        speaker = next(iter(ids)) if len(ids) == 1 else None
        if speaker in required and speaker not in claimed:
            status = "right"
            right += 1
            class_right += entry.cls == article.speaker[str(speaker)].cls
        elif speaker in optional and speaker not in claimed:
            status = "ignored"
            ignored += 1
        else:
            status = "again" if speaker in claimed else "wrong"
        if speaker:
            claimed.add(speaker)
        shown.append({"name": entry.name, "class": entry.cls, "resolved": sorted(ids), "status": status})
    stats: Stats = {
        "answers": 1.0,
        "invalid": float(not isinstance(value, Speakers)),
        "right": float(right),
        "predicted": float(len(entries) - ignored),
        "gold": float(len(required)),
        "class.right": float(class_right),
        "class.of": float(right),
    }
    return Scored(stats, {"entries": shown, "missed": sorted(required - claimed)})
