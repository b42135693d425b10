"""Put a run's table between the markers of a file: ``update_readme.py README.md RUN [RUN…]``.

The tables of README.md and the docs are written by this script from run folders, never by hand.
"""

import re
import sys
from pathlib import Path

from onrecord.reports.table import markdown_table
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import load_scores

_MARKED = re.compile(r"(<!-- table -->\n).*?(<!-- /table -->)", re.DOTALL)


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} FILE RUN [RUN…]")
    page = Path(sys.argv[1])
    table = markdown_table([load_scores(RunFolder(Path(run))) for run in sys.argv[2:]])
    text = page.read_text(encoding="utf-8")
    if not _MARKED.search(text):
        sys.exit(f"{page}: no place for a table (<!-- table --> … <!-- /table -->)")
    page.write_text(_MARKED.sub(lambda m: f"{m[1]}{table}{m[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
