"""The statistics of gold as text, as Markdown and as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from onrecord.reports.html_text import clean, count
from onrecord.workbench.stats.counts import KINDS, ArticleStats, total
from onrecord.workbench.stats.lacks import Lack
from onrecord.workbench.stats.phenomena import PHENOMENA, Phenomenon

# Longer tables are for programs, which read JSON.
MOST_ARTICLES = 100
MOST_PLACES = 12
_NOTE = "* meta.json names it. ? meta.json names it, and the annotations do not show it."
_HEAD = (
    "article",
    "split",
    "genre",
    "words",
    "quotes",
    "optional",
    "speakers",
    "facts",
    "statements",
    "summaries",
    "passes",
)

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, a head, rows, and which columns are numbers (aligned right)."""

    title: str
    head: Row
    rows: Sequence[Row]
    numbers: range
    note: str = ""


def as_json(articles: Sequence[ArticleStats], found: Sequence[Lack]) -> str:
    """Everything, for programs."""
    return json.dumps(
        {
            "totals": {
                "articles": len(articles),
                "splits": Counter(a.split for a in articles),
                "words": sum(a.words for a in articles),
                "optional": sum(a.optional for a in articles),
                "mentions": sum(a.mentions for a in articles),
                "two_passes": sum(a.passes > 1 for a in articles),
                **{kind: total(articles, kind) for kind in KINDS},
            },
            "phenomena": [
                {
                    "name": p.name,
                    "definition": p.definition,
                    "times": _times(p, articles) if p.find else None,
                    "articles": sum(a.has(p.name) for a in articles),
                    "claimed": sum(p.name in a.claimed for a in articles),
                    "wanted": {"times": p.times, "articles": p.articles},
                }
                for p in PHENOMENA
            ],
            "articles": [_article(a) for a in articles],
            "lacks": [asdict(lack) for lack in found],
            "remarks": list(remarks(articles)),
        },
        ensure_ascii=False,
        indent=2,
    )


def as_text(articles: Sequence[ArticleStats], found: Sequence[Lack] | None) -> str:
    """Tables for a terminal. ``found`` None: what is lacking is not asked."""
    parts = [_totals(articles), *map(_text, _tables(articles))]
    # What meta.json names is anybody's: nothing of it steers a terminal.
    return clean("\n\n".join([*parts, *(_list(*section) for section in _lists(articles, found))]))


def as_markdown(articles: Sequence[ArticleStats], found: Sequence[Lack] | None) -> str:
    """The same as Markdown."""
    head, *lines = _totals(articles).split("\n")
    parts = ["\n".join([f"**{head}**", "", *(f"- {line.strip()}" for line in lines)])]
    parts += map(_markdown, _tables(articles))
    for title, said in _lists(articles, found):
        parts.append("\n".join([f"### {title}", "", *(f"- {_escaped(line)}" for line in said)]))
    return "\n\n".join(parts)


def remarks(articles: Iterable[ArticleStats]) -> Iterator[str]:
    """What ``meta.json`` names that the annotations do not show, or that means nothing here."""
    for article in articles:
        for name in article.unseen:
            yield f"{article.id}: meta.json names ‘{name}’, and the annotations show none"
        for name in article.unknown:
            name = " ".join(name.split())
            yield f"{article.id}: meta.json names ‘{name}’, which is no phenomenon and no genre"


def _article(a: ArticleStats) -> dict[str, object]:
    return {
        "id": a.id,
        "split": a.split,
        "genres": a.genres,
        "words": a.words,
        "optional": a.optional,
        "mentions": a.mentions,
        "passes": a.passes,
        **a.counts,
        "phenomena": {name: n for name, n in a.found.items() if n},
        "claimed": sorted(a.claimed),
        "unseen": a.unseen,
        "unknown": a.unknown,
    }


def _totals(articles: Sequence[ArticleStats]) -> str:
    splits = ", ".join(f"{n} {split}" for split, n in sorted(Counter(a.split for a in articles).items()))
    words = sum(a.words for a in articles)
    held = f" ({splits})" if splits else ""
    lines = [f"{count(len(articles), 'article')}{held}, {count(words, 'word')}"]
    for kind in KINDS:
        counts = total(articles, kind)
        of = ", ".join(f"{name} {n:,}" for name, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])))
        lines.append(f"  {kind} {counts.total():,}" + (f": {of}" if of else ""))
    two = sum(a.passes > 1 for a in articles)
    lines.append(f"  mentions {sum(a.mentions for a in articles):,}, two passes in {count(two, 'article')}")
    return "\n".join(lines)


def _tables(articles: Sequence[ArticleStats]) -> list[Table]:
    shown = articles[:MOST_ARTICLES]
    more = len(articles) - len(shown)
    rows = [
        [
            a.id,
            a.split,
            ", ".join(a.genres) or "–",
            *(
                f"{n:,}"
                for n in (
                    a.words,
                    a.counts["quotes"].total(),
                    a.optional,
                    a.counts["speakers"].total() - a.counts["speakers"]["bystander"],
                    a.counts["facts"].total(),
                    a.counts["statements"].total(),
                    a.counts["summaries"].total(),
                    a.passes,
                )
            ),
        ]
        for a in shown
    ]
    note = f"and {more:,} more: --format json has them" if more else ""
    phenomena = [
        [
            p.name,
            _of(_times(p, articles), p.times) if p.find else "–",
            _of(_having(p, articles), p.articles),
            _where(p, articles),
        ]
        for p in PHENOMENA
    ]
    return [
        Table("Articles", _HEAD, rows, range(3, len(_HEAD)), note),
        Table("Phenomena", ("phenomenon", "times", "articles", "where"), phenomena, range(1, 3), _NOTE),
    ]


def _lists(articles: Sequence[ArticleStats], found: Sequence[Lack] | None) -> Iterator[tuple[str, list[str]]]:
    if found is not None:
        yield "What gold still lacks", list(_lacking(found)) or ["nothing"]
    said = list(remarks(articles))
    if said:
        yield "What meta.json names and cannot be seen", said


def _lacking(found: Sequence[Lack]) -> Iterator[str]:
    """A line for each thing of which there is too little."""
    for kind, name in dict.fromkeys((lack.kind, lack.name) for lack in found):
        short = [x for x in found if (x.kind, x.name) == (kind, name)]
        yield f"{kind} {name}: " + ", ".join(f"{x.has:,} of {x.wanted:,} {x.unit}" for x in short)


def _where(p: Phenomenon, articles: Sequence[ArticleStats]) -> str:
    named = [_place(p, a) for a in articles if a.has(p.name) or p.name in a.claimed]
    more = len(named) - MOST_PLACES
    return ", ".join([*named[:MOST_PLACES], *([f"and {more:,} more"] if more > 0 else [])])


def _place(p: Phenomenon, a: ArticleStats) -> str:
    if not p.find:
        return f"{a.id}*"
    if not a.found[p.name]:
        return f"{a.id}?"
    return f"{a.id} {a.found[p.name]:,}{'*' if p.name in a.claimed else ''}"


def _times(p: Phenomenon, articles: Sequence[ArticleStats]) -> int:
    return sum(a.found[p.name] for a in articles)


def _having(p: Phenomenon, articles: Sequence[ArticleStats]) -> int:
    return sum(a.has(p.name) for a in articles)


def _of(has: int, wanted: int) -> str:
    return f"{has:,} of {wanted:,}" if wanted else f"{has:,}"


def _text(table: Table) -> str:
    lines = [table.head, *table.rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(table.head))]
    text = [table.title]
    for line in lines:
        cells = [
            f"{cell:>{width}}" if n in table.numbers else f"{cell:<{width}}"
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  " + "  ".join(cells).rstrip())
    return "\n".join([*text, *([f"  {table.note}"] if table.note else [])])


def _markdown(table: Table) -> str:
    rule = ["---:" if n in table.numbers else "---" for n in range(len(table.head))]
    lines = [table.head, rule, *([_escaped(c) for c in row] for row in table.rows)]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"### {table.title}\n\n{text}" + (f"\n\n{_escaped(table.note)}" if table.note else "")


def _list(title: str, lines: Iterable[str]) -> str:
    return "\n".join([title, *(f"  {line}" for line in lines)])


def _escaped(text: str) -> str:
    """Text that means nothing to Markdown: names in meta.json are anybody's."""
    return "".join(f"\\{c}" if c in r"\`*_[]<>|#" else c for c in text)
