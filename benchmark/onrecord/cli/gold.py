"""``onrecord gold``: what contributors need."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Gold annotations: check them, compare passes.", no_args_is_help=True)

Gold = Annotated[str, typer.Option("--gold", help="Another gold folder.", metavar="DIR")]
Articles = Annotated[list[str] | None, typer.Argument(help="Article ids; all without.", metavar="[ARTICLE]…")]


@app.command()
def check(articles: Articles = None, gold: Gold = "") -> None:
    """Check articles against the rules; errors end with exit code 2.

    Example: onrecord gold check pentagon-rafah
    """
    from onrecord.errors import GoldError
    from onrecord.gold.check import findings
    from onrecord.gold.load import read_article

    errors = warnings = 0
    folders = _folders(articles or [], gold)
    for folder in folders:
        try:
            found = findings(read_article(folder))
        except GoldError as error:
            typer.echo(f"error: {error}")
            errors += 1
            continue
        for finding in found:
            typer.echo(f"{finding.level}: {finding}")
            errors += finding.level == "error"
            warnings += finding.level == "warning"
    typer.echo(f"{len(folders)} articles, {errors} errors, {warnings} warnings", err=True)
    if errors:
        raise typer.Exit(2)


@app.command()
def agree(articles: Articles = None, gold: Gold = "") -> None:
    """How far two passes agree, before adjudication.

    Example: onrecord gold agree pentagon-rafah
    """
    from onrecord.gold.agreement import agreement
    from onrecord.gold.load import load_article, read_labels

    for folder in _folders(articles or [], gold):
        passes = folder / "passes"
        if not all((passes / f"{name}.jsonl").exists() for name in "ab"):
            typer.echo(f"{folder.name}: a single pass, nothing to compare")
            continue
        labels = passes / "labels.jsonl"
        found = agreement(
            load_article(folder, "passes/a.jsonl"),
            load_article(folder, "passes/b.jsonl"),
            load_article(folder),
            read_labels(labels) if labels.exists() else {},
        )
        typer.echo(f"{folder.name}\n{'':<12}{'a':>5}{'b':>5}{'exact':>8}{'IoU≥.5':>8}{'+speaker':>10}")
        for row in found.spans:
            last = "+weight" if row.name == "facts" else ""
            typer.echo(
                f"  {row.name:<10}{row.a:>5}{row.b:>5}{row.exact * 100:>8.1f}{row.overlapping * 100:>8.1f}"
                f"{row.with_speaker * 100:>10.1f} {last}"
            )
        typer.echo(
            f"  α form {_alpha(found.form_alpha)}, speaker {_alpha(found.speaker_alpha)}, "
            f"fact weight {_alpha(found.weight_alpha)}; "
            f"blind labels equal to gold's: {found.labels[0]} of {found.labels[1]}"
        )


def _alpha(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _folders(wanted: list[str], gold: str) -> list[Path]:
    from onrecord import data
    from onrecord.errors import GoldError
    from onrecord.gold.load import article_folders

    root = Path(gold) if gold else data.gold_folder()
    known = {f.name: f for f in article_folders(root)}
    for name in wanted:
        if name not in known:
            raise GoldError(f"no article ‘{name}’ in {root}; there is {', '.join(known)}")
    return [known[name] for name in wanted] if wanted else list(known.values())
