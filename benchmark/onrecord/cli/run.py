"""``onrecord run``: ask a model, score it, write the table and the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.progress import progress_bar
from onrecord.cli.runs import Format, judge_run, listed, make_judge, model_options, print_table

if TYPE_CHECKING:
    from onrecord.gold.twins.kinds import Kind as Twins
    from onrecord.runs.folder import RunFolder
    from onrecord.runs.plan import Plan


def run(
    model: Annotated[
        str,
        typer.Argument(
            help="baseline:…, hf:…, openai:…, predictions:…, command:… or python:…", metavar="[MODEL]"
        ),
    ] = "baseline:rules",
    tasks: Annotated[
        str,
        typer.Option(
            help="Tasks by name (brief@25: in 25 words), task files or folders, joined by commas.",
            metavar="A,B",
        ),
    ] = "",
    gold: Annotated[
        str, typer.Option(help="Another gold folder, or a corpus: polnear:PATH.", metavar="DIR")
    ] = "",
    articles: Annotated[str, typer.Option(help="Article ids, joined by commas.", metavar="A,B")] = "",
    split: Annotated[str, typer.Option(help="Only articles of this split: dev or test.")] = "",
    limit: Annotated[int | None, typer.Option(help="Only the first N articles (whole ones).", min=1)] = None,
    shots: Annotated[int, typer.Option(help="Examples from dev in each prompt.", min=0, max=4)] = 0,
    prompts: Annotated[str, typer.Option(help="first, or all three wordings of each task.")] = "first",
    repeats: Annotated[int, typer.Option(help="Ask each question so many times.", min=1)] = 1,
    temperature: Annotated[float, typer.Option(help="0 is greedy.", min=0.0, max=5.0)] = 0.0,
    seed: Annotated[int, typer.Option(help="Seed of the first repeat.", min=0)] = 0,
    system: Annotated[str, typer.Option(help="A system prompt.", metavar="TEXT")] = "",
    max_tokens: Annotated[
        int | None, typer.Option(help="Token limit of every answer, instead of each task's own.", min=1)
    ] = None,
    free: Annotated[
        bool, typer.Option("--free", help="Give models no schema to keep to; answers take any form.")
    ] = False,
    closed_book: Annotated[bool, typer.Option("--closed-book", help="Withhold the article.")] = False,
    model_option: Annotated[
        list[str] | None, typer.Option("--model-option", help="KEY=VALUE, e.g. dtype=bfloat16.")
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(
            help="openai: ask nothing that could bring the cost above this; needs both prices.", min=0
        ),
    ] = None,
    price_input: Annotated[
        float | None, typer.Option(help="openai: what a million tokens of prompts cost.", min=0)
    ] = None,
    price_output: Annotated[
        float | None, typer.Option(help="openai: what a million tokens of answers cost.", min=0)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The run folder; resumed where it exists.", metavar="DIR")
    ] = None,
    engine: Annotated[str, typer.Option(help="local, or ray: on many processes or machines.")] = "local",
    workers: Annotated[
        int | None, typer.Option(help="ray: so many workers; one for each CPU, or GPU, without it.", min=1)
    ] = None,
    ray_address: Annotated[
        str,
        typer.Option(
            help="ray: the cluster's head, or auto; this machine without it.",
            metavar="HOST:PORT",
            envvar="RAY_ADDRESS",
        ),
    ] = "",
    ray_gpus: Annotated[float, typer.Option(help="ray: GPUs for each worker (0.5 shares one).", min=0)] = 0,
    twins: Annotated[
        bool,
        typer.Option("--twins", help="Also ask about twins: names, places and numbers replaced."),
    ] = False,
    mark_twins: Annotated[
        bool, typer.Option("--mark-twins", help="Also with straight, curly and guillemet quote marks.")
    ] = False,
    clean_twins: Annotated[
        bool, typer.Option("--clean-twins", help="Also about damaged articles as they were undamaged.")
    ] = False,
    judge: Annotated[
        str,
        typer.Option(help="Then let this model judge the summaries, in columns of its own.", metavar="MODEL"),
    ] = "",
    judge_option: Annotated[
        list[str] | None, typer.Option("--judge-option", help="KEY=VALUE for the judge.")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show each task's first prompt and the counts; ask nothing."),
    ] = False,
    ids: Annotated[bool, typer.Option("--ids", help="With --dry-run: list every question's id.")] = False,
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no closing lines.")] = False,
) -> None:
    """Run MODEL on the tasks and show its scores.

    Trivial rows and ceilings stand beside them. What is answered is kept as it arrives: run the same line
    again and only the rest is asked.

    Examples:

      onrecord run

      onrecord run hf:models/smollm2-135m-instruct --tasks quotes,brief

      onrecord run predictions:answers.jsonl --gold my-gold --out runs/mine

      onrecord run --dry-run --tasks verify

      onrecord run baseline:rules --twins

      onrecord run baseline:rules --tasks brief --judge hf:models/smollm2-135m-instruct
    """
    from onrecord import api
    from onrecord.errors import IncompleteError, OnRecordError
    from onrecord.gold.root import remarks
    from onrecord.models.registry import make_model
    from onrecord.runs.folder import REPORT, RunFolder
    from onrecord.runs.judge.stage import check_judge
    from onrecord.runs.plan import Plan
    from onrecord.runs.ray_cluster import Cluster
    from onrecord.tasks.build import Protocol

    if prompts not in ("first", "all"):
        raise OnRecordError(f"--prompts is first or all, not ‘{prompts}’")
    if engine not in ("local", "ray"):
        raise OnRecordError(f"--engine is local or ray, not ‘{engine}’")
    if engine == "local" and (workers or ray_gpus):
        raise OnRecordError("--workers and --ray-gpus need --engine ray")
    if split not in ("", "dev", "test"):
        raise OnRecordError(f"--split is dev or test, not ‘{split}’")
    kinds = _twin_kinds(twins, mark_twins, clean_twins)
    api.check_twins(kinds, model)
    protocol = Protocol(shots, prompts, repeats, temperature, seed, system, closed_book, max_tokens, free)
    plan = Plan(listed(tasks), gold, listed(articles), split, limit, protocol)
    if not quiet:
        for line in remarks(gold):
            typer.echo(line, err=True)
    if dry_run:
        _show_prompts(plan, ids)
        return
    costs = {"max_cost": max_cost, "price_in": price_input, "price_out": price_output}
    given = {name: f"{value:.12f}" for name, value in costs.items() if value is not None}
    options = model_options(model_option or []) | given
    made = make_model(model, options)
    judging = make_judge(judge, judge_option or [])
    if judging is not None:
        check_judge(plan, judging)
    asked_by = None
    if engine == "ray":
        asked_by = api.cluster_engine(model, options, made, Cluster(ray_address, workers, ray_gpus))
    folder = RunFolder(out or api.default_folder(made))
    try:
        if not quiet:
            typer.echo(f"{made.name}: {_described(plan)} → {folder.path}", err=True)
            if price_input is not None and price_output is not None:
                cost = plan.size.cost(price_input, price_output)
                typer.echo(f"Asked from the start, it costs {cost:,.2f} at most, or about that.", err=True)
            if narrower := _left_out(plan, folder):
                typer.echo(f"Its scores will now cover less: {narrower}. The answers are kept.", err=True)
        with progress_bar(not quiet) as progress:
            scores, outcome = api.run(plan, made, folder, progress, asked_by)
            if kinds and scores.is_complete:
                scores = api.run_twins(kinds, plan, model, options, folder, progress, asked_by)
        unjudged = ""
        if judging is not None and scores.is_complete:
            scores, unjudged = judge_run(judging, folder, scores, quiet)
    except KeyboardInterrupt:
        raise IncompleteError(
            f"stopped; what was answered is kept in {folder.path}, and the same line resumes it"
        ) from None
    print_table([scores], format)
    if not quiet:
        if outcome.reused:
            typer.echo(f"{outcome.reused} of {outcome.total} answers were there already.", err=True)
        typer.echo(f"The page: {folder.path / REPORT}", err=True)
    if not scores.is_complete:
        raise IncompleteError(api.incomplete_message(folder, scores, outcome))
    if unjudged:
        raise IncompleteError(unjudged)


def _twin_kinds(names: bool, marks: bool, clean: bool) -> "list[Twins]":
    kinds: list[Twins] = ["names"] if names else []
    kinds += ["straight", "curly", "guillemets"] if marks else []
    return [*kinds, "clean"] if clean else kinds


def _left_out(plan: "Plan", folder: "RunFolder") -> str:
    """What an earlier run in the folder asked and this one does not, in words."""
    if not folder.has_manifest():
        return ""
    before = folder.read_manifest()
    tasks = set(before.get("tasks") or ()) - {task.name for task in plan.tasks}
    articles = set(before.get("gold") or ()) - {f.name for f in plan.folders}
    parts = [f"without {', '.join(sorted(tasks))}"] if tasks else []
    parts += [f"without {len(articles)} article{'s' if len(articles) != 1 else ''}"] if articles else []
    return " and ".join(parts)


def _show_prompts(plan: "Plan", ids: bool) -> None:
    """Each task's first prompt as it is sent, and the counts."""
    seen: set[str] = set()
    for article in plan.articles():
        for request in plan.requests(article):
            if ids:
                typer.echo(request.id)
            elif request.task not in seen:
                typer.echo(f"=== {request.id}")
                if request.system:
                    typer.echo(f"[system] {request.system}")
                typer.echo(f"{request.user_message}\n")
            seen.add(request.task)
    typer.echo(_described(plan), err=True)


def _described(plan: "Plan") -> str:
    """How much a plan asks, in words."""
    size, articles = plan.size, len(plan.folders)
    return (
        f"{'' if size.is_exact else 'about '}{size.requests:,} questions in {len(plan.tasks)} tasks on "
        f"{articles:,} article{'s' if articles != 1 else ''}, {size.words:,} words of prompts, answers of "
        f"{size.tokens:,} tokens at most"
    )
