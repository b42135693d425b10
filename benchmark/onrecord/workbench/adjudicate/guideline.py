"""The guideline's sections, shown while deciding; from the checkout, where there is one."""

import re
from functools import cache
from pathlib import Path

import onrecord

_GUIDELINE = Path(onrecord.__file__).parents[2] / "docs" / "guideline.md"


@cache
def section(number: str) -> tuple[str, str]:
    """The title and text of a section, by its number (``§4.4``); both empty where no guideline is here."""
    wanted = number.removeprefix("§")
    if not _GUIDELINE.is_file():
        return "", ""
    text = _GUIDELINE.read_text(encoding="utf-8")
    if "." not in wanted:
        found = re.search(rf"^## {re.escape(wanted)} (.+)\n\n([\s\S]*?)(?=^## |\Z)", text, re.MULTILINE)
        return (found[1], found[2].strip()) if found else ("", "")
    found = re.search(
        rf"^\*\*{re.escape(wanted)} ([^*]+?)\.?\*\*([\s\S]*?)(?=^\*\*\d+\.\d+ |^## |\Z)", text, re.MULTILINE
    )
    return (found[1], f"{found[1]}.{found[2]}".strip()) if found else ("", "")
