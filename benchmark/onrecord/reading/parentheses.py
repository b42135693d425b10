"""Reads dashes round a parenthesis as the commas that they stand for: "Roe – once a pilot – says"."""

from collections.abc import Sequence

from onrecord.reading.items import Item

_OPENERS = frozenset("who whose which where a an the his her its their once head".split())
_LONGEST = 16


def with_commas(found: Sequence[Item]) -> list[Item]:
    """The items of a sentence, with a comma for each dash of a pair round a parenthesis.

    It begins as one does that says who or what somebody is, and its sentence goes on in lower case.
    """
    items = list(found)
    for opening in range(1, len(items) - 1):
        if items[opening].form == "—" and (closing := _closing(items, opening)):
            for at in (opening, closing):
                items[at] = items[at]._replace(form=",")
    return items


def _closing(found: Sequence[Item], opening: int) -> int:
    """Where the dash stands that closes the parenthesis after a word, or 0."""
    if found[opening - 1].kind != "word" or found[opening + 1].form not in _OPENERS:
        return 0
    for at in range(opening + 2, min(opening + _LONGEST, len(found) - 1)):
        if found[at].form == "—":
            after = found[at + 1]
            return at if after.kind == "word" and not after.is_capital else 0
        if found[at].kind == "marked":
            return 0
    return 0
