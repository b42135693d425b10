"""Templates into which hostile text can be put: what every page of OnRecord is made with."""

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.reports.html_text import clean

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


def environment(folder: Path = TEMPLATES, *styles: str) -> "Environment":
    """Jinja over the templates of a folder, and the reports' own behind them.

    Sandboxed, autoescape on, every value cleaned, undefined names errors. ``style`` in a template is the
    style sheets named, one after the other.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

    def harmless(value: object) -> object:
        # Markup is what our own macros and style sheets made of parts that have come through here.
        return value if isinstance(value, Markup) else clean("" if value is None else str(value))

    loader = FileSystemLoader([folder, TEMPLATES])
    made = SandboxedEnvironment(
        loader=loader,
        autoescape=True,
        finalize=harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sheets = [loader.get_source(made, style)[0] for style in styles]
    made.globals["style"] = Markup("\n".join(sheets))
    return made
