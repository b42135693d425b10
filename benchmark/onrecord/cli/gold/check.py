"""``onrecord gold check`` and ``onrecord gold rules``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Articles, Gold, gold_root

_WIDTH_OF_A_FILE = 110
Progress = Callable[[int, int], None]


def check(
    articles: Articles = None,
    gold: Gold = "",
    fix: Annotated[
        bool, typer.Option("--fix", help="First mend what needs no judgement; says what it mends.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings end with exit code 2 too.")] = False,
    base: Annotated[
        str,
        typer.Option(
            "--base", help="What has changed since must raise its version (HEAD, main).", metavar="REV"
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    github: Annotated[bool, typer.Option("--github", help="Print annotations for GitHub Actions.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(help="Processes; without it as many as cores where the articles are many.", min=1),
    ] = None,
) -> None:
    """Check articles against every rule: what is wrong, where, why, and what to do.

    Examples: onrecord gold check pentagon-rafah · onrecord gold check --strict --base main --github

    Exit codes: 0 fine, 2 errors (with --strict also warnings).
    """
    from rich.console import Console

    from onrecord.errors import GoldError
    from onrecord.gold.check import RULES, check_folders, folders_to_check
    from onrecord.gold.fix import fix_folder
    from onrecord.reports.html_text import count
    from onrecord.workbench.check import exchange, terminal

    if as_json and github:
        raise GoldError("--json and --github are two forms of one output; choose one")
    chosen = folders_to_check(gold_root(gold), articles)
    fixed = [said for folder in chosen for said in fix_folder(folder)] if fix else []
    for said in fixed:
        typer.echo(f"fixed: {said}", err=True)
    rules = {rule.id: rule for rule in RULES}
    out = Console(soft_wrap=True, highlight=False)
    width = out.width if out.is_terminal else _WIDTH_OF_A_FILE
    found = []
    with _progress(len(chosen)) as progress:
        for findings in check_folders(chosen, base=base, jobs=jobs, progress=progress):
            found += findings
            for finding in findings if not as_json else ():
                if github:
                    typer.echo(exchange.as_annotation(finding, rules[finding.rule]))
                else:
                    for line in terminal.shown(finding, rules[finding.rule], width):
                        # Styles cost more than all else, and a file has none.
                        out.print(line) if out.is_terminal else typer.echo(line.plain)
    if as_json:
        typer.echo(exchange.as_json(found, rules, len(chosen), fixed))
    errors = sum(f.level == "error" for f in found)
    warnings = len(found) - errors
    typer.echo(
        f"{count(len(chosen), 'article')}, {count(errors, 'error')}, {count(warnings, 'warning')}", err=True
    )
    if errors or (strict and warnings):
        raise typer.Exit(2)


@contextmanager
def _progress(total: int) -> Iterator[Progress | None]:
    """A bar on a terminal, where the work is long enough to wonder about."""
    if total < 100 or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=total)
        yield lambda done, _: bar.update(task, completed=done)


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List the rules that ‘gold check’ knows: level, guideline's section, why.

    Example: onrecord gold rules
    """
    import json

    from onrecord.gold.check import RULES

    if as_json:
        fields = [{"id": r.id, "level": r.level, "section": r.section, "why": r.why} for r in RULES]
        typer.echo(json.dumps(fields, ensure_ascii=False, indent=1))
        return
    wide = max(len(r.id) for r in RULES)
    for rule in RULES:
        typer.echo(f"{rule.id:<{wide}}  {rule.level:<7}  {rule.section:<6} {rule.why}")
