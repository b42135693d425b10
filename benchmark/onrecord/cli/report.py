"""``onrecord report``: one or several runs as a folder of pages."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.progress import progress_bar


def report(
    runs: Annotated[list[Path], typer.Argument(help="Scored run folders.", metavar="RUN…")],
    out: Annotated[
        Path, typer.Option(help="The report's folder; an earlier report in it is replaced.", metavar="DIR")
    ] = Path("report"),
) -> None:
    """Runs side by side as pages: an overview, and each article.

    Every answer of every model stands on its article’s page. Pages need no server and run no script.

    Example: onrecord report runs/* --out report
    """
    from onrecord.reports.site import write_site
    from onrecord.runs.folder import RunFolder

    with progress_bar(True, "writing") as progress:
        index = write_site([RunFolder(run) for run in runs], out, progress)
    typer.echo(index)
