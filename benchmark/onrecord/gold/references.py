"""How records name each other, in the fields that they have on disk."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Fields = dict[str, Any]

REFERENCES: Mapping[str, Mapping[str, str]] = {
    "mention": {"of": "speaker"},
    "quote": {
        "speaker": "speaker",
        "via": "mention",
        "for": "speaker",
        "parent": "quote",
        "relayed_by": "speaker",
    },
    "fact": {"speaker": "speaker"},
    "summary": {"tells": "fact"},
}
"""The fields of each kind that name other records by their ids, and the kind they name."""


def references(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind and the id of each record that a record names."""
    for field, wanted in REFERENCES.get(str(fields.get("kind")), {}).items():
        value = fields.get(field)
        for name in value if isinstance(value, list | tuple) else (value,):
            if isinstance(name, str):
                yield wanted, name


def with_references(fields: Mapping[str, Any], change: Callable[[str, str], str]) -> Fields:
    """The fields with each reference changed, by its kind and id; "" takes it out of its list.

    Equal ones become one, and a list of one where a single id may stand becomes that id.
    """
    changed = dict(fields)
    for field, wanted in REFERENCES.get(str(fields.get("kind")), {}).items():
        value = fields.get(field)
        if isinstance(value, str):
            changed[field] = change(wanted, value)
        elif isinstance(value, list | tuple):
            names = [change(wanted, str(name)) for name in value]
            changed[field] = list(dict.fromkeys(name for name in names if name))
            if field in ("of", "speaker") and len(changed[field]) == 1:
                changed[field] = changed[field][0]
    return changed
