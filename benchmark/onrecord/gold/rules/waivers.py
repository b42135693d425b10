"""Waivers: a ``damage`` record lets a named rule be broken at its place, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterator

from onrecord.gold.article import Article
from onrecord.gold.rules.rule import ARTICLE_RULES, FILE_RULES, Problem, file_rule, rule
from onrecord.gold.rules.source import Source
from onrecord.gold.rules.spans import Spans
from onrecord.text import Span


class Waivers:
    """What an article's damages let pass."""

    def __init__(self, article: Article) -> None:
        places: defaultdict[str, list[Span]] = defaultdict(list)
        for damage in article.damages:
            for name in damage.waives:
                places[name].append(damage.span)
        self._places = {name: Spans(spans) for name, spans in places.items()}

    def cover(self, rule_id: str, span: Span | None) -> bool:
        """Whether a problem of a rule may stand there."""
        return span is not None and rule_id in self._places and self._places[rule_id].touch(span)


@rule("waiver-unknown", "warning", "§7", "A waiver of a rule that does not exist hides a slip of the pen.")
def _unknown(article: Article) -> Iterator[Problem]:
    known = {*(r.id for r in ARTICLE_RULES), *(r.id for r in FILE_RULES)}
    for damage in article.damages:
        for name in damage.waives:
            if name not in known:
                message = f"there is no rule ‘{name}’ to waive; onrecord gold rules lists them"
                yield Problem(damage.line, message, words=f'"{name}"')


@file_rule(
    "waiver-idle", "warning", "§7", "A waiver of what is not broken would hide the next mistake there."
)
def _idle(source: Source) -> Iterator[Problem]:
    waived = {name for d in source.article.damages for name in d.waives}
    broken: dict[str, Spans] = {}
    for over_article in ARTICLE_RULES:
        if over_article.id in waived:
            broken[over_article.id] = Spans(p.span for p in over_article.check(source.article) if p.span)
    for over_files in FILE_RULES:
        if over_files.id in waived and over_files.id != "waiver-idle":
            broken[over_files.id] = Spans(p.span for p in over_files.check(source) if p.span)
    for damage in source.article.damages:
        for name in damage.waives:
            if name in broken and not broken[name].touch(damage.span):
                message = f"nothing here breaks ‘{name}’; take the waiver out, or move it to where it does"
                yield Problem(damage.line, message, words=f'"{name}"')
