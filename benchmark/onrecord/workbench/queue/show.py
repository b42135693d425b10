"""The queue in a terminal, as Markdown and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Console

from onrecord.reports.html_text import count, shorten
from onrecord.workbench.plain import markdown, near, print_line
from onrecord.workbench.queue.disagreements import Disagreement

_SAID = 300


def as_json(found: Sequence[Disagreement]) -> str:
    """Everything, in the order of the queue."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1)


def show(found: Sequence[Disagreement], models: int, out: Console) -> None:
    """One paragraph a disagreement: the claim, gold's record, the words in context, what each model said."""
    print_line(out, f"{count(len(found), 'disagreement')} with gold, {count(models, 'model')}")
    for one in found:
        out.print()
        print_line(out, heading(one), "bold")
        for line in lines(one):
            print_line(out, f"  {line}")


def as_markdown(found: Sequence[Disagreement]) -> str:
    """The same as a list to tick off."""
    made = []
    for one in found:
        made.append(f"- [ ] {markdown(heading(one))}")
        made += [f"  - {markdown(line)}" for line in lines(one)]
    return "\n".join(made)


def heading(one: Disagreement) -> str:
    """``2 of 3 models: mill-fire, q3 is said by Jon Strand``."""
    return f"{one.agreeing} of {count(one.asked, 'model')}: {one.article}, {shorten(one.title)}"


def lines(one: Disagreement) -> Iterator[str]:
    """Gold, the words in context, and what each model said."""
    places = f" ({', '.join(map(near, one.places))})" if one.places else ""
    yield f"gold: {one.gold}{places}"
    if one.words:
        yield f"{one.before}⟦{one.words}⟧{one.after}"
    for says in one.says:
        sign = "≠ gold" if says.agrees else "other "
        yield f"{sign}  {says.model}{': ' if says.text else ''}{shorten(says.text, _SAID)}"
