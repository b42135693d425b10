"""Put a run's table between the markers of a file: ``update_readme.py README.md RUN [RUN…]``.

The tables of README.md and the docs are written by this script from run folders, never by hand.
"""

import sys
from pathlib import Path

from pages import put

from onrecord.reports.table import markdown_table
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import load_scores


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} FILE RUN [RUN…]")
    table = markdown_table([load_scores(RunFolder(Path(run))) for run in sys.argv[2:]])
    put(Path(sys.argv[1]), "table", table)


if __name__ == "__main__":
    main()
