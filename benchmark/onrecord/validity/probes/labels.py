"""Probes of ``verify`` and ``check-quote``: one answer to everything, or all answers at once."""

from onrecord.models.baselines.base import as_json
from onrecord.validity.probes.probe import Probe, Question

_TASKS = ("verify", "check-quote")


def _label(label: str) -> str:
    return as_json(label=label)


def _labels(question: Question) -> list[str]:
    return list(question.task.labels)


def _all(question: Question, _: str) -> str:
    return as_json(label=_labels(question))


def _all_in_one(question: Question, _: str) -> str:
    return _label(" or ".join(_labels(question)))


def _one_by_one(question: Question, _: str) -> str:
    return "\n".join(map(_label, _labels(question)))


PROBES = (
    Probe(
        "first label",
        "the first label for all",
        "gain nothing",
        _TASKS,
        "majority",
        lambda q, _: _label(_labels(q)[0]),
    ),
    Probe(
        "last label",
        "the last label for all",
        "gain nothing",
        _TASKS,
        "majority",
        lambda q, _: _label(_labels(q)[-1]),
    ),
    Probe("all in a list", "all labels as one list", "collapse", _TASKS, "majority", _all),
    Probe("all in one", "all labels in one string", "collapse", _TASKS, "majority", _all_in_one),
    Probe("one by one", "all labels one after the other", "gain nothing", _TASKS, "majority", _one_by_one),
    Probe("empty", "no label", "collapse", _TASKS, "majority", lambda _question, _source: _label("")),
)
