"""The command ``onrecord``: thin, and quick to answer. Each command imports what it needs when it runs."""

import gc
import os
import signal
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onrecord import __version__
from onrecord.cli.bless import bless
from onrecord.cli.compare import compare
from onrecord.cli.exchange import export, import_
from onrecord.cli.gate import gate
from onrecord.cli.gold import app as gold_app
from onrecord.cli.history import history
from onrecord.cli.listing import app as list_app
from onrecord.cli.listing import show
from onrecord.cli.probe import probe
from onrecord.cli.report import report
from onrecord.cli.run import run
from onrecord.cli.runs import score, table
from onrecord.cli.validate import validate
from onrecord.errors import IncompleteError, OnRecordError


class _Commands(TyperGroup):
    """Commands whose every end has one of OnRecord's exit codes: typer has 1 and 130 for these two."""

    def invoke(self, ctx: Any) -> Any:
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads the output has seen enough (``| head``).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            raise IncompleteError("stopped") from None
        return found


app = typer.Typer(
    name="onrecord",
    cls=_Commands,
    help="Does a language model that reads the news keep what happened and who said it?",
    epilog="Start with: onrecord run · then: onrecord list tasks · Exit codes: 0 fine, 1 regression, "
    "2 usage, 3 incomparable, 4 incomplete or nothing measured.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around a help text took two thirds of its time
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(score)
app.command()(table)
app.command()(report)
app.command()(compare)
app.command()(gate)
app.command()(bless)
app.command()(history)
app.command()(show)
app.command()(probe)
app.command()(validate)
app.command()(export)
app.command("import")(import_)
app.add_typer(list_app, name="list")
app.add_typer(gold_app, name="gold")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop."),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; an error of the user's is one line and its exit code."""
    _take_signals_as_ctrl_c()
    # Scoring makes many small values and hardly a cycle: looking for some is a tenth of its time.
    gc.set_threshold(50_000, 20, 100)
    debug = "--debug" in sys.argv[1:]
    # Wherever it stands on the line, --debug means the same.
    arguments = [a for a in sys.argv[1:] if a != "--debug"]
    try:
        app(args=arguments, prog_name="onrecord", standalone_mode=True)
    except OnRecordError as error:
        if debug:
            raise
        from onrecord.reports.html_text import one_line

        typer.echo(f"onrecord: {one_line(str(error))}", err=True)
        sys.exit(error.exit_code)
    except ImportError as error:
        if debug:
            raise
        typer.echo(f"onrecord: the package ‘{error.name}’ is missing: pip install onrecord", err=True)
        sys.exit(OnRecordError.exit_code)
    except Exception as error:
        # Python would end with 1, which means a regression here.
        if debug:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(f"onrecord: a fault of its own ({what}); --debug shows where", err=True)
        sys.exit(OnRecordError.exit_code)


def _take_signals_as_ctrl_c() -> None:
    """Told to end, or its terminal closed: it says what is kept and ends what it started. Not under nohup."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, signal.SIGTERM)  # no SIGHUP on Windows
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    main()
