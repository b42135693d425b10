"""One task on one article in several runs: a row an outcome, a mark a model, each wrong answer once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.gold.article import Article
from onrecord.reports.html_text import shorten
from onrecord.reports.page_article import Reader
from onrecord.reports.page_items import Item as Line
from onrecord.reports.site_names import Model, outcome_anchor
from onrecord.runs.outcomes import Outcome, is_mostly_right, outcomes
from onrecord.scoring.slices import quote_slices
from onrecord.tasks.checks import checks
from onrecord.tasks.items import Item
from onrecord.tasks.task import Task
from onrecord.text import Span

RIGHT, WRONG, NONE = "✓", "✗", "–"
_ASKED_SHOWN = 400
_ANSWER_SHOWN = 240
_ANSWERS_OF_A_MODEL = 3
# What the mark says already.
_SAYS_NOTHING = ("", "not told")
_OF_QUOTES = ("quotes", "attribution")


@dataclass(frozen=True, slots=True)
class Given:
    """A wrong answer and the letters of the models that gave it."""

    models: Sequence[str]
    words: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome in every run. ``marks`` are ✓, ✗, the share of samples that are right (``2/3``), or – for
    no answer, a model each; ``wrong`` the letters of those that are not right in half of their samples."""

    part: str
    anchor: str
    asked: str
    gold: str
    place: str
    slices: Sequence[str]
    marks: Sequence[str]
    wrong: Sequence[str]
    answers: Sequence[Given]

    @property
    def right(self) -> int:
        return len(self.marks) - len(self.wrong)

    @property
    def css(self) -> str:
        """``w``: some model is wrong; ``d``: and some other is right; then the letters of the wrong ones."""
        kind = [] if not self.wrong else ["w", "d"] if self.right else ["w"]
        return " ".join([*kind, *self.wrong])


def outcome_rows(
    task: Task, reader: Reader, models: Sequence[Model], lines: Sequence[Sequence[Line]]
) -> list[OutcomeRow]:
    """The rows of a task. ``lines`` are its lines of ``items.jsonl``, for each model."""
    article = reader.article
    found: dict[str, list[list[Outcome]]] = {}
    slices: dict[str, Sequence[str]] = {}
    for n, answered in enumerate(lines):
        for line in answered:
            for outcome in _outcomes(task, article, line):
                found.setdefault(outcome.id, [[] for _ in models])[n].append(outcome)
                slices.setdefault(outcome.id, _slices(task, article, _part(outcome), line))
    spans = _spans(task, article)
    return [_row(task, reader, models, given, slices[id], spans) for id, given in found.items()]


def _row(
    task: Task,
    reader: Reader,
    models: Sequence[Model],
    given: Sequence[Sequence[Outcome]],
    slices: Sequence[str],
    spans: Mapping[str, Sequence[Span]],
) -> OutcomeRow:
    outcome = next(o for of_model in given for o in of_model)
    part = _part(outcome)
    answers: dict[str, list[str]] = {}
    for model, of_model in zip(models, given, strict=True):
        wrong = dict.fromkeys(_answered(o) for o in of_model if not o.is_right)
        for words in [*wrong][:_ANSWERS_OF_A_MODEL]:
            if words not in _SAYS_NOTHING:
                answers.setdefault(words, []).append(model.letter)
    says_more = task.answer != "summary" and outcome.gold != outcome.asked
    return OutcomeRow(
        part,
        outcome_anchor(task.name, part),
        shorten(outcome.asked, _ASKED_SHOWN),
        shorten(outcome.gold, _ANSWER_SHOWN) if says_more else "",
        reader.place(spans.get(part, ())),
        slices,
        [_mark(of_model) for of_model in given],
        [m.letter for m, of_model in zip(models, given, strict=True) if not _is_right(of_model)],
        [Given(letters, words) for words, letters in answers.items()],
    )


def _answered(outcome: Outcome) -> str:
    """What was answered; where it repeats the words asked about, they are not given twice."""
    said, _, rest = outcome.answer.partition(f"{outcome.asked} (")
    return shorten(outcome.answer if said or not rest else f"these words ({rest}", _ANSWER_SHOWN)


def _mark(given: Sequence[Outcome]) -> str:
    right = sum(outcome.is_right for outcome in given)
    if 0 < right < len(given):
        return f"{right}/{len(given)}"
    return RIGHT if right else WRONG if given else NONE


def _is_right(given: Sequence[Outcome]) -> bool:
    return bool(given) and is_mostly_right(sum(outcome.is_right for outcome in given) / len(given))


def _outcomes(task: Task, article: Article, line: Line) -> list[Outcome]:
    invalid = line.get("invalid") or {}
    item = Item(line["item"], line["inputs"])
    return outcomes(task, article, item, line["details"], str(invalid.get("reason", "")).replace("_", " "))


def _part(outcome: Outcome) -> str:
    return outcome.id.split("/", 2)[2]


def _slices(task: Task, article: Article, part: str, line: Line) -> Sequence[str]:
    """The slices that an outcome is counted in, as its scorer counts it."""
    if task.scorer in _OF_QUOTES and part in article.quote:
        return quote_slices(article, article.quote[part])
    return [str(line["details"]["slice"])] if task.scorer == "labels" else ()


def _spans(task: Task, article: Article) -> Mapping[str, Sequence[Span]]:
    """Where in the text the parts of a task are."""
    if task.scorer in _OF_QUOTES:
        return {q.id: q.spans for q in article.quotes}
    if task.items == "checks":
        return {c.id: article.quote[c.source].spans for c in checks(article) if c.source in article.quote}
    if task.scorer == "labels":
        return {s.id: s.spans for s in article.statements}
    return {f.id: f.spans for f in article.facts} if task.answer == "summary" else {}
