"""Measures the reader of summaries on written cases: precision and recall of all that it finds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.summaries.quoting import Attribution
from onrecord.scoring.summaries.reading import read_summary
from onrecord.scoring.summaries.summary import SummaryScore, score_summary
from onrecord.text import tokens
from onrecord.validity.cases import Case, ExpectedReport


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that the reader found and should not have (``spurious``), or the other way round."""

    case: Case
    what: str
    words: str
    spurious: bool


@dataclass
class Tally:
    """Counts of one kind of finding. ``precision`` and ``recall`` are None where nothing can be said."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        found = self.right + self.spurious
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None


@dataclass
class Measured:
    """Tallies by kind of finding (``violation: number``, ``report``, ``told``, …), and every miss.

    ``clean`` counts the cases without a violation, ``accused`` those of them that the reader accuses.
    """

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[Miss] = field(default_factory=list)
    cases: int = 0
    clean: int = 0
    accused: int = 0

    def count(
        self, what: str, case: Case, right: int, spurious: Iterable[str], missed: Iterable[str]
    ) -> None:
        """Add what was found rightly, wrongly and not at all."""
        spurious, missed = list(spurious), list(missed)
        tally = self.tallies[what]
        tally.right += right
        tally.spurious += len(spurious)
        tally.missed += len(missed)
        self.misses += [Miss(case, what, words, spurious=True) for words in spurious]
        self.misses += [Miss(case, what, words, spurious=False) for words in missed]


def measure_reader(cases: Iterable[Case], articles: Mapping[str, Article]) -> Measured:
    """Read every case and compare what is found with what it says.

    Raises GoldError where a case names an article, a speaker or a fact that gold does not have.
    """
    measured = Measured()
    for case in cases:
        if case.article not in articles:
            raise GoldError(f"a case about ‘{case.about}’ names no article of gold: {case.article}")
        article = articles[case.article]
        _check(case, article)
        score = score_summary(article, case.task, case.summary, budget=10_000)
        measured.cases += 1
        _violations(measured, case, score)
        _quotations(measured, case, score)
        _reports(measured, case, article)
        _told(measured, case, score)
    return measured


def _check(case: Case, article: Article) -> None:
    unknown = {s for r in case.reports or () for s in r.speaker}.difference(article.speaker)
    unknown |= {*(case.tells or ()), *case.told_otherwise}.difference(article.fact)
    if unknown:
        raise GoldError(f"a case about ‘{case.about}’: {case.article} has no {', '.join(sorted(unknown))}")


def _violations(measured: Measured, case: Case, score: SummaryScore) -> None:
    found = {v for unit in score.units for v in unit.violations}
    if not case.violations:
        measured.clean += 1
        measured.accused += bool(found)
    for kind in {v.kind for v in found} | {kind for kind, _ in case.accused}:
        wanted = [span for of, span in case.accused if of == kind]
        mine = [v for v in found if v.kind == kind]
        spurious = [v.words for v in mine if not any(v.span.overlaps(span) for span in wanted)]
        missed = [span for span in wanted if not any(v.span.overlaps(span) for v in mine)]
        right = len(wanted) - len(missed)
        measured.count(f"violation: {kind}", case, right, spurious, (s.of(case.summary) for s in missed))


def _quotations(measured: Measured, case: Case, score: SummaryScore) -> None:
    if case.quotations is None:
        return
    found = [q for q in score.quotations if not q.short]
    if len(found) != len(case.quotations):
        said = f"{len(found)} quotations read, {len(case.quotations)} there"
        measured.count("quotation", case, 0, (), [said] * max(1, len(case.quotations)))
        return
    for mine, wanted in zip(found, case.quotations, strict=True):
        measured.count("quotation", case, 1, (), ())
        for what, is_, should in (
            ("verdict", mine.verdict, wanted.verdict),
            ("speaker", mine.speaker, wanted.speaker),
        ):
            if should is None:
                continue
            wrong = () if is_ == should else (f"{mine.words}: {is_}",)
            measured.count(f"{what}: {is_}", case, is_ == should, wrong, ())
            if is_ != should:
                measured.count(f"{what}: {should}", case, 0, (), (f"{mine.words}: {is_}, not {should}",))


def _reports(measured: Measured, case: Case, article: Article) -> None:
    """Who is said to say what. A report met by a speaker of the article that it is not from is both spurious
    and missed."""
    if case.reports is None:
        return
    reading = read_summary(case.summary, article, speaker_index(article))
    wanted = [r for r in case.reports if r.speaker]
    named = [a for a in reading.reported if a.ids]
    met: set[int] = set()
    missed = []
    for report in wanted:
        holding = [n for n, a in enumerate(named) if _holds(a, case, report)]
        right = [n for n in holding if named[n].ids == frozenset(report.speaker)]
        met.update(right)
        if not right:
            missed.append(f"{', '.join(report.speaker)}: {report.words}")
    spurious = [
        f"{', '.join(sorted(a.ids))}: {' … '.join(s.of(case.summary) for s in a.spans)}"
        for n, a in enumerate(named)
        if n not in met and not _is_part(a, [named[m] for m in met])
    ]
    measured.count("report", case, len(wanted) - len(missed), spurious, missed)


def _holds(found: Attribution, case: Case, wanted: ExpectedReport) -> bool:
    """Whether a report covers at least half of the words that are expected to be reported."""
    place = case.place(wanted.words)
    inside = tokens(case.summary, place)
    covered = sum(any(s.start <= t.start < s.end for s in (*found.spans, *found.marked)) for t in inside)
    return covered * 2 >= len(inside)


def _is_part(found: Attribution, others: Collection[Attribution]) -> bool:
    """Whether a report says again what another of the same speakers says, or a part of it."""
    return any(
        found.ids == other.ids and all(any(o.contains(s) for o in other.spans) for s in found.spans)
        for other in others
    )


def _told(measured: Measured, case: Case, score: SummaryScore) -> None:
    if case.tells is None:
        return
    told = {fact for fact, credit in score.credits.items() if credit == 1}
    wanted = set(case.tells)
    spurious = told - wanted - set(case.told_otherwise)
    measured.count("told", case, len(told & wanted), sorted(spurious), sorted(wanted - told))
    if case.told_otherwise:
        other = set(case.told_otherwise)
        measured.count("told in other words", case, len(other & told), (), sorted(other - told))
