"""Write what gold holds into docs/corpus.md, and how far its passes agree into docs/agreement.md.

Both are what ``onrecord gold stats`` and ``gold agree`` print; a test compares them.
"""

import subprocess
import sys
from pathlib import Path

from pages import put

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_COMMANDS = {"corpus.md": ["stats"], "agreement.md": ["agree", "--slices"]}


def main() -> None:
    for page, command in _COMMANDS.items():
        whole = [sys.executable, "-m", "onrecord.cli.main", "gold", *command, "--format", "markdown"]
        made = subprocess.run(whole, check=True, capture_output=True, text=True).stdout.strip()
        put(_DOCS / page, "made", f"{made}\n")


if __name__ == "__main__":
    main()
