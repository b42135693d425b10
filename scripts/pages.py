"""Puts what a script made between the markers of a page that people write around them."""

import re
import sys
from pathlib import Path


def put(page: Path, name: str, made: str) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->``; exits where these are missing."""
    text = page.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marked.search(text):
        sys.exit(f"{page}: no place for it (<!-- {name} --> … <!-- /{name} -->)")
    page.write_text(marked.sub(lambda m: f"{m[1]}{made}{m[2]}", text), encoding="utf-8")
