"""What changed in an article's gold, cut into causes that can each be tried alone."""

from dataclasses import dataclass

from onrecord.gold.article import Article
from onrecord.workbench.diff.differences import Difference
from onrecord.workbench.impact.mixture import Mixture


@dataclass(frozen=True, eq=False)
class Cause:
    """A change to gold, and the article without and with it; None where there is no such article.

    ``says`` is the change in words (of several records where none can change without the others), ``place``
    the file and line where it stands now, or stood. ``problem`` says why it was not tried; then there are
    no articles.
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
    mixture = Mixture(old, new)
    found = mixture.differences
    if not found:
        return [Cause(name, "only ids, the order of records or marks", new.path, old, new)]
    if len(found) == 1:
        return [Cause(name, _says(found[0]), _place(found[0], old, new), old, new)]
    return _Trials(name, mixture).all(most)


def _says(difference: Difference) -> str:
    if difference.changes:
        return f"{difference.title}: {difference.said()}"
    gist = f" ({difference.gist})" if difference.gist else ""
    return f"{difference.title}: {'removed' if difference.b is None else 'added'}{gist}"


def _place(difference: Difference, old: Article, new: Article) -> str:
    article, item = (new, difference.b) if difference.b is not None else (old, difference.a)
    assert item is not None
    return f"{article.path}:{item.line}"


class _Trials:
    """The causes of what differs between two annotations of one text."""

    def __init__(self, name: str, mixture: Mixture) -> None:
        self._name, self._mixture = name, mixture

    def all(self, most: int) -> list[Cause]:
        """A cause a difference; one for several where gold may not be so with some of them alone."""
        count = len(self._mixture.differences)
        singles = {n: self._try(frozenset([n])) for n in range(min(most, count))}
        found: dict[frozenset[int], Cause] = {}
        for group in self._mixture.groups([n for n, cause in singles.items() if cause.problem]):
            found[group] = self._try(group)
        grouped = frozenset[int]().union(*found)
        found |= {frozenset([n]): cause for n, cause in singles.items() if n not in grouped}
        for n in range(most, count):
            if n not in grouped:
                said, place = self._described(frozenset([n]))
                problem = f"{most} others of this article were tried"
                found[frozenset([n])] = Cause(self._name, said, place, problem=problem)
        return [cause for _, cause in sorted(found.items(), key=lambda item: min(item[0]))]

    def _try(self, numbers: frozenset[int]) -> Cause:
        """Some differences as one cause."""
        said, place = self._described(numbers)
        needed = self._mixture.needed(numbers)
        with_it, without = self._mixture.article(needed | numbers), self._mixture.article(needed)
        if isinstance(with_it, str):
            return Cause(self._name, said, place, problem=with_it)
        if isinstance(without, str):
            return Cause(self._name, said, place, problem=without)
        return Cause(self._name, said, place, without, with_it)

    def _described(self, numbers: frozenset[int]) -> tuple[str, str]:
        chosen = [self._mixture.differences[n] for n in sorted(numbers)]
        place = _place(chosen[0], self._mixture.old, self._mixture.new)
        return ", together with ".join(map(_says, chosen)), place
