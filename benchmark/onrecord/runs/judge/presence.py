"""A judge's answers about any units and summaries, for measuring how far it can be trusted."""

from collections.abc import Iterable

from onrecord.errors import IncompleteError
from onrecord.models.base import Model
from onrecord.runs.judge.questions import presence_request, questions
from onrecord.runs.judge.verdicts import read_label


def judge_presence(model: Model, pairs: Iterable[tuple[str, str]]) -> list[float | None]:
    """Whether each summary tells its unit, in the model's judgement, by the prompt ``presence``.

    ``pairs`` are (unit, summary). 1 is present, 0 absent; None is an answer that could not be read. Pairs
    of one summary are asked one after the other, wherever they stand. Raises IncompleteError where the
    model has no answer at all to one of them.
    """
    listed = list(pairs)
    if not listed:
        return []
    question = questions()["presence"]
    numbers: dict[str, list[int]] = {}
    for n, (_, summary) in enumerate(listed):
        numbers.setdefault(summary, []).append(n)
    requests = (
        presence_request(question, f"presence/pairs/{n}/0/0", summary, {"statement": listed[n][0]})
        for summary, together in numbers.items()
        for n in together
    )
    found: dict[int, float | None] = {}
    with model:
        for id, response in model.generate(requests):
            if response.error:
                raise IncompleteError(f"{model.name} gave no answer to {id}: {response.error}")
            label = read_label("presence", response)
            found[int(id.split("/")[2])] = None if label is None else float(label == "present")
    if len(found) < len(listed):
        raise IncompleteError(f"{model.name} answered {len(found)} of {len(listed)} questions")
    return [found[n] for n in range(len(listed))]
