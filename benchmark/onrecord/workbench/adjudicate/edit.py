"""A record rewritten while deciding: by taking fields of the other pass, or in the user's editor."""

import json
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.references import Fields
from onrecord.workbench.adjudicate.assemble import check_record, qualified, record_of
from onrecord.workbench.adjudicate.questions import Question
from onrecord.workbench.diff.comparison import Comparison


def sides_fields(comparison: Comparison, question: Question) -> dict[str, Fields]:
    """The question's record as each side (``a``, ``b``) has it, references named by their pass."""
    items = {
        "a": (comparison.a, question.difference.a),
        "b": (comparison.b, question.difference.b),
    }
    return {
        letter: qualified(record_of(side, item), side.name)
        for letter, (side, item) in items.items()
        if item is not None
    }


def mixed(comparison: Comparison, question: Question, base: str, fields: list[str]) -> Fields:
    """One side's record with some fields as the other has them.

    Raises GoldError where a side has no record, or neither has such a field.
    """
    sides = sides_fields(comparison, question)
    if len(sides) < 2:
        raise GoldError("only one pass has this record; there is nothing to mix")
    record, other = dict(sides[base]), sides["b" if base == "a" else "a"]
    for field in fields:
        if field not in record and field not in other:
            raise GoldError(
                f"no field ‘{field}’ here; there is {', '.join(dict.fromkeys([*record, *other]))}"
            )
        if field in other:
            record[field] = other[field]
        else:
            del record[field]
    return record


def written(record: Fields) -> str:
    """The record as the editor shows it."""
    return json.dumps(record, ensure_ascii=False, indent=1)


def edited(text: str) -> str:
    """The text as the user's editor ($VISUAL, else $EDITOR) leaves it.

    Raises GoldError where there is no editor, or it fails.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise GoldError("no editor is named; set EDITOR, as in: EDITOR=nano onrecord gold adjudicate …")
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        file = Path(folder, "record.json")
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(editor), str(file)], check=False)
        except OSError as error:
            raise GoldError(f"the editor ‘{editor}’ cannot be started ({error.strerror})") from None
        if done.returncode:
            raise GoldError(f"the editor ended with {done.returncode}; nothing was taken")
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GoldError(f"what the editor left cannot be read ({error})") from None


def read_edited(comparison: Comparison, text: str, kind: str) -> Fields:
    """The record of that kind that an edited text is.

    Raises GoldError where it is not JSON, no record of the kind, or one that cannot stand.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldError(f"what the editor left is not JSON ({error})") from None
    if not isinstance(found, dict) or found.get("kind") != kind:
        raise GoldError(f"what the editor left is no {kind}")
    check_record(comparison, found)
    return found
