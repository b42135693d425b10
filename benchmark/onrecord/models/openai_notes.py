"""What became of a request's settings: said in the answer's provenance, and once on standard error."""

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.models.base import Response
from onrecord.models.openai_request import withheld
from onrecord.models.openai_schema import LADDER, asked_schema, keeps, may_become_json, rung
from onrecord.tasks.request import Request

_WORDS = {
    "schema ignored": "answers that do not keep to the schema, though the server took it",
    "schema refused": "answers without a schema, as the server refuses them",
    "limits refused": "answers to a schema without its limits on lengths, which the server refuses",
    "temperature refused": "answers without the temperature, which the server refuses",
    "seed refused": "answers without the seed, which the server refuses",
    "stop refused": "answers cut at stop strings here, as the server refuses them",
    "system refused": "answers with the system prompt in the user's words, as the server refuses the role",
    "prompt cut": "prompts of fewer tokens than words: the server cuts them silently (raise its context "
    "length), or counts only what it had not cached",
}


def what_became(request: Request, refused: frozenset[str], response: Response) -> dict[str, Any]:
    """For an answer's provenance: ``schema``, ``limits``, ``refused`` and ``prompt``, each where it applies.

    ``schema`` is ``kept``, ``ignored`` or ``refused``; without it, the request had none, or the answer was
    cut before it could tell.
    """
    found: dict[str, Any] = {}
    if request.schema and response.finish_reason in ("stop", "length"):
        step = rung(refused)
        if step not in LADDER[:2]:
            found["schema"] = "refused"
        elif response.finish_reason == "length":
            found |= {} if may_become_json(response.text) else {"schema": "ignored"}
        else:
            found["schema"] = "kept" if keeps(response.text, asked_schema(request, step)) else "ignored"
        if step == LADDER[1] and asked_schema(request, step) != asked_schema(request, LADDER[0]):
            found["limits"] = "refused"
    if names := withheld(request, refused):
        found["refused"] = names
    # A word is a token at least.
    if 0 < response.usage.get("prompt", 0) < len(request.user_message.split()):
        found["prompt"] = "cut"
    return found


class Notes:
    """Counts what a user should know, and tells each thing once."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def add(self, id: str, found: Mapping[str, Any]) -> None:
        """Count one answer's ``what_became``."""
        named = [f"{name} {value}" for name, value in found.items() if isinstance(value, str)]
        for what in [*named, *(f"{name} refused" for name in found.get("refused", ()))]:
            if what in _WORDS:
                self._counts[what] = self._counts.get(what, 0) + 1
                self._first.setdefault(what, id)

    def told(self) -> Iterator[str]:
        """A line for each thing since the last call."""
        counts, self._counts = self._counts, {}
        for what, count in counts.items():
            yield f"{_WORDS[what]}: {count} (first: {self._first[what]})"
