"""The README of an export: how to run it, what it was made of, and who may see it."""

from collections.abc import Sequence

from onrecord.exchange.exported import Export
from onrecord.exchange.harness_files import COMMANDS
from onrecord.gold.canary import CANARY
from onrecord.gold.records import Meta
from onrecord.reports.html_text import count

_TEXT = """# OnRecord, for {harness}

    pip install onrecord {harness}
    {command}
    onrecord import logs

{about}. Made by OnRecord {version}. The files here call `onrecord`, which reads and scores the answers, so \
the same version of each task has to be installed; gold is read from {gold}.

The figures are OnRecord's: statistics of each article, then the mean over articles or the ratio of their \
sums, never a mean over answers. `onrecord import` makes a run of the logs, with all metrics, intervals and \
the page.

{restricted}
{canary}"""


def readme(
    harness: str, export: Export, requests: int, left_out: Sequence[str], metas: Sequence[Meta]
) -> str:
    """The text, about the articles whose ``meta.json`` are given."""
    restricted = [meta.id for meta in metas if not meta.redistributable]
    if restricted:
        told = (
            "**These articles may not be redistributed, and were asked for: keep this folder to yourself** "
            f"({', '.join(restricted)})."
        )
    elif left_out:
        told = f"Left out, as they may not be redistributed: {count(len(left_out), 'article')}."
    else:
        told = "All of these articles may be redistributed."
    composed = any(meta.origin == "composed" for meta in metas)
    tasks = ", ".join(export.tasks.values())
    return _TEXT.format(
        harness=harness,
        command=COMMANDS[harness],
        about=f"{count(requests, 'request')} about {count(len(metas), 'article')}: {tasks}",
        version=export.onrecord,
        gold=f"`{export.plan.to_json()['gold']}`" if export.plan.gold else "that package or checkout",
        restricted=told,
        canary=(
            "\nComposed articles carry a canary: keep it, and keep this folder out of training data.\n\n"
            f"    {CANARY}\n"
            if composed
            else ""
        ),
    )
