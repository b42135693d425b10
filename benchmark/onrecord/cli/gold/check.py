"""``onrecord gold check``."""

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders


def check(articles: Articles = None, gold: Gold = "") -> None:
    """Check articles against the rules; errors end with exit code 2.

    Example: onrecord gold check pentagon-rafah
    """
    from onrecord.errors import GoldError
    from onrecord.gold.check import findings
    from onrecord.gold.load import read_article

    errors = warnings = 0
    chosen = folders(articles, gold)
    for folder in chosen:
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
    typer.echo(f"{len(chosen)} articles, {errors} errors, {warnings} warnings", err=True)
    if errors:
        raise typer.Exit(2)
