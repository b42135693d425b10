"""Lines of text for a terminal or a pull request: nothing that a text holds can misbehave there."""

import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from onrecord.reports.html_text import clean

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")


def near(place: str) -> str:
    """A path, or ``file:line``, as it is named from the working directory where it lies below it."""
    path = Path(place)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return place


def print_line(out: Console, text: str, style: str = "") -> None:
    """One line, however long."""
    out.print(Text(clean(" ".join(text.split("\n"))), style=style), soft_wrap=True)


def markdown(text: str) -> str:
    """A text as one line of Markdown that shows it as it is."""
    return _MARKUP.sub(r"\\\1", clean(" ".join(text.split())))
