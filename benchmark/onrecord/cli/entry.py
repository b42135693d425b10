"""Where the command starts: what is asked most, its help, is shown without importing what it is about."""

import sys


def main() -> None:
    """Run the command. ``help.txt`` is its help as it renders it (a test compares them)."""
    if sys.argv[1:] in (["--help"], ["-h"]):
        with open(__file__.removesuffix("entry.py") + "help.txt", encoding="utf-8") as text:  # noqa: PTH123
            sys.stdout.write(text.read())
        return
    from onrecord.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
