"""The scored answers of several runs, one article at a time."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from onrecord.errors import RunError
from onrecord.reports.page_items import Item as Line
from onrecord.runs.folder import ITEMS, RunFolder


def in_step(folders: Sequence[RunFolder], articles: Sequence[str]) -> Iterator[list[list[Line]]]:
    """For each article, each run's lines of ``items.jsonl`` about it; an unfinished run may have none.

    Holds one article's lines at a time. Raises RunError for a file whose lines are not in the order of the
    articles.
    """
    streams = [_Stream(folder) for folder in folders]
    for article in articles:
        yield [stream.of(article) for stream in streams]
    for stream in streams:
        stream.check_end()


_NEEDED = frozenset(["id", "task", "article", "item", "inputs", "text", "invalid", "details"])


def _article_of(line: Line) -> str:
    """Whom a line is about. Raises KeyError for a line that lacks anything."""
    if lacking := _NEEDED - line.keys():
        raise KeyError(min(lacking))
    return str(line["article"])


class _Stream:
    """One run's lines, and the article that comes next."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._groups = groupby(folder.read_items(), key=_article_of)
        self._next = self._pull()

    def of(self, article: str) -> list[Line]:
        if self._next is None or self._next[0] != article:
            return []
        lines = self._next[1]
        self._next = self._pull()
        return lines

    def check_end(self) -> None:
        if self._next is not None:
            raise RunError(
                f"{self._folder.path / ITEMS}: {self._next[0]} stands out of order; "
                f"‘onrecord score {self._folder.path}’ makes it anew"
            )

    def _pull(self) -> tuple[str, list[Line]] | None:
        try:
            found = next(self._groups, None)
            return None if found is None else (found[0], list(found[1]))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError):
            raise RunError(
                f"{self._folder.path / ITEMS}: not the lines of scored answers; "
                f"‘onrecord score {self._folder.path}’ makes it anew"
            ) from None
