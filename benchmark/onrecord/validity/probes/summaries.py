"""Probes of the summary tasks: words without sentences, repetitions, hedges, padding, and denials."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence

from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.scoring.summaries.units import units_of
from onrecord.tasks.build import article_text
from onrecord.text import count_words, words
from onrecord.validity.probes.probe import Cheat, Kind, Probe, Question

_ALL = ("headline", "brief", "quoted-brief")
_LONG = ("brief", "quoted-brief")
_QUOTED = ("quoted-brief",)
_FILLER = "The article reports this. There was more to be said. This is what happened. It was noted that day."


def _text(change: Callable[[str], str]) -> Cheat:
    """A probe that changes its source's text by itself."""
    return lambda _, source: change(source)


def _sentences(text: str) -> list[str]:
    return [unit.of(text) for unit in units_of(text)]


def _salad(question: Question, source: str) -> str:
    """The words in an order drawn by the article's id."""
    shuffled = source.split()
    random.Random(f"{question.article.id} {question.draw}").shuffle(shuffled)
    return " ".join(shuffled)


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split(), key=str.casefold))


def _backwards(text: str) -> str:
    return " ".join(reversed(text.split()))


def _without_small_words(text: str) -> str:
    return " ".join(w for w in text.split() if len(w) > 3)


def _frequent(question: Question, _: str) -> str:
    """The article's most frequent words of four letters and more, as many as the budget has."""
    counts = Counter(w for w in words(question.article.evidence) if len(w) > 3)
    listed = sorted(counts, key=lambda word: (-counts[word], word))
    return " ".join(listed[: question.task.budget_words])


def _needs(question: Question, _: str) -> str:
    """The first alternative of every group that gold's facts need: what a matcher of words looks for."""
    told = [wordings[0] for fact in question.article.facts for wordings in fact.needs]
    return " ".join(dict.fromkeys(told))


def _needs_in_commas(question: Question, _: str) -> str:
    lines = (", ".join(w[0] for w in f.needs) for f in question.article.facts if f.weight == "vital")
    return ". ".join(lines) + "."


def _names(question: Question, _: str) -> str:
    return ", ".join(s.name for s in question.article.speakers) + "."


def _denied(text: str) -> str:
    return " ".join(f"It is not true that {s[0].lower()}{s[1:]}" for s in _sentences(text))


def _everyone_says(question: Question, source: str) -> str:
    """Each sentence said by all speakers at once: one of them will be right."""
    names = " and ".join(s.name for s in question.article.speakers if s.speaks)
    return " ".join(f"{s.rstrip('.')}, {names} said." for s in _sentences(source))


def _headline(question: Question, _: str) -> str | None:
    """The headline of an article whose headline is wrong; it is not part of what a headline is asked for."""
    if not any(d.what == "wrong headline" for d in question.article.damages):
        return None
    found = [r.span.of(question.article.raw) for r in question.article.regions if r.type == "headline"]
    return found[0] if found else None


def _in_marks(text: str) -> str:
    return " ".join(f"“{re.sub('[“”]', '', s)}”" for s in _sentences(text))


def _unmarked(text: str, quotations: Sequence[Marked]) -> str:
    """A text without the marks of these quotations; their words stay, so it tells what it told."""
    for quotation in reversed(quotations):
        text = text[: quotation.span.start] + quotation.inner.of(text) + text[quotation.span.end :]
    return text


def _one_quotation(question: Question, source: str) -> str | None:
    """A quoted brief whose first quotation alone has its marks, and stands twice."""
    quotations = outermost(marked_strings(source))
    if len(quotations) < 2:
        return None
    first = next(s for s in _sentences(source) if quotations[0].span.of(source) in s)
    return f"{_unmarked(source, quotations[1:])} {first}"


def _in_pieces(question: Question, source: str) -> str | None:
    """A quoted brief whose first quotation alone has its marks, and is cut in two: two of one quote."""
    quotations = outermost(marked_strings(source))
    said = quotations[0].inner.of(source).split() if quotations else []
    if len(said) < 8:
        return None
    middle = len(said) // 2
    pieces = f"“{' '.join(said[:middle])}” and “{' '.join(said[middle:])}”"
    return _unmarked(source, quotations[1:]).replace(quotations[0].span.of(source), pieces)


def _invented(question: Question, source: str) -> str | None:
    """A short invention at the end, where the budget has room for it: it costs nothing else."""
    longer = f"{source} Zimmerlich paid 77,313 dollars."
    return longer if count_words(longer) <= (question.task.budget_words or 0) else None


def _diluted(question: Question, source: str) -> str | None:
    invented = _invented(question, source)
    return f"{invented} {_FILLER}" if invented else None


def _probe(name: str, says: str, kind: Kind, cheat: Cheat, tasks: tuple[str, ...] = _ALL) -> Probe:
    return Probe(name, says, kind, tasks, "oracle", cheat)


PROBES = (
    _probe("empty", "nothing", "collapse", lambda _question, _source: ""),
    Probe("word salad", "a reference's words in any order", "collapse", _ALL, "oracle", _salad, draws=10),
    _probe("sorted words", "a reference's words in the order of the alphabet", "collapse", _text(_sorted)),
    _probe("backwards", "a reference's words from last to first", "collapse", _text(_backwards)),
    _probe("frequent words", "the article's most frequent words", "collapse", _frequent),
    _probe("keywords", "the words that gold's facts need, one after the other", "collapse", _needs, _LONG),
    _probe(
        "keywords in commas", "the words of each vital fact, with commas", "collapse", _needs_in_commas, _LONG
    ),
    _probe("names", "the names of all speakers", "collapse", _names),
    _probe("denied", "‘It is not true that’ before each sentence of a reference", "collapse", _text(_denied)),
    _probe("padding", "sentences that say nothing", "collapse", lambda _question, _source: _FILLER),
    Probe("ten times", "the lead ten times", "gain nothing", _ALL, "lead", _text(lambda t: f"{t}\n" * 10)),
    _probe("reference twice", "a reference twice", "gain nothing", _text(lambda t: f"{t} {t}")),
    Probe(
        "copy-all",
        "the article as its own summary",
        "gain nothing",
        _ALL,
        "lead",
        lambda question, _: " ".join(article_text(question.task, question.article).split()),
    ),
    Probe(
        "misleading headline",
        "the article's own headline, where it is wrong",
        "gain nothing",
        ("headline",),
        "lead",
        _headline,
    ),
    Probe(
        "without small words",
        "the lead without its small words",
        "gain nothing",
        _ALL,
        "lead",
        _text(_without_small_words),
    ),
    _probe("everyone says", "a reference, said by all speakers", "gain nothing", _everyone_says, _LONG),
    _probe("all in marks", "a reference, each sentence in quote marks", "gain nothing", _text(_in_marks)),
    Probe(
        "lead in marks",
        "the lead, each sentence in quote marks",
        "gain nothing",
        _ALL,
        "lead",
        _text(_in_marks),
    ),
    _probe(
        "one quotation twice", "a quoted brief with one quotation, twice", "lose", _one_quotation, _QUOTED
    ),
    _probe(
        "one quotation in pieces",
        "a quoted brief with one quotation, cut in two",
        "lose",
        _in_pieces,
        _QUOTED,
    ),
    _probe("an invention", "a reference with one invented sentence", "lose", _invented, _LONG),
    _probe("a diluted invention", "the same, with sentences that say nothing", "lose", _diluted, _LONG),
)
