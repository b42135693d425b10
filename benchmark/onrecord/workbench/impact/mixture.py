"""The articles between two versions of one: the old one with some of the differences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from onrecord.gold.article import Article
from onrecord.gold.check import required_findings
from onrecord.gold.references import REFERENCES
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.differences import Difference, Item, items_of
from onrecord.workbench.diff.sides import Side

_FIELDS = {
    "region": "regions",
    "speaker": "speakers",
    "mention": "mentions",
    "quote": "quotes",
    "not_quote": "not_quotes",
    "damage": "damages",
    "fact": "facts",
    "statement": "statements",
    "summary": "summaries",
}
# What a loaded record calls them.
_ATTRIBUTES = {"speaker": "speakers", "for": "on_behalf_of"}
_REFERENCES: Mapping[str, Mapping[str, str]] = {
    kind: {_ATTRIBUTES.get(field, field): wanted for field, wanted in fields.items()}
    for kind, fields in REFERENCES.items()
}


class Mixture:
    """Two versions of one article, and what lies between. Differences are named by their number."""

    def __init__(self, old: Article, new: Article) -> None:
        self.old, self.new = old, new
        self.comparison = Comparison(Side("old", old, {}), Side("new", new, {}))
        self.differences = self.comparison.differences
        self._made: dict[frozenset[int], Article | str] = {frozenset(): old}

    def groups(self, numbers: Iterable[int]) -> list[frozenset[int]]:
        """Each of some differences with those in records that name it, or that it names; no two overlap."""
        groups: list[frozenset[int]] = []
        for n in numbers:
            group = frozenset([n, *self._neighbours[n]])
            apart = [g for g in groups if g.isdisjoint(group)]
            groups = [*apart, group.union(*(g for g in groups if g not in apart))]
        return groups

    @cached_property
    def _neighbours(self) -> Mapping[int, set[int]]:
        found: defaultdict[int, set[int]] = defaultdict(set)
        differences = self.differences
        for side in ("a", "b"):
            items = [(n, d.kind, i) for n, d in enumerate(differences) if (i := getattr(d, side)) is not None]
            numbers = {(kind, getattr(item, "id", "")): n for n, kind, item in items}
            for n, kind, item in items:
                for m in (numbers[ref] for ref in _references(kind, item) if ref in numbers):
                    found[n].add(m)
                    found[m].add(n)
        return found

    @cached_property
    def _same(self) -> dict[str, dict[str, str]]:
        """By kind, what each record of the new version is called in a mixture."""
        taken = {item.id for items in items_of(self.old).values() for item in items if hasattr(item, "id")}
        found: dict[str, dict[str, str]] = {}
        for kind in ("speaker", "mention", "quote", "fact", "statement", "summary"):
            pairs = getattr(self.comparison.alignment, kind)
            found[kind] = {y.id: x.id for x, y in pairs.both}
            for item in pairs.only_b:
                free = item.id
                while free in taken:
                    free += "-new"
                taken.add(free)
                found[kind][item.id] = free
        return found

    def needed(self, numbers: frozenset[int]) -> frozenset[int]:
        """The other differences that some cannot be without, and those that these cannot be without."""
        found: set[int] = set()
        waiting = list(numbers)
        while waiting:
            more = set(self._needs(waiting.pop())) - found - numbers
            found |= more
            waiting += more
        return frozenset(found)

    def _needs(self, number: int) -> Iterator[int]:
        difference = self.differences[number]
        if difference.b is not None:
            # What it names has to be there.
            added = self._numbers_of_added
            yield from (added[ref] for ref in _references(difference.kind, difference.b) if ref in added)
        else:
            # What names it has to have let go of it.
            yield from self._numbers_of_naming[difference.kind, getattr(difference.a, "id", "")]

    @cached_property
    def _numbers_of_added(self) -> dict[tuple[str, str], int]:
        return {(d.kind, getattr(d.b, "id", "")): n for n, d in enumerate(self.differences) if d.a is None}

    @cached_property
    def _numbers_of_naming(self) -> Mapping[tuple[str, str], list[int]]:
        """By what they name, the differences in records that name it in the old version."""
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for n, difference in enumerate(self.differences):
            if difference.a is not None:
                for named in _references(difference.kind, difference.a):
                    found[named].append(n)
        return found

    def article(self, numbers: frozenset[int]) -> Article | str:
        """The old article with some of the differences; what is wrong with it, where gold may not be so."""
        if numbers not in self._made:
            made = self._mix([self.differences[n] for n in sorted(numbers)])
            problem = next((str(finding.message) for finding in required_findings(made)), "")
            self._made[numbers] = problem or made
        return self._made[numbers]

    def _mix(self, chosen: Sequence[Difference]) -> Article:
        changed: dict[str, Any] = {}
        for kind, field in _FIELDS.items():
            here = [d for d in chosen if d.kind == kind]
            if not here:
                continue
            instead = {id(d.a): d.b for d in here if d.a is not None}
            items: list[Item] = []
            for item in getattr(self.old, field):
                after = instead.get(id(item), item)
                if after is not None:
                    items.append(item if after is item else self._renamed(kind, after))
            for d in here:
                if d.a is None and d.b is not None:
                    items.insert(self._position(kind, field, d.b, items), self._renamed(kind, d.b))
            changed[field] = tuple(items)
        return replace(self.old, **changed)

    def _position(self, kind: str, field: str, item: Item, items: Sequence[Item]) -> int:
        """After the record that stands before it in the new version, or the nearest before that one."""
        mine = list(getattr(self.new, field))
        partner = {id(y): x for x, y in getattr(self.comparison.alignment, kind).both}
        index = next(n for n, y in enumerate(mine) if y is item)
        for before in reversed(mine[:index]):
            old = partner.get(id(before))
            wanted = {getattr(r, "id", r) for r in (old, self._renamed(kind, before)) if r is not None}
            for n, here in enumerate(items):
                if getattr(here, "id", here) in wanted:
                    return n + 1
        return 0

    def _renamed(self, kind: str, item: Item) -> Item:
        """A record of the new version by the ids of a mixture."""
        changed: dict[str, Any] = {}
        for field, wanted in _REFERENCES.get(kind, {}).items():
            value, names = getattr(item, field), self._same[wanted]
            if isinstance(value, tuple):
                changed[field] = tuple(names.get(v, v) for v in value)
            elif value is not None:
                changed[field] = names.get(value, value)
        if kind in self._same:
            changed["id"] = self._same[kind][getattr(item, "id", "")]
        return replace(item, **changed)


def _references(kind: str, item: Item) -> Iterator[tuple[str, str]]:
    """The kind and the id of each record that a record names."""
    for field, wanted in _REFERENCES.get(kind, {}).items():
        value = getattr(item, field)
        yield from ((wanted, v) for v in (value if isinstance(value, tuple) else (value,)) if v)
