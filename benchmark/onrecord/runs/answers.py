"""Finds the answers of one article in a run's log, without holding the log in memory."""

from array import array
from collections.abc import Iterator

from onrecord.models.base import Response
from onrecord.runs.folder import RunFolder

Asked = tuple[str, str]
"""A question as it was asked: its id and its cache key."""


class Answers:
    """Where each article's lines stand in the log: a few bytes an article, since they mostly stand together.

    What is appended later is not seen. Raises RunError on a broken line, naming it.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._stretches: dict[str, array[int]] = {}
        for id, start, end in folder.scan_responses():
            stretches = self._stretches.setdefault(id.split("/")[1], array("q"))
            if stretches and stretches[-1] == start:
                stretches[-1] = end
            else:
                stretches.extend((start, end))

    def __bool__(self) -> bool:
        """Whether the log has any line."""
        return bool(self._stretches)

    def of(self, article: str) -> dict[Asked, Response]:
        """The finished answers about an article; of several to one question, the last."""
        return {(id, key): response for id, key, response in self._read(article) if not response.error}

    def _read(self, article: str) -> Iterator[tuple[str, str, Response]]:
        places = self._stretches.get(article, array("q"))
        return self._folder.read_stretches(zip(places[::2], places[1::2], strict=True))
