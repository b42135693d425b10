"""Compares two annotations of one text, record by record."""

from functools import cached_property

from onrecord.gold.alignment import align
from onrecord.workbench.diff.changes import changes, gist
from onrecord.workbench.diff.differences import (
    COMPARED,
    Aligned,
    Change,
    Difference,
    Item,
    names_of,
    place_of,
)
from onrecord.workbench.diff.sides import Side

_NAMED = ("speaker", "mention", "quote", "fact")


class Comparison:
    """Two annotations of one text, aligned; what differs is in ``differences``, by kind and place."""

    def __init__(self, a: Side, b: Side) -> None:
        self.a = a
        self.b = b
        self.alignment = align(a.article, b.article)
        self.names_a = names_of(a.article)
        self.names_b = names_of(b.article)
        same = {kind: {x.id: y.id for x, y in getattr(self.alignment, kind).both} for kind in _NAMED}
        self._aligned = Aligned(a.article, b.article, same)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that the two give differently, in the order of the kinds and of the text."""
        found: list[Difference] = []
        for kind in COMPARED:
            pairs = getattr(self.alignment, kind)
            here = [
                self._difference(kind, x, y, said)
                for x, y in pairs.both
                if (said := changes(self._aligned, kind, x, y))
            ]
            here += [self._difference(kind, x, None) for x in pairs.only_a]
            here += [self._difference(kind, None, y) for y in pairs.only_b]
            found += sorted(here, key=lambda d: (d.place, d.a is None))
        return tuple(found)

    @cached_property
    def agreed(self) -> tuple[tuple[str, Item, Item], ...]:
        """The kind and both records of what the two give alike."""
        differing = {id(d.a) for d in self.differences if d.a is not None}
        return tuple(
            (kind, x, y)
            for kind in COMPARED
            for x, y in getattr(self.alignment, kind).both
            if id(x) not in differing
        )

    def _difference(
        self, kind: str, x: Item | None, y: Item | None, said: tuple[Change, ...] = ()
    ) -> Difference:
        assert x is not None or y is not None
        spots = [place_of(s.article, i) for s, i in ((self.a, x), (self.b, y)) if i is not None]
        return Difference(
            kind,
            x,
            y,
            self.names_a[id(x)] if x is not None else "",
            self.names_b[id(y)] if y is not None else "",
            min(spots),
            said,
            "" if said else gist(*((self.a.article, x) if x is not None else (self.b.article, y))),
        )
