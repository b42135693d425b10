"""``onrecord validate``: how far metrics of summaries, or a judge, agree with people."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.progress import counted
from onrecord.cli.runs import Format, print_grid
from onrecord.validity.people.halves import Half


def validate(
    data: Annotated[Path, typer.Option(help="A folder of what people said.", metavar="DIR")],
    metrics: Annotated[
        list[str] | None,
        typer.Argument(help="Metrics by name, or module:function of your own.", metavar="METRIC"),
    ] = None,
    layout: Annotated[
        str, typer.Option(help="onrecord, realsumm, summeval, frank, qags or gold; known by its files.")
    ] = "",
    half: Annotated[
        Half, typer.Option(help="Report half, the half to tune a metric on, or all.")
    ] = Half.report,
    judge: Annotated[
        str, typer.Option(help="A model as a judge of units, asked one by one.", metavar="MODEL")
    ] = "",
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """Hold metrics of summaries, or a judge, against what people said.

    Metrics that are there: facts, facts-minilm, needs, content-words, minilm, rouge-1, rouge-2, rouge-lsum,
    chrf. One of your own is imported, which runs its code.

    Examples:

      onrecord validate facts content-words rouge-2 --data realsumm

      onrecord validate my_metrics:overlap --data judged --half tune

      onrecord validate --judge hf:models/smollm2-135m-instruct --data realsumm
    """
    from onrecord.errors import OnRecordError
    from onrecord.models.registry import make_model
    from onrecord.validity.people.agreement import agreements
    from onrecord.validity.people.judge import judge_metric
    from onrecord.validity.people.layouts.registry import read_judgements
    from onrecord.validity.people.metrics import make_metric
    from onrecord.validity.people.report import as_grid, as_json

    if not metrics and not judge:
        raise OnRecordError("name a metric (facts, rouge-2, module:function), or a judge by --judge")
    judgements = read_judgements(data, layout)
    texts = [document.text for document in judgements.documents.values() if document.text]
    asking = partial(counted, doing="asking")
    chosen = [make_metric(name, texts) for name in dict.fromkeys(metrics or ())]
    if judge:
        chosen.append(judge_metric(make_model(judge), asking))
    found = agreements(judgements, chosen, half, asking)
    if format is Format.json:
        typer.echo(as_json(found, data.name, half))
        return
    print_grid(as_grid(found, data.name, half), format)
