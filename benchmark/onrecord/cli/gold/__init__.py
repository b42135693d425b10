"""``onrecord gold``: what contributors need. One command a file, importing what it needs when it runs."""

import typer

from onrecord.cli.gold.accept import accept, reject
from onrecord.cli.gold.adjudicate import adjudicate
from onrecord.cli.gold.agree import agree
from onrecord.cli.gold.annotate import annotate
from onrecord.cli.gold.check import check, rules
from onrecord.cli.gold.diff import diff
from onrecord.cli.gold.export import export
from onrecord.cli.gold.fmt import fmt
from onrecord.cli.gold.impact import impact
from onrecord.cli.gold.import_ import import_
from onrecord.cli.gold.new import new
from onrecord.cli.gold.preview import preview
from onrecord.cli.gold.queue import queue
from onrecord.cli.gold.stats import stats

app = typer.Typer(
    help="Gold annotations: make them, check them, compare them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for command in (check, fmt, rules, agree, annotate, diff, adjudicate, new, accept, reject, stats, preview):
    app.command()(command)
app.command()(export)
app.command()(impact)
app.command()(queue)
app.command("import")(import_)
