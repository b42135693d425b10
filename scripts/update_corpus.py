"""Write what gold holds into docs/corpus.md, and how far its passes agree into docs/agreement.md.

Both are what ``onrecord gold stats`` and ``gold agree`` print; a test compares them.
"""

import re
import subprocess
import sys
from pathlib import Path

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_MADE = re.compile(r"(<!-- made -->\n).*?(<!-- /made -->)", re.DOTALL)
_COMMANDS = {"corpus.md": ["stats"], "agreement.md": ["agree", "--slices"]}


def main() -> None:
    for page, command in _COMMANDS.items():
        whole = [sys.executable, "-m", "onrecord.cli.main", "gold", *command, "--format", "markdown"]
        made = subprocess.run(whole, check=True, capture_output=True, text=True).stdout.strip()
        path = _DOCS / page
        text = path.read_text(encoding="utf-8")
        if not _MADE.search(text):
            sys.exit(f"{path}: no place for it (<!-- made --> … <!-- /made -->)")
        first, rest = re.split(r"(?<=<!-- made -->\n)", text, maxsplit=1)
        path.write_text(f"{first}{made}\n{rest[rest.index('<!-- /made -->') :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
