"""The rules that make models, rows and slices choosable without a script.

Every name in a rule is one of ours: letters of models, numbers of slices and tasks, and anchors of letters,
digits, dots and dashes. Nothing that an article or a model says gets into a style sheet.

Inputs stand in ``.bar``; what they choose stands in the ``.part`` elements after it. No model chosen means
all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from onrecord.reports.page_article import highlight_rules
from onrecord.reports.site_article import ArticlePage, Slice
from onrecord.reports.site_names import Model

_CHOSEN = ".bar:has(.pick:checked)"


def article_rules(page: ArticlePage, models: Sequence[Model]) -> str:
    """The rules of one article's page."""
    lines = [
        *_tasks(len(page.parts)),
        *_marks(models),
        *_choice(models),
        *_side_by_side(models),
        *_rows(models),
        *_slices(page.slices.values()),
        highlight_rules(page.places),
    ]
    return "\n".join(lines)


def index_rules(tasks: int, models: int) -> str:
    """The rules of the overview: of its list of articles one task's columns are shown."""
    return "\n".join(
        f".bar:has(#k{n}:checked)~.part :is(tr>:not(:first-child):not([colspan]):not("
        f":nth-child(n+{2 + n * models}):nth-child(-n+{1 + (n + 1) * models})),[colspan]:not(.k{n}))"
        "{display:none}"
        for n in range(tasks)
    )


def _tasks(count: int) -> Iterator[str]:
    for n in range(count):
        yield f".bar:has(#k{n}:checked)~.task-part:not(.k{n}){{display:none}}"


def _marks(models: Sequence[Model]) -> Iterator[str]:
    """Each mark says whose it is, and a wrong one is red."""
    for n, model in enumerate(models, 2):
        yield f'.o>:nth-child({n})::before{{content:"{model.letter}"}}'
        yield f".o.{model.letter}>:nth-child({n}){{color:var(--bad)}}"


def _choice(models: Sequence[Model]) -> Iterator[str]:
    """Once some models are chosen: the others' marks, names and answers go."""
    yield f"{_CHOSEN}~.part .a{{display:none}}"
    for n, model in enumerate(models, 2):
        letter = model.letter
        hidden = f"b.{letter},.r.{letter},.outs tr>:nth-child({n})"
        yield f"{_CHOSEN}:not(:has(#m{letter}:checked))~.part :is({hidden}){{display:none}}"
        yield f".bar:has(#m{letter}:checked)~.part .a.{letter}{{display:block}}"


def _side_by_side(models: Sequence[Model]) -> Iterator[str]:
    """Once two are chosen, answers of the first stand on the left and those of the second on the right; what
    both answered takes both places."""
    two, three = ".pick:checked~.pick:checked", ".pick:checked~.pick:checked~.pick:checked"
    bar = f".bar:has({two}):not(:has({three}))"
    yield "@media (min-width:600px){"
    yield f"{bar}~.part .as{{grid-template-columns:1fr 1fr;grid-auto-flow:row dense}}"
    for model in models:
        letter = model.letter
        yield f"{bar}:has(#m{letter}:checked~.pick:checked)~.part .a.{letter}{{grid-column-start:1}}"
        yield f"{bar}:has(.pick:checked~#m{letter}:checked)~.part .a.{letter}{{grid-column-end:3}}"
    yield "}"


def _rows(models: Sequence[Model]) -> Iterator[str]:
    """Rows in which a model that is shown is wrong, or in which two of them differ."""
    wrong, differ = ".bar:has(#wrong:checked)", ".bar:has(#differ:checked)"
    yield f"{wrong}~.part .o,{differ}~.part .o{{display:none}}"
    yield f"{wrong}:not(:has(.pick:checked))~.part .o.w{{display:var(--row)}}"
    yield f"{differ}:not(:has(.pick:checked))~.part .o.d{{display:var(--row)}}"
    for model in models:
        yield f"{wrong}:has(#m{model.letter}:checked)~.part .o.{model.letter}{{display:var(--row)}}"
    pairs = ",\n".join(
        f"{differ}:has(#m{a}:checked):has(#m{b}:checked)~.part .o:is(.{a}:not(.{b}),.{b}:not(.{a}))"
        for a, b in combinations([model.letter for model in models], 2)
    )
    if pairs:
        yield f"{pairs}{{display:var(--row)}}"


def _slices(slices: Iterable[Slice]) -> Iterator[str]:
    """A slice that the page's address names is alone on the page."""
    hidden = ",\n".join(
        f"#{id}:target~.part .o:not(.{s.css}),#{id}:target~.task-part:not(:has(.{s.css}))"
        for s in slices
        for id in [s.anchor.replace(".", "\\.")]
    )
    if hidden:
        yield f"{hidden}{{display:none!important}}"
