"""Findings for programs: JSON, and the annotations that GitHub shows beside a diff."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.gold.rules.rule import AnyRule, Finding, Place
from onrecord.reports.workflow import command

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes; new fields may come at any time."""


def as_json(
    findings: Sequence[Finding], rules: Mapping[str, AnyRule], articles: int, fixed: Sequence[str] = ()
) -> str:
    """All findings as one JSON object; ``docs/workbench.md`` tells its fields."""
    levels = [f.level for f in findings]
    fields = {
        "schema": SCHEMA,
        "articles": articles,
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "fixed": list(fixed),
        "findings": [_fields(f, rules[f.rule]) for f in findings],
    }
    return json.dumps(fields, ensure_ascii=False, indent=1)


def _fields(finding: Finding, rule: AnyRule) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "level": finding.level,
        "file": finding.path,
        "line": finding.line or None,
        "message": finding.message,
        "why": rule.why,
        "section": finding.section,
        "place": place
        and {
            "file": place.path,
            "line": place.line,
            "column": place.column,
            "end_column": place.end_column,
            "words": _words(place),
        },
    }


def _words(place: Place) -> str:
    begin = place.column - place.excerpt_column
    return place.excerpt[begin : place.end_column - place.excerpt_column]


def as_annotation(finding: Finding, rule: AnyRule) -> str:
    """One workflow command of GitHub Actions."""
    place = finding.place
    is_here = place is not None and (place.path, place.line) == (finding.path, finding.line)
    properties = {"file": _relative(finding.path), "line": str(finding.line or 1)}
    if place and is_here:
        # GitHub counts the columns of one line, the last one in.
        properties |= {"col": str(place.column), "endColumn": str(max(place.column, place.end_column - 1))}
    properties["title"] = f"{finding.rule} (guideline {finding.section})"
    told = finding.message
    if place and not is_here:
        told += f"\n{Path(place.path).name}:{place.line}:{place.column}: {_words(place)[:200]}"
    return command(finding.level, properties, f"{told}\n{rule.why}")


def _relative(path: str) -> str:
    """A path as the repository has it, where it lies in one."""
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    try:
        return Path(path).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path
