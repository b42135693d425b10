"""A run that takes its time, for tests that kill it: ``slow_run.py OUT GOLD ASKED SECONDS``.

Writes each question's id to the file ASKED before it is answered.
"""

import sys
import time
from pathlib import Path

from onrecord.api import run
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan

TASKS = ("quotes", "attribution", "speakers")


class Slow:
    name = "slow"
    fingerprint = "slow 1"
    takes_schema = False

    def __init__(self, asked: Path, seconds: float) -> None:
        self.asked = asked
        self.seconds = seconds

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def generate(self, requests):
        for request in requests:
            with self.asked.open("a") as file:
                file.write(request.id + "\n")
            time.sleep(self.seconds)
            yield request.id, Response(text=rules(request) or "")


def main() -> None:
    out, gold, asked, seconds = sys.argv[1:]
    run(Plan(TASKS, gold), Slow(Path(asked), float(seconds)), RunFolder(Path(out)))


if __name__ == "__main__":
    main()
