"""Scores one summary of one article: the whole of what a report shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from onrecord.errors import TaskError
from onrecord.gold.article import Article
from onrecord.gold.check import BUDGETS
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.summaries.facts import (
    MATCHER_VERSION,
    Told,
    coverage,
    largest_reference_weight,
    told_facts,
)
from onrecord.scoring.summaries.fidelity import (
    SummaryQuotation,
    fidelity,
    quotations_of,
    required_fidelity,
)
from onrecord.scoring.summaries.prose import is_garbled
from onrecord.scoring.summaries.reading import Reading, read_summary
from onrecord.scoring.summaries.rouge import Diagnostics, diagnose
from onrecord.scoring.summaries.support import Extrinsic, Violation, judge
from onrecord.scoring.summaries.units import cut
from onrecord.scoring.summaries.words import is_content
from onrecord.text import Span, count_words

_LEAST_CLEAN = 20
"""Words without a violation from which on they must be prose by themselves; a sentence or two need not."""
_LEAST_CONTENT = 3
"""Content words from which on a unit without a violation counts among the units."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a part of one up to a semicolon, and what it may not say. ``span`` is in ``text``.

    ``counted``: it is one of the units that the violating ones are a share of. ``names_unjudged``: its
    capitals tell no names, so most of its names could not be judged.
    """

    span: Span
    violations: tuple[Violation, ...] = ()
    counted: bool = True
    names_unjudged: bool = False


@dataclass(frozen=True)
class SummaryScore:
    """All that is known about one answer; every share lies in [0, 1].

    ``text`` is the scored text: the answer, cut to its budget; spans are in it. ``garbled``: it is no prose,
    so it tells no fact. ``names_unjudged`` counts the units whose names could not be judged. ``coverage``
    may exceed 1.
    ``fidelity`` is the share of quotations that are verbatim and rightly attributed, None without any.
    ``primary`` is what the task's table shows.
    """

    task: str
    text: str
    valid: bool
    over_budget: bool
    garbled: bool
    names_unjudged: int
    units: tuple[Unit, ...]
    extrinsic: tuple[Extrinsic, ...]
    quotations: tuple[SummaryQuotation, ...]
    facts: tuple[Told, ...]
    coverage: float
    violating_share: float
    faithful_coverage: float
    fidelity: float | None
    primary: float
    diagnostics: Diagnostics
    matcher: int = field(default=MATCHER_VERSION)

    @property
    def credits(self) -> dict[str, float]:
        """Fact id to the credit it earns: 0, ½ or 1."""
        return {told.fact: told.credit for told in self.facts}

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON values."""
        values: dict[str, Any] = _plain(self)
        return values


def score_summary(article: Article, task: str, answer: str | None, budget: int | None = None) -> SummaryScore:
    """Score an answer to a summary task; None is an invalid one. Both that and an empty one earn 0.

    ``budget`` in words is the task's own unless given. Raises TaskError where ``task`` is no summary task,
    GoldError where the article has no facts for it.
    """
    if task not in BUDGETS:
        raise TaskError(f"‘{task}’ is no summary task; there are {', '.join(BUDGETS)}")
    largest_reference_weight(article, task)
    limited = cut(answer or "", budget or BUDGETS[task])
    index = speaker_index(article)
    reading = read_summary(limited.text, article, index)
    quotations = quotations_of(reading, article)
    violations, extrinsic = judge(
        reading, article, index, quotations, open_end=limited.open_end, headline=task == "headline"
    )
    units = _units(reading, violations, open_end=limited.open_end)
    violating = {n for n, unit in enumerate(units) if unit.violations}
    # An invention in good English mends no word salad: what does not violate must be prose by itself.
    told = [u.span.of(reading.text) for u in units]
    clean = [words for words, u in zip(told, units, strict=True) if not u.violations]
    is_enough = count_words(" ".join(clean)) >= _LEAST_CLEAN
    garbled = is_garbled(told, article) or (clean != told and is_enough and is_garbled(clean, article))
    facts = told_facts(reading, article, violating, open_end=limited.open_end)
    if garbled:
        facts = [Told(fact.fact, 0.0, (), "not prose") for fact in facts]
    covered = coverage(facts, article, task)
    share = _violating_share(units)
    faithful = min(1.0, covered) * (1 - share)
    return SummaryScore(
        task=task,
        text=limited.text,
        valid=bool(units),
        over_budget=limited.over_budget,
        garbled=garbled,
        names_unjudged=sum(u.names_unjudged for u in units),
        units=units,
        extrinsic=tuple(extrinsic),
        quotations=tuple(quotations),
        facts=tuple(facts),
        coverage=covered,
        violating_share=share,
        faithful_coverage=faithful,
        fidelity=fidelity(quotations),
        primary=_primary(task, faithful, quotations),
        diagnostics=_diagnose(reading, article, task, facts),
    )


def _units(reading: Reading, violations: Sequence[Violation], *, open_end: bool) -> tuple[Unit, ...]:
    """The units, each with its violations.

    One that violates counts. So does another if it says something, and nothing that a unit before it said,
    and is not what the cut left of a sentence: neither "Yes." nor a repetition makes a violation smaller.
    """
    found = [tuple(v for v in violations if v.span.overlaps(span)) for span in reading.units]
    said = [tuple(t.stem for t in words) for words in reading.unit_terms]
    units = []
    for n, span in enumerate(reading.units):
        content = sum(is_content(t) for t in reading.unit_terms[n])
        says = bool(found[n]) or (content >= _LEAST_CONTENT and not (open_end and n + 1 == len(found)))
        first = not any(said[n] == said[m] and bool(found[n]) <= bool(found[m]) for m in range(n))
        again = any(said[n] == said[m] and found[m] and not found[n] for m in range(len(found)))
        units.append(Unit(span, found[n], says and first and not again, n in reading.hides_names))
    return tuple(units)


def _violating_share(units: Sequence[Unit]) -> float:
    """Violating units over units, of those that count."""
    counted = [u for u in units if u.counted]
    return sum(bool(u.violations) for u in counted) / len(counted) if counted else 0.0


def _primary(task: str, faithful: float, quotations: list[SummaryQuotation]) -> float:
    """Faithful coverage; for a quoted brief its harmonic mean with fidelity over two quotations or more."""
    if task != "quoted-brief":
        return faithful
    faith = required_fidelity(quotations)
    return 2 * faithful * faith / (faithful + faith) if faithful + faith else 0.0


def _diagnose(reading: Reading, article: Article, task: str, facts: list[Told]) -> Diagnostics:
    references = [s.text for s in article.summaries if s.task == task]
    return diagnose(reading.text, references, article.evidence, sum(t.credit for t in facts))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
