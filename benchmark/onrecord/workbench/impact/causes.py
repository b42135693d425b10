"""What changed in an article's gold, cut into causes that can each be tried alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from onrecord.gold.article import Article
from onrecord.gold.check import required_findings
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
_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "mention": {"of": "speaker"},
    "quote": {
        "speakers": "speaker",
        "via": "mention",
        "on_behalf_of": "speaker",
        "parent": "quote",
        "relayed_by": "speaker",
    },
    "fact": {"speakers": "speaker"},
    "summary": {"tells": "fact"},
}


@dataclass(frozen=True, eq=False)
class Cause:
    """One change to gold, and the article without and with it; None where there is no such article.

    ``says`` is the change in words, ``place`` the file and line where it stands now, or stood. ``problem``
    says why the change cannot be tried alone; then there are no articles.
    """

    article: str
    says: str
    place: str
    without: Article | None = None
    with_it: Article | None = None
    problem: str = ""


def causes(name: str, old: Article | None, new: Article | None, most: int) -> list[Cause]:
    """The causes of what differs between two versions of an article, in the order of ``gold diff``.

    Each is tried on the old gold together with what it cannot be without (a new quote needs its new
    speaker); its own effect is then what it adds to those. A single cause is the whole change. Of many,
    the first ``most`` are tried.
    """
    if old is None or new is None:
        article = old or new
        assert article is not None
        return [Cause(name, "article added" if new else "article removed", article.path, old, new)]
    if old.raw != new.raw:
        return [Cause(name, "the text is another", new.path, old, new)]
    mixture = _Mixture(old, new)
    found = mixture.comparison.differences
    if not found:
        return [Cause(name, "only ids, the order of records or marks", new.path, old, new)]
    if len(found) == 1:
        return [Cause(name, _says(found[0]), _place(found[0], old, new), old, new)]
    tried = [mixture.cause(name, n) for n in range(min(most, len(found)))]
    return tried + [
        Cause(name, _says(d), _place(d, old, new), problem="too many changes") for d in found[most:]
    ]


def _says(difference: Difference) -> str:
    if difference.changes:
        return f"{difference.title}: {difference.said()}"
    gist = f" ({difference.gist})" if difference.gist else ""
    return f"{difference.title}: {'removed' if difference.b is None else 'added'}{gist}"


def _place(difference: Difference, old: Article, new: Article) -> str:
    article, item = (new, difference.b) if difference.b is not None else (old, difference.a)
    assert item is not None
    return f"{article.path}:{item.line}"


class _Mixture:
    """Two versions of one article, and the articles in between: the old one with some of the differences."""

    def __init__(self, old: Article, new: Article) -> None:
        self.old, self.new = old, new
        self.comparison = Comparison(Side("old", old, {}), Side("new", new, {}))
        self._made: dict[frozenset[int], Article | str] = {frozenset(): old}

    def cause(self, name: str, number: int) -> Cause:
        difference = self.comparison.differences[number]
        needed = self._needed(number)
        with_it, without = self._article(needed | {number}), self._article(needed)
        said, place = _says(difference), _place(difference, self.old, self.new)
        for tried in (with_it, without):
            if isinstance(tried, str):
                return Cause(name, said, place, problem=tried)
        assert isinstance(with_it, Article)
        assert isinstance(without, Article)
        return Cause(name, said, place, without, with_it)

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

    def _needed(self, number: int) -> frozenset[int]:
        """The differences that one cannot be without, and those that they cannot be without."""
        found: set[int] = set()
        waiting = list(self._needs(number))
        while waiting:
            n = waiting.pop()
            if n not in found and n != number:
                found.add(n)
                waiting += self._needs(n)
        return frozenset(found)

    def _needs(self, number: int) -> Iterator[int]:
        difference = self.comparison.differences[number]
        if difference.b is not None:
            # What it names has to be there.
            added = self._numbers_of_added
            yield from (added[ref] for ref in _references(difference.kind, difference.b) if ref in added)
        else:
            # What names it has to have let go of it.
            yield from self._numbers_of_naming[difference.kind, getattr(difference.a, "id", "")]

    @cached_property
    def _numbers_of_added(self) -> dict[tuple[str, str], int]:
        return {
            (d.kind, getattr(d.b, "id", "")): n
            for n, d in enumerate(self.comparison.differences)
            if d.a is None
        }

    @cached_property
    def _numbers_of_naming(self) -> Mapping[tuple[str, str], list[int]]:
        """By what they name, the differences in records that name it in the old version."""
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for n, difference in enumerate(self.comparison.differences):
            if difference.a is not None:
                for named in _references(difference.kind, difference.a):
                    found[named].append(n)
        return found

    def _article(self, numbers: frozenset[int]) -> Article | str:
        """The old article with some of the differences; what is wrong with it, where gold may not be so."""
        if numbers not in self._made:
            made = self._mix([self.comparison.differences[n] for n in sorted(numbers)])
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
