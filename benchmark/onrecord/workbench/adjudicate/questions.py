"""What an adjudication has to decide, and which decision answers what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.gold.alignment import align
from onrecord.gold.article import Article, Statement
from onrecord.gold.load import read_article
from onrecord.gold.records import DecisionRecord
from onrecord.text import fold
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.differences import COMPARED, Change, Difference, items_of, names_of

UNNAMED = ("region", "not_quote", "damage")
"""Kinds whose records have no id: they are called by kind and paragraph (``damage:p2``)."""

SECTIONS = {
    "region": "§2",
    "speaker": "§3.3",
    "mention": "§3.8",
    "quote": "§4.1",
    "not_quote": "§6",
    "damage": "§7",
    "fact": "§8.1",
    "statement": "§9.1",
    "summary": "§10",
}
_SECTIONS_OF_FIELDS = {
    ("speaker", "class"): "§3.4",
    ("speaker", "speaks"): "§3.1",
    ("quote", "form"): "§4.2",
    ("quote", "span"): "§4.4",
    ("quote", "verbatim"): "§4.2",
    ("quote", "cue"): "§5",
    ("quote", "speaker"): "§3.2",
    ("quote", "via"): "§3.9",
    ("quote", "for"): "§3.6",
    ("quote", "parent"): "§4.10",
    ("quote", "relayed_by"): "§4.11",
    ("quote", "optional"): "§4.14",
    ("fact", "weight"): "§8.2",
    ("fact", "speaker"): "§8.3",
    ("fact", "lengths"): "§8.4",
    ("fact", "needs"): "§8.5",
    ("statement", "label"): "§9.1",
    ("statement", "trick"): "§9.2",
    ("statement", "evidence"): "§9.6",
    ("statement", "blind label"): "§11.2",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One difference to decide, and the label that a blind labelling gave the statement."""

    difference: Difference
    between: tuple[str, ...]
    """What is compared: ``a:q3``, ``b:q4``, and ``label:unstated`` where a blind label disagrees."""
    blind: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """The guideline's sections that decide such a difference, the likeliest first."""
        kind = self.difference.kind
        found = [_SECTIONS_OF_FIELDS.get((kind, c.field), SECTIONS[kind]) for c in self.difference.changes]
        return tuple(dict.fromkeys([*found, SECTIONS[kind]]))


def questions(comparison: Comparison, blind: Mapping[str, str]) -> list[Question]:
    """Every difference of two passes, and each statement whose blind label is another than its author's.

    ``blind`` has labels by the name of a pass's statement (``a:v5``).
    """
    found = [_question(comparison, difference, blind) for difference in comparison.differences]
    for kind, x, y in comparison.agreed:
        if not isinstance(x, Statement) or not isinstance(y, Statement):
            continue
        names = comparison.names_a[id(x)], comparison.names_b[id(y)]
        label = next((blind[n] for n in _qualified(comparison, *names) if n in blind), x.label)
        if label != x.label:
            change = Change("blind label", f"blind label {label}, both passes {x.label}")
            place = min(x.spans, default=min(y.spans, default=comparison.a.article.regions[0].span))
            difference = Difference(kind, x, y, *names, place, (change,))
            found.append(_question(comparison, difference, blind))
    return sorted(found, key=lambda q: COMPARED.index(q.difference.kind))


def _question(comparison: Comparison, difference: Difference, blind: Mapping[str, str]) -> Question:
    names = _qualified(comparison, difference.name_a, difference.name_b)
    labels = {blind[n] for n in names if n in blind}
    written = {s.label for s in (difference.a, difference.b) if isinstance(s, Statement)}
    against = [f"label:{label}" for label in sorted(labels - written)]
    return Question(difference, (*names, *against), ", ".join(sorted(labels)))


def _qualified(comparison: Comparison, name_a: str, name_b: str) -> tuple[str, ...]:
    sides = (comparison.a.name, name_a), (comparison.b.name, name_b)
    return tuple(f"{side}:{name}" for side, name in sides if name)


class Answers:
    """Which question a decision is about, by what it says was compared, or by the name in its ``of``.

    ``of`` may be a pass's name (``b:v5``), a kind and paragraph (``damage:p2``), or an id of the gold that
    stands: that is looked for in the passes by its meaning.
    """

    def __init__(self, folder: Path, comparison: Comparison, asked: Sequence[Question]) -> None:
        self._folder = folder
        self._comparison = comparison
        self._by_between = {q.between: q for q in asked}
        self._by_name: defaultdict[str, list[Question]] = defaultdict(list)
        for question in asked:
            for name in question.between:
                self._by_name[name].append(question)
        for question in asked:
            if question.difference.kind in UNNAMED:
                for name in {n.split(":", 1)[1] for n in question.between}:
                    self._by_name[name].append(question)
        self._gold: dict[str, list[str]] | None = None

    def question(self, decision: DecisionRecord) -> Question | None:
        """The question that a decision answers; None where it is about nothing that the passes differ in."""
        if decision.between:
            return self._by_between.get(decision.between)
        found = self._by_name.get(decision.of, [])
        if not found and ":" not in decision.of:
            names = self.pass_names(decision.of)
            mine = {"a": self._comparison.a.name, "b": self._comparison.b.name}.get(decision.took, "")
            names.sort(key=lambda n: not n.startswith(f"{mine}:"))
            found = [q for name in names for q in self._by_name.get(name, [])]
        return found[0] if found else None

    def pass_names(self, gold_id: str) -> list[str]:
        """What the passes call a record of the gold that stands; nothing where there is no gold yet."""
        if self._gold is None:
            self._gold = self._gold_names(read_article(self._folder))
        return list(self._gold.get(gold_id, []))

    def _gold_names(self, gold: Article) -> dict[str, list[str]]:
        found: defaultdict[str, list[tuple[bool, str]]] = defaultdict(list)
        called = names_of(gold)
        for side, names in (
            (self._comparison.a, self._comparison.names_a),
            (self._comparison.b, self._comparison.names_b),
        ):
            alignment = align(gold, side.article)
            for kind in items_of(gold):
                for x, y in getattr(alignment, kind).both:
                    # Words of one pass may resemble another statement of the other; equal ones come first.
                    resembles = isinstance(x, Statement) and fold(x.text) != fold(y.text)
                    found[called[id(x)]].append((resembles, f"{side.name}:{names[id(y)]}"))
        return {
            name: [called_there for _, called_there in sorted(pairs, key=lambda pair: pair[0])]
            for name, pairs in found.items()
        }


def effective(decisions: Iterable[DecisionRecord]) -> DecisionRecord:
    """The one that counts of the decisions about one question, in the order of the file.

    It is the last; but ‘neither’ without a record, after a choice, says only that words were changed since.
    """
    *before, last = decisions
    if last.took == "neither" and last.record is None and not last.between:
        chosen = [d for d in before if d.took != "neither"]
        return chosen[-1] if chosen else last
    return last


def named(decision: DecisionRecord, question: Question, of: str) -> DecisionRecord:
    """The decision with what it compared, and called by the gold's id."""
    return decision.model_copy(update={"between": question.between, "of": of})
