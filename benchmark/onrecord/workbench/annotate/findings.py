"""What ``check`` finds in the document as it stands, each with the record and the place it is about."""

from typing import Any

from onrecord.gold.check import findings
from onrecord.gold.load import resolve
from onrecord.gold.rules.source import TEXT
from onrecord.workbench.annotate.document import Document


def page_findings(document: Document) -> dict[str, Any]:
    """The findings of the document's gold (suggestions are none), and the version that they are about.

    ``record`` is a record's place in that version, ``at`` the code points of the offending words; each is
    None where a finding has none.
    """
    state = document.state()
    found: list[dict[str, Any]] = []
    sound = []
    for number, entry in enumerate(state.entries):
        if entry.suggested:
            continue
        faults = document.places.faults(entry.record)
        found += [
            {
                "rule": "anchor",
                "level": "error",
                "section": "§1",
                "message": fault,
                "record": number,
                "at": None,
            }
            for fault in faults
        ]
        if not faults:
            # Lines count from 1; a record's line says here which record it is.
            sound.append((number + 1, entry.record))
    article = resolve(document.meta, document.text, sound, document.path)
    for finding in findings(article):
        at = None
        if finding.place and finding.place.path.endswith(TEXT):
            start = document.line_starts[finding.place.line - 1] - 1
            at = [start + finding.place.column, start + finding.place.end_column]
        found.append(
            {
                "rule": finding.rule,
                "level": finding.level,
                "section": finding.section,
                "message": finding.message,
                "record": finding.line - 1 if finding.line else None,
                "at": at,
            }
        )
    return {"version": state.version, "findings": found}
