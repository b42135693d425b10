"""What ``gate`` and ``bless`` share: their options, the configured baseline, and a run's results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.progress import progress_bar

if TYPE_CHECKING:
    from onrecord.compare.config import GateConfig
    from onrecord.compare.result import Result

Config = Annotated[
    Path | None, typer.Option("--config", help="onrecord.toml or pyproject.toml by default.", metavar="FILE")
]
Run = Annotated[
    Path | None,
    typer.Argument(help="A run folder; without it the configured model is asked.", metavar="RUN"),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="The run folder of the model that is asked, resumed; a new one without it.", metavar="DIR"
    ),
]


def blessed(rules: "GateConfig") -> "Result":
    """The configured baseline. Raises OnRecordError where there is none yet."""
    from onrecord.compare.sources import read_file
    from onrecord.errors import OnRecordError

    if not rules.baseline_file.exists():
        raise OnRecordError(
            f"{rules.baseline_file}: no baseline yet in this folder; ‘onrecord bless --reason …’ makes a run "
            "the baseline"
        )
    return read_file(rules.baseline_file)


def result_of_run(
    run: Path | None,
    rules: "GateConfig",
    out: Path | None,
    quiet: bool,
    baseline: "Result | None" = None,
) -> "Result":
    """The results of a run folder, or of the configured model, asked now if it can be held to a baseline."""
    from onrecord import api
    from onrecord.compare.comparable import check_asks
    from onrecord.compare.result import result_of, still_to_ask
    from onrecord.errors import IncompleteError, OnRecordError
    from onrecord.models.registry import make_model
    from onrecord.runs.folder import RunFolder

    if run is not None:
        return result_of(RunFolder(run), str(run))
    if not rules.model:
        raise OnRecordError("no model is configured: name a run folder, or a model in onrecord.toml")
    made = make_model(rules.model, rules.model_options)
    if baseline is not None:
        check_asks(still_to_ask(rules.plan, made), baseline)
    folder = RunFolder(out or api.fresh_folder(made))
    try:
        with progress_bar(not quiet) as progress:
            scores, outcome = api.run(rules.plan, made, folder, progress)
    except KeyboardInterrupt:
        raise IncompleteError(f"stopped; --out {folder.path} goes on with what was answered") from None
    if not scores.is_complete:
        why = f" (first error: {outcome.first_error})" if outcome.first_error else ""
        raise IncompleteError(
            f"{scores.missing} of {scores.questions} questions have no answer{why}; with --out {folder.path} "
            "only the rest is asked"
        )
    return result_of(folder, str(folder.path))
