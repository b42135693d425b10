"""What differs between two aligned records, field by field, in words."""

from collections.abc import Collection, Iterable, Sequence

from onrecord.gold.article import (
    Article,
    Damage,
    Fact,
    Mention,
    NotQuote,
    Quote,
    Region,
    Speaker,
    Statement,
    Summary,
)
from onrecord.matching import assign
from onrecord.text import DOUBLE_MARKS, Span, normalised
from onrecord.workbench.diff.differences import Aligned, Change, Item

_LONGEST = 60


def changes(pair: Aligned, kind: str, x: Item, y: Item) -> tuple[Change, ...]:
    """The fields in which two records of one kind differ. Ids are no field: references go by the alignment,
    anchors by the place they name, and curly and straight marks are the same (guideline §1.3)."""
    found: Iterable[Change | None]
    match x, y:
        case Region(), Region():
            found = [_value("type", x.type, y.type), _place(pair, "span", [x.span], [y.span])]
        case Speaker(), Speaker():
            found = _speaker(x, y)
        case Mention(), Mention():
            found = [
                _speakers(pair, "of", x.of, y.of),
                _place(pair, "span", [x.span], [y.span]),
            ]
        case Quote(), Quote():
            found = _quote(pair, x, y)
        case NotQuote(), NotQuote():
            found = [_value("why", x.why, y.why), _place(pair, "span", [x.span], [y.span])]
        case Damage(), Damage():
            found = [
                _value("what", x.what, y.what),
                _place(pair, "span", [x.span], [y.span]),
                _names("waives", x.waives, y.waives),
            ]
        case Fact(), Fact():
            found = [
                _text(x.text, y.text),
                _value("weight", x.weight, y.weight),
                _names("lengths", x.lengths, y.lengths),
                _speakers(pair, "speaker", x.speakers, y.speakers),
                _place(pair, "evidence", x.spans, y.spans),
                _needs(x.needs, y.needs),
            ]
        case Statement(), Statement():
            found = [
                _text(x.text, y.text),
                _value("label", x.label, y.label),
                _value("trick", x.trick, y.trick),
                _place(pair, "evidence", x.spans, y.spans),
            ]
        case Summary(), Summary():
            found = [
                _value("task", x.task, y.task),
                _text(x.text, y.text),
                _tells(pair, x, y),
                _value("pass", x.by, y.by),
            ]
        case _:
            raise AssertionError(f"{kind}: records of different kinds are never aligned")
    return tuple(change for change in found if change is not None)


def gist(article: Article, item: Item | None) -> str:
    """What a record is, in a few words: the form and speaker of a quote, the weight of a fact."""
    match item:
        case Region():
            return item.type
        case Speaker():
            return f"{item.name}, {item.cls}"
        case Mention():
            return _called(article, item.of)
        case Quote():
            return f"{'optional ' if item.optional else ''}{item.form}, {_called(article, item.speakers)}"
        case NotQuote():
            return _short(item.why)
        case Damage():
            return _short(item.what)
        case Fact():
            return f"{item.weight}, {_called(article, item.speakers)}" if item.speakers else item.weight
        case Statement():
            return f"{item.label}, {item.trick}"
        case Summary():
            return item.task
    return ""


def _speaker(x: Speaker, y: Speaker) -> list[Change | None]:
    return [
        _value("name", x.name, y.name),
        _value("class", x.cls, y.cls),
        _names("aliases", x.aliases, y.aliases),
        _names("accept", x.accept, y.accept),
        _names("reject", x.reject, y.reject),
        _value("speaks", *("yes" if s.speaks else "no" for s in (x, y))),
    ]


def _quote(pair: Aligned, x: Quote, y: Quote) -> list[Change | None]:
    a, b = pair.a, pair.b
    same = pair.same
    return [
        _speakers(pair, "speaker", x.speakers, y.speakers),
        _value("form", x.form, y.form),
        _place(pair, "span", x.spans, y.spans),
        # Mixed quotes alone have marked words: where the other form says so, that is said once.
        None
        if x.form != y.form and not (x.verbatim and y.verbatim)
        else _place(pair, "verbatim", x.verbatim, y.verbatim, "marked words"),
        _change("cue", x.cue == y.cue, _cut(a.raw, x.cue), _cut(b.raw, y.cue)),
        _change(
            "via",
            (same["mention"].get(x.via, x.via) if x.via else None) == y.via,
            _cut(a.raw, a.mention[x.via].span) if x.via in a.mention else x.via or "none",
            _cut(b.raw, b.mention[y.via].span) if y.via in b.mention else y.via or "none",
        ),
        _speakers(pair, "for", _some(x.on_behalf_of), _some(y.on_behalf_of)),
        _change(
            "parent",
            (same["quote"].get(x.parent, x.parent) if x.parent else None) == y.parent,
            _inside(a, x.parent),
            _inside(b, y.parent),
        ),
        _speakers(pair, "relayed_by", x.relayed_by, y.relayed_by, ordered=True),
        _change(
            "optional", x.optional == y.optional, *("optional" if q.optional else "required" for q in (x, y))
        ),
    ]


def _tells(pair: Aligned, x: Summary, y: Summary) -> Change | None:
    same = pair.same["fact"]
    told = {same.get(f, f"{f} of a"): f for f in x.tells}
    lost = [_sentence(pair.a, told[f]) for f in told if f not in y.tells]
    new = [_sentence(pair.b, f) for f in y.tells if f not in told]
    return Change("tells", f"tells {_less_and_more(lost, new)}") if lost or new else None


def _sentence(article: Article, fact: str) -> str:
    return f"{fact} {_short(article.fact[fact].text)}" if fact in article.fact else fact


def _value(field: str, x: str, y: str) -> Change | None:
    return _change(field, normalised(x) == normalised(y), _short(x), _short(y))


def _change(field: str, equal: bool, x: str, y: str) -> Change | None:
    if equal:
        return None
    return Change(field, f"{x} → {y}" if field == "optional" else f"{field} {x} → {y}")


def _text(x: str, y: str) -> Change | None:
    """The texts themselves are shown with their words marked."""
    return None if normalised(x) == normalised(y) else Change("text", "other words")


def _names(field: str, x: Sequence[str], y: Sequence[str]) -> Change | None:
    mine, theirs = {normalised(n) for n in x}, {normalised(n) for n in y}
    lost = [_marked(n) for n in x if normalised(n) not in theirs]
    new = [_marked(n) for n in y if normalised(n) not in mine]
    return Change(field, f"{field} {_less_and_more(lost, new)}") if lost or new else None


def _needs(x: Sequence[Sequence[str]], y: Sequence[Sequence[str]]) -> Change | None:
    """Groups that share an alternative are one group with other alternatives."""
    left = [frozenset(map(normalised, group)) for group in x]
    right = [frozenset(map(normalised, group)) for group in y]
    shared = {
        (i, j): (len(g & h) / len(g | h), 0.0)
        for i, g in enumerate(left)
        for j, h in enumerate(right)
        if g & h
    }
    taken = assign(shared)
    says = []
    for i, j in sorted(taken.items()):
        change = _names(f"needs {_marked(x[i][0])}", x[i], y[j])
        says += [change.says] if change else []
    alone = [" / ".join(g) for i, g in enumerate(x) if i not in taken]
    new = [" / ".join(g) for j, g in enumerate(y) if j not in taken.values()]
    says += [f"needs {_less_and_more([_marked(g) for g in alone], [_marked(g) for g in new])}"]
    says = [s for s in says if s != "needs "]
    return Change("needs", "; ".join(says)) if says else None


def _less_and_more(lost: Collection[str], new: Collection[str]) -> str:
    parts = [f"without {', '.join(lost)}"] if lost else []
    return " and ".join([*parts, f"with {', '.join(new)}"] if new else parts)


def _speakers(
    pair: Aligned, field: str, x: Sequence[str], y: Sequence[str], *, ordered: bool = False
) -> Change | None:
    mapped = [pair.same["speaker"].get(s, s if s not in pair.a.speaker else "") for s in x]
    equal = mapped == list(y) if ordered else sorted(mapped) == sorted(y)
    return _change(field.replace("_", " "), equal, _called(pair.a, x), _called(pair.b, y))


def _called(article: Article, speakers: Sequence[str]) -> str:
    names = [article.speaker[s].name if s in article.speaker else f"‘{s}’ (unknown)" for s in speakers]
    return " + ".join(names) or "none"


def _some(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _inside(article: Article, parent: str | None) -> str:
    if parent is None:
        return "none"
    quote = article.quote.get(parent)
    return f"{parent} {_cut(article.raw, quote.spans[0])}" if quote else f"‘{parent}’ (unknown)"


def _cut(raw: str, span: Span | None) -> str:
    return _marked(span.of(raw)) if span else "none"


def _place(
    pair: Aligned, field: str, x: Sequence[Span], y: Sequence[Span], called: str = ""
) -> Change | None:
    if tuple(x) == tuple(y):
        return None
    raw = pair.a.raw
    lost, new = ([_marked(w) for w in _beyond(raw, p, q)] for p, q in ((x, y), (y, x)))
    name = called or field
    if not x or not y:
        return Change(field, f"{name} only in {'a' if x else 'b'}: {', '.join(lost or new)}")
    if not lost and not new:
        return Change(field, f"{name} in {_segments(x)} → {_segments(y)}")
    if not any(s.overlaps(t) for s in x for t in y):
        return Change(field, f"{name} {', '.join(lost)} → {', '.join(new)}")
    says = [f"shortened by {', '.join(lost)}"] if lost else []
    says += [f"lengthened by {', '.join(new)}"] if new else []
    return Change(field, f"{name} {' and '.join(says)}")


def _segments(spans: Sequence[Span]) -> str:
    return f"{len(spans)} segment{'s' if len(spans) > 1 else ''}"


def _beyond(raw: str, spans: Sequence[Span], others: Sequence[Span]) -> list[str]:
    """The stretches of ``spans`` that ``others`` lack, as words."""
    rest: list[Span] = list(spans)
    for other in others:
        cut = []
        for span in rest:
            before, after = (
                Span(span.start, min(span.end, other.start)),
                Span(max(span.start, other.end), span.end),
            )
            cut += [s for s in ((before, after) if span.overlaps(other) else (span,)) if s.start < s.end]
        rest = cut
    return [words for span in rest if (words := span.of(raw).strip())]


def _marked(words: str) -> str:
    """Words in marks, unless they bring their own."""
    said = _short(words)
    return said if said[:1] in DOUBLE_MARKS and said[-1:] in DOUBLE_MARKS else f"“{said}”"


def _short(text: str) -> str:
    collapsed = " ".join(text.split())
    if len(collapsed) <= _LONGEST:
        return collapsed
    half = _LONGEST // 2
    return f"{collapsed[:half].rstrip()} … {collapsed[-half:].lstrip()}"
