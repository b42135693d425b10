"""``onrecord gate``: whether a run may pass."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.compare import print_with_items
from onrecord.cli.gated import Config, Out, Run, blessed, result_of_run
from onrecord.cli.runs import Format, until_read

if TYPE_CHECKING:
    from onrecord.compare.config import GateConfig
    from onrecord.compare.gate import Verdict


def gate(
    run: Run = None,
    config: Config = None,
    baseline: Annotated[
        str, typer.Option(help="A result file or REVISION:FILE, instead of the configured one.")
    ] = "",
    out: Out = None,
    flips: Annotated[int, typer.Option(help="Show so many items that broke; -1 for all.")] = 20,
    format: Annotated[Format, typer.Option(help="How to write the verdict.")] = Format.terminal,
    junit: Annotated[
        Path | None, typer.Option(help="Also write JUnit XML, a test case an item.", metavar="FILE")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page.", metavar="FILE")] = None,
    items: Annotated[
        bool, typer.Option("--items", help="List the items that must_pass can name, and stop.")
    ] = False,
    example: Annotated[
        bool, typer.Option("--example", help="Show a configuration with comments, and stop.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Hold a run against its baseline: does it pass?

    Exit code 1 where it got worse. What is asked, and what is let pass, stands in onrecord.toml or
    pyproject.toml. In a GitHub workflow the verdict also goes into the job's summary.

    Examples:

      onrecord gate --example > onrecord.toml

      onrecord gate

      onrecord gate runs/mine --junit onrecord.xml
    """
    from onrecord.compare import config as configuration
    from onrecord.compare.gate import judge
    from onrecord.compare.sources import read_result
    from onrecord.errors import OnRecordError

    if example:
        typer.echo(configuration.EXAMPLE.read_text(encoding="utf-8"), nl=False)
        return
    rules = configuration.read_config(config)
    if items:
        _list_items(run, rules)
        return
    try:
        if run is None:
            _check_plan(rules)
        held_against = read_result(baseline) if baseline else blessed(rules)
        result = result_of_run(run, rules, out, quiet, held_against)
        verdict = judge(result, held_against, rules)
    except OnRecordError as error:
        _tell(error, junit)
        raise
    with until_read():
        _print(verdict, format, flips)
    _write(verdict, rules, junit, html)
    if not verdict.passed:
        raise typer.Exit(1)


def _list_items(run: Path | None, rules: "GateConfig") -> None:
    """All items' ids; of a run, with how each came out. Nothing is asked."""
    from onrecord.compare.items import item_ids
    from onrecord.compare.result import result_of
    from onrecord.runs.folder import RunFolder

    if run is None:
        found = [(id, "") for id in item_ids(rules.plan)]
    else:
        items = result_of(RunFolder(run)).items
        found = [(id, "  right" if item.is_right else "  wrong") for id, item in items.items()]
    for id, came_out in found:
        typer.echo(f"{id}{came_out}")


def _check_plan(rules: "GateConfig") -> None:
    """Raise OnRecordError for what is wrong with the configuration by itself, before anything is asked."""
    from onrecord.compare.gate import check_config
    from onrecord.compare.items import item_ids
    from onrecord.errors import IncompleteError

    plan = rules.plan
    tasks = {task.name: task for task in plan.tasks}
    if not plan.asks:
        raise IncompleteError("nothing to ask: the tasks find nothing in these articles")
    check_config(rules, tasks, list(item_ids(plan)) if rules.must_pass else ())


def _tell(error: Exception, junit: Path | None) -> None:
    """Where there is no verdict, CI is told why."""
    from onrecord.compare.files import write_whole
    from onrecord.compare.github import tell
    from onrecord.compare.junit import error_xml
    from onrecord.errors import OnRecordError

    for line in tell(str(error)):
        typer.echo(line, err=True)
    if junit:
        try:
            write_whole(junit, error_xml(str(error)))
        except OnRecordError as fault:
            typer.echo(f"onrecord: {fault}", err=True)


def _write(verdict: "Verdict", rules: "GateConfig", junit: Path | None, html: Path | None) -> None:
    """Everything beside the terminal: GitHub's summary, the history, JUnit, the page.

    What cannot be written is said, and keeps nothing else from being written. Raises the first such error
    where the verdict is a pass: a failing build stays one for its own reason.
    """
    from onrecord.compare.files import write_whole
    from onrecord.compare.github import annotations, write_summary
    from onrecord.compare.history import append_entry, entry_of, read_history
    from onrecord.compare.junit import junit_xml
    from onrecord.compare.page import verdict_page
    from onrecord.errors import OnRecordError

    write_summary(verdict)
    for line in annotations(verdict):
        typer.echo(line, err=True)
    history = Path(rules.history) if rules.history else None

    def append() -> None:
        if history:
            append_entry(
                history, entry_of(verdict.comparison.after, "passed" if verdict.passed else "failed")
            )

    def write_junit() -> None:
        if junit:
            write_whole(junit, junit_xml(verdict))

    def write_page() -> None:
        if html:
            write_whole(html, verdict_page(verdict, read_history(history) if history else ()))

    faults = []
    for write in (append, write_junit, write_page):
        try:
            write()
        except OnRecordError as error:
            faults.append(error)
    for fault in faults if not verdict.passed else faults[1:]:
        typer.echo(f"onrecord: {fault}", err=True)
    if faults and verdict.passed:
        raise faults[0]


def _print(verdict: "Verdict", format: Format, flips: int) -> None:
    from onrecord.compare import show

    if format is Format.json:
        typer.echo(show.as_json(show.verdict_json(verdict)))
    else:
        print_with_items(show.verdict_grid(verdict), format, flips)
