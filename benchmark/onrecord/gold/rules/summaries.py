"""Reference summaries: length, faithfulness in names, numbers and quotations, and where they are from."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.gold.article import Article, Summary
from onrecord.gold.rules.rule import Problem, file_rule, rule
from onrecord.gold.rules.runs import Run, forms, run, standing
from onrecord.gold.rules.source import Source
from onrecord.reading.marks import is_double, marked_strings, outermost
from onrecord.reading.names import read_names
from onrecord.reading.numbers import read_numbers
from onrecord.reading.types import Name
from onrecord.text import DOUBLE_MARKS, Span, count_words, words

BUDGETS = {"headline": 15, "brief": 80, "quoted-brief": 120}
_LONGEST_COPY = 8
_LEAST_QUOTED = 4
_LEAST_QUOTATIONS = 2
_LEAST_PREFIX = 4
_ELLIPSIS = re.compile(r"…|\.\.\.|\[[^\]]*\]")
_SENTENCE_ENDS = ".!?…:"
_BETWEEN_SENTENCES = " \n\t\u00a0()[]‘’'" + DOUBLE_MARKS
_DIGITS = re.compile(r"\d")
# "The two ministers" counts who was named, and takes no figure from the article.
_COUNTING = re.compile(r"\b(?:the|both|these|those|their|its|all|his|her)\s*$", re.IGNORECASE)
# One nation, three names.
_NATIONS = (
    frozenset("us united states american americans america".split()),
    frozenset("uk united kingdom british britain britons".split()),
    frozenset("un united nations".split()),
    frozenset("eu european union europe".split()),
)


@rule(
    "summary-budget", "error", "§10", "A reference that is longer than an answer may be is no measure for it."
)
def _budget(article: Article) -> Iterator[Problem]:
    for summary in article.summaries:
        count = count_words(summary.text)
        if count > BUDGETS[summary.task]:
            message = f"‘{summary.id}’ has {count} words, over {BUDGETS[summary.task]}; shorten it"
            yield Problem(summary.line, message, words=summary.text)


@rule("summary-names", "warning", "§10", "A name that the article lacks is one that the summary made up.")
def _names(article: Article) -> Iterator[Problem]:
    known = set(forms(article)) | {w.replace(".", "") for w in article.raw.casefold().split() if "." in w}
    prefixes = {w[:_LEAST_PREFIX] for w in known}
    for summary in article.summaries:
        for name in read_names(summary.text):
            if _may_be_ordinary(summary.text, name):
                continue
            strange = [w for w in words(name.text.replace(".", "")) if not _is_known(w, known, prefixes)]
            if strange:
                message = f"‘{name.text}’ is not in the article; name it as the article does"
                yield Problem(summary.line, message, words=name.text)


def _may_be_ordinary(text: str, name: Name) -> bool:
    """Whether a single word may have its capital of a sentence's start: nothing else shows it a name."""
    before = text[: name.span.start].rstrip(_BETWEEN_SENTENCES)
    starts = not before or before[-1] in _SENTENCE_ENDS
    return starts and name.kind == "other" and name.text.isalpha() and name.text[1:].islower()


def _is_known(word: str, known: set[str], prefixes: set[str]) -> bool:
    """Whether the article has a word, a longer or shorter form of it, or another name of that nation."""
    word = word.removesuffix("'s")
    if word in known or word.isdigit() or len(word) == 1:
        return True
    if len(word) > _LEAST_PREFIX and word[:_LEAST_PREFIX] in prefixes:
        return any(w.startswith(word[: max(_LEAST_PREFIX, len(word) - 3)]) for w in known)
    return any(word in nation and not nation.isdisjoint(known) for nation in _NATIONS)


@rule("summary-numbers", "warning", "§10", "A figure that the article lacks is one that the summary made up.")
def _numbers(article: Article) -> Iterator[Problem]:
    if not article.summaries:
        return
    known = set(words(article.raw))
    values: set[tuple[float, bool]] = set()
    for summary in article.summaries:
        numbers = read_numbers(summary.text)
        for number in numbers:
            counts = not _DIGITS.search(number.span.of(summary.text)) and _COUNTING.search(
                summary.text[: number.span.start]
            )
            told = set(words(number.span.of(summary.text))) <= known
            if counts or told:
                continue
            values = values or {(n.value, n.ordinal) for n in read_numbers(article.raw)}
            if (number.value, number.ordinal) not in values:
                yield _no_number(summary, number.span)
        # Dates and names hold digits that are no quantities.
        read = [n.span for n in numbers]
        for match in re.finditer(r"\w*\d[\w.,]*", summary.text):
            span = Span(*match.span())
            if not set(words(match[0])) <= known and not any(s.overlaps(span) for s in read):
                yield _no_number(summary, span)


def _no_number(summary: Summary, span: Span) -> Problem:
    shown = span.of(summary.text).rstrip(".,")
    return Problem(summary.line, f"‘{shown}’ is not in the article; give the article's figure", words=shown)


@rule(
    "summary-quotations",
    "warning",
    "§10",
    "A reference must do what answers are asked to: quote to the letter.",
)
def _quotations(article: Article) -> Iterator[Problem]:
    """What stands in marks is in the marked words of one quote; a quoted-brief has two, of two quotes."""
    cited = [(s, marked, _pieces(marked)) for s in article.summaries for marked in _in_marks(s.text)]
    sources: list[tuple[str, Run]] = [
        (q.id, tuple(w for span in q.marked for w in run(span.of(article.raw)))) for q in article.quotes
    ]
    sources += [("", run(n.span.of(article.raw))) for n in article.not_quotes]
    wanted = {piece for _, _, pieces in cited for piece in pieces}
    holding: dict[Run, set[str]] = {piece: set() for piece in wanted}
    for name, said in sources:
        for piece in standing(wanted, said):
            holding[piece].add(name)
    quoted: Counter[str] = Counter()
    from_quotes: dict[str, set[str]] = {}
    for summary, marked, pieces in cited:
        held = set.intersection(*(holding[p] for p in pieces)) if pieces else {""}
        if not held:
            message = f"‘{marked[:60]}’ is not in the marked words of one quote; copy it to the letter"
            yield Problem(summary.line, message, words=marked)
        elif held != {""} and sum(map(len, pieces)) >= _LEAST_QUOTED:
            quoted[summary.id] += 1
            from_quotes.setdefault(summary.id, set()).update(held)
    for summary in article.summaries:
        enough = min(quoted[summary.id], len(from_quotes.get(summary.id, ()))) >= _LEAST_QUOTATIONS
        if summary.task == "quoted-brief" and not enough:
            message = (
                f"‘{summary.id}’ needs quotations of {_LEAST_QUOTED} words or more of two quotes; "
                f"it has {quoted[summary.id]}, add one"
            )
            yield Problem(summary.line, message, words=summary.text)


def _in_marks(text: str) -> Iterator[str]:
    for marked in outermost(marked_strings(text)):
        if is_double(text, marked):
            yield marked.inner.of(text)


def _pieces(marked: str) -> Sequence[Run]:
    """The runs of words between ellipses and brackets."""
    return [piece for part in _ELLIPSIS.split(marked) if (piece := run(part))]


@rule("summary-copy", "warning", "§10", "What is copied from the lead shows nothing of what was understood.")
def _copy(article: Article) -> Iterator[Problem]:
    own = {s.id: list(_own_runs(s.text)) for s in article.summaries}
    width = _LONGEST_COPY + 1
    grams = {p[n : n + width] for parts in own.values() for p in parts for n in range(len(p) - width + 1)}
    there = standing(grams, forms(article))
    for summary in article.summaries:
        for part in own[summary.id]:
            first = next((n for n in range(len(part) - width + 1) if part[n : n + width] in there), None)
            if first is not None:
                shown = " ".join(part[first : first + width])
                message = f"‘{summary.id}’ copies ‘{shown}’; use your own words, or quote"
                yield Problem(
                    summary.line, message, words=_words_of(summary.text, part[first : first + width])
                )


def _own_runs(text: str) -> Iterator[Run]:
    """The words of a summary outside its quotation marks, one run a stretch."""
    start = 0
    for marked in outermost(marked_strings(text)):
        yield run(text[start : marked.span.start])
        start = marked.span.end
    yield run(text[start:])


def _words_of(text: str, wanted: Run) -> str:
    """The first stretch of a text that has these words, as it stands."""
    pattern = r"(?:['’]s)?\W+".join(re.escape(w).replace("'", "['’]") for w in wanted)
    match = re.search(pattern, text, re.IGNORECASE)
    return match[0] if match else ""


@file_rule("summary-pass", "warning", "§10", "A reference is written in a pass, and says in which.")
def _provenance(source: Source) -> Iterator[Problem]:
    if not source.passes:
        return
    for summary in source.article.summaries:
        if summary.by not in source.passes:
            message = (
                f"‘{summary.id}’ is from pass ‘{summary.by}’, which is not there; name the pass it is from"
            )
            yield Problem(summary.line, message, words=f'"{summary.by}"')


@file_rule("two-references", "warning", "§10", "Two references show how far fair answers differ.")
def _references(source: Source) -> Iterator[Problem]:
    """One of each pass. What has fewer than two quotes in marks cannot be quoted twice."""
    article = source.article
    wanted = 1 if source.meta.single else 2
    counts: Counter[str] = Counter(s.task for s in article.summaries)
    quotable = sum(bool(q.marked) for q in article.quotes) >= _LEAST_QUOTATIONS
    for task in BUDGETS:
        if article.summaries and counts[task] < wanted and (quotable or task != "quoted-brief"):
            message = f"{task} has {counts[task]} references of {wanted}; add one"
            yield Problem(article.summaries[0].line, message)
