"""``onrecord bless``: what gates hold later runs against."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.gated import Config, Out, Run, result_of_run
from onrecord.cli.runs import Format, print_grid

if TYPE_CHECKING:
    from onrecord.compare.config import GateConfig
    from onrecord.compare.result import Result


def bless(
    run: Run = None,
    reason: Annotated[
        str, typer.Option(help="Why this is what later runs are held against.", metavar="TEXT")
    ] = "",
    name: Annotated[
        str, typer.Option(help="baselines/NAME.json, instead of the configured one.", metavar="NAME")
    ] = "",
    config: Config = None,
    out: Out = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Make a run the baseline that gates hold later ones against.

    Writes baselines/NAME.json, for git to keep: the statistics of each article, and why.

    Example: onrecord bless runs/mine --reason "prompt of 12 May: fewer invented quotes"
    """
    import datetime

    from onrecord.compare.config import read_config
    from onrecord.compare.files import Blessing, write_result
    from onrecord.errors import IncompleteError, OnRecordError

    if not reason.strip():
        raise OnRecordError('a baseline is blessed with a reason: --reason "why this is right"')
    rules = read_config(config)
    if name:
        rules = _named(rules, name)
    result = result_of_run(run, rules, out, quiet)
    if result.missing:
        raise IncompleteError(
            f"{result.name}: {result.missing:,} of {result.questions:,} questions have no answer; a baseline "
            "is a finished run"
        )
    if rules.baseline_file.exists():
        _show_change(rules.baseline_file, result)
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    write_result(rules.baseline_file, result, Blessing(reason.strip(), date))
    if rules.history:
        from onrecord.compare.history import append_entry, entry_of

        append_entry(Path(rules.history), entry_of(result, "blessed"))
    typer.echo(f"{rules.baseline_file}: {result.model}, blessed. Commit it.", err=True)


def _show_change(baseline: Path, result: "Result") -> None:
    """What a blessing changes, to be seen before it is committed."""
    from onrecord.compare.comparison import compare
    from onrecord.compare.show import comparison_grid
    from onrecord.compare.sources import read_file
    from onrecord.errors import IncomparableError, RunError

    try:
        (comparison,) = compare(read_file(baseline), result)
    except (IncomparableError, RunError) as error:
        typer.echo(f"What it changes cannot be shown: {error}", err=True)
        return
    print_grid(comparison_grid(comparison), Format.terminal)


def _named(rules: "GateConfig", name: str) -> "GateConfig":
    """The configuration with another baseline, checked anew: a name with a slash would lead elsewhere."""
    from pydantic import ValidationError

    from onrecord.errors import OnRecordError

    try:
        return type(rules).model_validate({**rules.model_dump(), "baseline": name})
    except ValidationError:
        raise OnRecordError(f"--name ‘{name}’: letters, digits, dots, dashes and underscores") from None
