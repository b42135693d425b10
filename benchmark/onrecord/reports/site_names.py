"""Names in a report of several runs: models' letters, files, anchors. All are safe in HTML, CSS and paths."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reports.html_text import anchor

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the report: its letter, which is a class and stands for it in tables, and its name."""

    letter: str
    name: str


def models_of(names: Sequence[str]) -> list[Model]:
    return [Model(letters(n), name) for n, name in enumerate(names)]


def letters(n: int) -> str:
    """0 is A, 25 is Z, 26 is AA, as columns of a sheet are named."""
    found = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def safe(id: str) -> str:
    """An id as a file name and a part of an anchor: itself where it is one of ours, else its safe letters
    with a hash, so that two ids never share a name."""
    if _PLAIN.fullmatch(id):
        return id
    return f"{anchor(id)[:60]}-{hashlib.sha256(id.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def article_file(id: str) -> str:
    """An article's page, from the report's folder."""
    return f"articles/{safe(id)}.html"


def slice_file(task: str, dimension: str) -> str:
    """The page of one task's slices by a dimension ("form"), from the report's folder."""
    return f"slices/{safe(task)}-{anchor(dimension)}.html"


def outcome_anchor(task: str, part: str) -> str:
    """``quotes-q3``: the same in every report of the same gold."""
    return f"{safe(task)}-{safe(part)}"


def slice_anchor(name: str) -> str:
    """``slice.form-direct`` of ``form=direct``. No task's name has a dot, so no outcome is called so."""
    return f"slice.{anchor(name)}"
