"""``shout:WORD``: a model that answers everything with one word, in capitals."""

from collections.abc import Iterable, Iterator, Mapping

from onrecord.errors import ModelError
from onrecord.models.base import Response
from onrecord.tasks.request import Request


class Shout:
    takes_schema = False

    def __init__(self, word: str, mark: str) -> None:
        self.name = f"shout:{word}"
        self.fingerprint = f"shout 1.0 {word} {mark}"
        self._answer = word.upper() + mark

    def __enter__(self) -> "Shout":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            yield request.id, Response(text=self._answer)


def make(rest: str, options: Mapping[str, str]) -> Shout:
    """What OnRecord calls: ``rest`` is what follows ``shout:``, ``options`` are the model options."""
    if unknown := sorted(options.keys() - {"mark"}):
        raise ModelError(f"shout: takes no model option ‘{unknown[0]}’; there is mark")
    return Shout(rest, options.get("mark", "!"))
