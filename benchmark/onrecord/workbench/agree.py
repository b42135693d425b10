"""How far two passes agree: per article, over all articles, and by slice, beside people's agreement."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from onrecord.gold.agreement import Agreement, Codes, Counts, agreement, nominal_alpha
from onrecord.gold.article import Article
from onrecord.gold.load import load_article, read_article, read_labels
from onrecord.scoring.slices import quote_slices
from onrecord.scoring.statistics import LEAST_ARTICLES

POLNEAR = {
    "form=direct": (0.924, 0.969, 0.948),
    "form=mixed": (0.767, 0.921, 0.879),
    "form=indirect": (0.623, 0.735, 0.690),
}
"""Agreement of people on PolNeAR, recomputed: F1 by exact span, at IoU ≥ .5, that with the same speaker."""

FORMS = ("form=direct", "form=mixed", "form=indirect", "all")
_RESAMPLES = 1000

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or an α, and its 95% interval over articles where there are enough."""

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """F1 of one group of quotes, or of the facts (then ``with_speaker`` is with the same weight)."""

    group: str
    a: int
    b: int
    exact: Figure
    overlapping: Figure
    with_speaker: Figure
    people: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The agreement of one article, or of several pooled."""

    name: str
    rows: tuple[Row, ...]
    slices: tuple[Row, ...]
    alphas: dict[str, Figure] = field(default_factory=dict)
    tells: Figure = Figure(None)
    evidence: Figure = Figure(None)
    """Mean IoU of the evidence of facts that both passes have and call vital."""
    labels: tuple[int, int] = (0, 0)
    """Statements whose blind label is their own, of how many."""


def passes_of(folder: Path) -> list[str]:
    """Which of the passes a and b an article has."""
    return [name for name in "ab" if (folder / "passes" / f"{name}.jsonl").exists()]


def article_agreement(folder: Path) -> Agreement:
    """The agreement of an article's passes a and b. Raises GoldError where one cannot be relied on."""
    a, b = (load_article(folder, f"passes/{name}.jsonl") for name in "ab")
    file = folder / "passes" / "labels.jsonl"
    blind = read_labels(file) if file.exists() else {}
    return agreement(a, b, _labels(folder, a, b, blind), quote_slices)


def table(name: str, articles: Sequence[Agreement]) -> Table:
    """The figures of some articles, pooled; with intervals where there are five or more."""
    groups = sorted({g for article in articles for g in article.counts} - {*FORMS, "facts"}, key=_slice_order)
    rows = [_row(articles, group, with_interval=True) for group in (*FORMS, "facts")]
    agreed = [x == y for article in articles for x, y in article.labels]
    return Table(
        name=name,
        rows=tuple(rows),
        slices=tuple(_row(articles, group, with_interval=False) for group in groups),
        alphas={
            "form": _figure(articles, lambda many: _alpha(many, lambda x: x.form)),
            "speaker": _figure(articles, lambda many: _alpha(many, lambda x: x.speaker, apart=True)),
            "speaker's class": _figure(articles, lambda many: _alpha(many, lambda x: x.speaker_class)),
            "fact's weight": _figure(articles, lambda many: _alpha(many, lambda x: x.weight)),
            "statement's label": _figure(articles, lambda many: _alpha(many, lambda x: x.labels)),
        },
        tells=_figure(articles, _told),
        evidence=_figure(articles, _evidence),
        labels=(sum(agreed), len(agreed)),
    )


def as_json(tables: Sequence[Table]) -> str:
    """All tables as one JSON document; shares and α as numbers up to 1."""
    return json.dumps(
        {"people": "PolNeAR, recomputed", "tables": [asdict(t) for t in tables]}, ensure_ascii=False, indent=2
    )


def _labels(folder: Path, a: Article, b: Article, blind: dict[str, str]) -> list[tuple[str, str]]:
    """The author's label and the blind one. ``a:v5`` is a pass's statement, ``v5`` the gold's."""
    known = {f"{name}:{s.id}": s.label for name, article in (("a", a), ("b", b)) for s in article.statements}
    if any(name not in known for name in blind):
        known |= {s.id: s.label for s in read_article(folder).statements}
    return [(known[name], label) for name, label in blind.items() if name in known]


def _row(articles: Sequence[Agreement], group: str, *, with_interval: bool) -> Row:
    def figure(matched: Callable[[Counts], int]) -> Figure:
        def f1(many: Sequence[Agreement]) -> float | None:
            total = _total(many, group)
            return total.f1(matched(total))

        return _figure(articles, f1) if with_interval else Figure(f1(articles))

    total = _total(articles, group)
    return Row(
        group,
        total.a,
        total.b,
        figure(lambda c: c.exact),
        figure(lambda c: c.overlapping),
        figure(lambda c: c.with_speaker),
        POLNEAR.get(group),
    )


def _total(articles: Sequence[Agreement], group: str) -> Counts:
    return sum((a.counts[group] for a in articles if group in a.counts), Counts())


def _alpha(
    articles: Sequence[Agreement], units: Callable[[Agreement], tuple[Codes, ...]], *, apart: bool = False
) -> float | None:
    """α over all articles' units; ``apart`` where a value means something else in each article."""
    return nominal_alpha(
        [
            tuple(f"{n}:{value}" if apart else value for value in unit)
            for n, article in enumerate(articles)
            for unit in units(article)
        ]
    )


def _told(articles: Sequence[Agreement]) -> float | None:
    shared = sum(a.tells[0] for a in articles)
    total = sum(a.tells[1] for a in articles)
    return 2 * shared / total if total else None


def _evidence(articles: Sequence[Agreement]) -> float | None:
    found = [overlap for article in articles for overlap in article.evidence]
    return math.fsum(found) / len(found) if found else None


def _figure(articles: Sequence[Agreement], value: Callable[[Sequence[Agreement]], float | None]) -> Figure:
    """A figure with its percentile interval from resampled articles (95%, seed 0)."""
    if len(articles) < LEAST_ARTICLES:
        return Figure(value(articles))
    import numpy as np

    drawn = np.random.default_rng(0).integers(len(articles), size=(_RESAMPLES, len(articles)))
    found = [v for draw in drawn if (v := value([articles[int(n)] for n in draw])) is not None]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (0.0, 0.0)
    return Figure(value(articles), (float(low), float(high)) if found else None)


def _slice_order(group: str) -> tuple[int, str]:
    dimensions = ("region", "named by", "class", "interrupted", "nested", "place", "cue", "damaged")
    dimension = group.split("=")[0]
    return (dimensions.index(dimension) if dimension in dimensions else len(dimensions)), group


def as_text(tables: Sequence[Table], *, slices: bool) -> str:
    """The tables for a terminal, in columns."""
    return "\n\n".join(_text(t, slices=slices) for t in tables) + f"\n\n{_NOTE}"


_NOTE = (
    "F1 × 100 of quotes by exact span, at IoU ≥ .5 on letters and digits, that with the same speaker; "
    "facts by evidence, the last with the same weight.\nPeople: agreement on PolNeAR, recomputed."
)


def _text(found: Table, *, slices: bool) -> str:
    lines = _lines(found, slices=slices)
    width = max(len(cells[0]) for cells in lines) + 2
    columns = [max(len(cells[n]) for cells in lines) for n in range(1, len(lines[0]))]
    text = [found.name]
    for cells in lines:
        rest = (f"{cell:>{size}}" for cell, size in zip(cells[1:], columns, strict=True))
        text.append(f"  {cells[0]:<{width}}{'  '.join(rest)}".rstrip())
    return "\n".join([*text, f"  {_sentence(found)}"])


def as_markdown(tables: Sequence[Table], *, slices: bool) -> str:
    """The tables as Markdown."""
    parts = []
    for found in tables:
        head, *body = _lines(found, slices=slices)
        rows = [head, ["---", *["---:"] * (len(head) - 1)], *body]
        parts.append(
            f"### {found.name}\n\n"
            + "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
            + f"\n\n{_sentence(found)}"
        )
    return "\n\n".join([*parts, _NOTE])


def _lines(found: Table, *, slices: bool) -> list[list[str]]:
    shown = [*found.rows, *(found.slices if slices else ())]
    people = any(row.people for row in shown)
    head = ["", "a", "b", "exact", "IoU≥.5", "+speaker", *(["people"] if people else [])]
    return [
        head,
        *(
            [
                row.group.removeprefix("form="),
                str(row.a),
                str(row.b),
                *(_percent(f) for f in (row.exact, row.overlapping, row.with_speaker)),
                *([" / ".join(f"{v * 100:.1f}" for v in row.people or ())] if people else []),
            ]
            for row in shown
        ),
    ]


def _sentence(found: Table) -> str:
    alphas = ", ".join(f"{name} {_two(figure)}" for name, figure in found.alphas.items())
    agreed, of = found.labels
    return (
        f"α {alphas} · evidence of vital facts IoU {_two(found.evidence)} · "
        f"facts that both summaries tell {_percent(found.tells)} · "
        f"blind labels equal to the statement's {agreed} of {of}"
    )


def _percent(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    text = f"{figure.value * 100:.1f}"
    return (
        f"{text} ({figure.interval[0] * 100:.1f}–{figure.interval[1] * 100:.1f})" if figure.interval else text
    )


def _two(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    text = f"{figure.value:.2f}"
    return f"{text} ({figure.interval[0]:.2f}–{figure.interval[1]:.2f})" if figure.interval else text
