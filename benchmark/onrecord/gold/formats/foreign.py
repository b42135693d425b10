"""What other people's annotations mean here, as far as that can be told; the rest is counted.

Annotations that a format wrote for us pass through unchanged.
"""

import bisect
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.formats.exchange import PLURAL, ROLES, WITHOUT_PLACE, Mark, records
from onrecord.gold.formats.nodes import KIND_OF_NAME
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.records import (
    DamageRecord,
    DecisionRecord,
    FactRecord,
    LabelRecord,
    MentionRecord,
    NotQuoteRecord,
    QuoteRecord,
    Record,
    RegionRecord,
    SpeakerRecord,
    StatementRecord,
    SummaryRecord,
)
from onrecord.gold.references import REFERENCES
from onrecord.text import DOUBLE_MARKS, Span, paragraphs

_MODELS: Mapping[str, type[Record]] = {
    "region": RegionRecord,
    "speaker": SpeakerRecord,
    "mention": MentionRecord,
    "quote": QuoteRecord,
    "not_quote": NotQuoteRecord,
    "damage": DamageRecord,
    "fact": FactRecord,
    "statement": StatementRecord,
    "summary": SummaryRecord,
    "label": LabelRecord,
    "decision": DecisionRecord,
}
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_MARKED = re.compile(f"[{re.escape(DOUBLE_MARKS)}][^{re.escape(DOUBLE_MARKS)}]+[{re.escape(DOUBLE_MARKS)}]")

# Labels as corpora and tools have them, in small letters and digits alone.
_LABELS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    **{name: ("quote", {}) for name in ("quote", "quotation", "content", "speech", "reportedspeech")},
    **{f"{form}{of}": ("quote", {"form": form})
       for form in ("direct", "indirect", "mixed") for of in ("", "quote", "quotation", "speech")},
    **{name: ("mention", {"class": "person"}) for name in ("per", "person", "properper", "propper", "pers")},
    **{name: ("mention", {"class": "organisation"})
       for name in ("org", "organisation", "organization", "proporg")},
    **{name: ("mention", {"class": "unnamed"}) for name in ("speaker", "source", "mention", "holder")},
    **{name: ("cue", {}) for name in ("cue", "verb", "reportingverb", "speechverb")},
    "notquote": ("not_quote", {}),
}  # fmt: skip
_ROLES = {"source": "via", "speaker": "via", "holder": "via", "spokenby": "via", "saidby": "via"}


def kind_of_label(label: str) -> tuple[str, dict[str, Any]]:
    """What a label of another tool means: a kind with what the label tells beside it, or itself."""
    own = KIND_OF_NAME.get(label)
    if own and own not in WITHOUT_PLACE:
        return own, {}
    kind, fields = _LABELS.get(_plain(label), (label, {}))
    return kind, dict(fields)


def role_of_link(role: str) -> str:
    """The field that a relation of another tool stands for, or itself."""
    plain = role.lower()
    return _ROLES.get(plain, plain)


def adopted(
    name: str, text: str, found: Iterable[Mark], known: Mapping[str, Any], losses: Losses
) -> Incoming:
    """An article of another tool: places mended, ids and speakers added where they are missing.

    ``name`` is a file's or a task's, and becomes an id. Raises GoldError where the text is not text.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise GoldError(f"{name}: the text holds half a character at {error.start}") from None
    losses = Counter(losses)
    places = _Places(text)
    kept = [mark for mark in (_kept(mark, places, losses) for mark in found) if mark]
    made, more = records(text, _completed(text, kept, losses))
    given = known.get("id")
    return Incoming(identifier(given if isinstance(given, str) else name), text, made, known, losses + more)


def identifier(name: str) -> str:
    """A name as an id: small letters, digits and hyphens; no path can be made of it."""
    if _ID.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:64].rstrip("-") or "article"


class _Places:
    """The paragraphs of a text, and spans made to lie in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = paragraphs(text)
        self._ends = [paragraph.end for paragraph in self.paragraphs]

    def mended(self, span: Span) -> list[Span]:
        """The span cut where lines end, without white space; nothing where it is not in the text."""
        if not 0 <= span.start < span.end <= len(self.text):
            return []
        found = []
        first = bisect.bisect_right(self._ends, span.start)
        for paragraph in itertools.takewhile(span.overlaps, self.paragraphs[first:]):
            start, end = max(span.start, paragraph.start), min(span.end, paragraph.end)
            words = self.text[start:end]
            if words.strip():
                start += len(words) - len(words.lstrip())
                found.append(Span(start, start + len(words.strip())))
        return found


def _kept(mark: Mark, places: _Places, losses: Losses) -> Mark | None:
    """The mark as far as it can be a record of ours; what cannot is counted."""
    if mark.at and mark.kind in WITHOUT_PLACE:
        mark = replace(mark, kind="mention", values={}, hints={}, id="")
    if mark.kind not in _MODELS:
        losses[f"annotations that are not understood: {mark.kind}"] += 1
        return None
    model = _MODELS[mark.kind]
    fields = {info.alias or name for name, info in model.model_fields.items()}
    also = {"class"} if mark.kind == "mention" and not mark.references.get("of") else set()
    for name in [*mark.values, *mark.references]:
        if name not in fields | also:
            losses[f"fields that are not understood: {name}"] += 1
    mended: dict[str, tuple[Span, ...]] = {}
    for role, spans in mark.places.items():
        pieces = [places.mended(span) for span in spans]
        if not all(pieces) and role == "at":
            losses[f"{PLURAL[mark.kind]} at places that are not in the text"] += 1
            return None
        mended[role] = tuple(piece for some in pieces for piece in some)
        if len(mended[role]) > len(spans) and mark.kind in ("mention", "not_quote", "damage", "region"):
            losses[f"{PLURAL[mark.kind]} that ran over a line's end, of which the first line is kept"] += 1
            mended[role] = mended[role][:1]
    return replace(
        mark,
        places={role: spans for role, spans in mended.items() if spans},
        references={k: v for k, v in mark.references.items() if k in fields},
        values={k: v for k, v in mark.values.items() if k in fields | also and k not in ROLES},
    )


def _completed(text: str, kept: Sequence[Mark], losses: Losses) -> Iterator[Mark]:
    """The marks with what every record of ours has: ids, and for a quote a form and a speaker."""
    cast = _Cast(kept)
    numbered = _Numbers(kept)
    of: dict[str, tuple[str, ...]] = {}
    ready = []
    for mark in kept:
        if "id" in _MODELS[mark.kind].model_fields and not mark.id:
            mark = replace(mark, id=numbered.next(mark.kind))
        if mark.kind == "mention":
            if not mark.references.get("of") and "of" not in _lists(mark):
                said = " ".join(mark.at[0].of(text).split()) if mark.at else ""
                speaker = cast.named(said, str(mark.values.get("class", "person")))
                mark = replace(mark, references={"of": (speaker,)}, values={})
            of[mark.id] = mark.references.get("of", ())
        ready.append(mark)
    for mark in ready:
        if mark.kind == "quote":
            mark = _with_form(text, mark)
        references = dict(mark.references)
        for name in ("of", "speaker", "for", "relayed_by"):
            if name in references and name in REFERENCES.get(mark.kind, ()):
                references[name] = tuple(i if _ID.fullmatch(i) else cast.named(i) for i in references[name])
        if mark.kind == "quote" and "speaker" not in references and "speaker" not in _lists(mark):
            via = references.get("via", ("",))[0]
            if not of.get(via):
                losses["quotes with no speaker, given to the speaker ‘unknown’"] += 1
            references["speaker"] = of.get(via) or (cast.named("unknown", "unnamed"),)
        cast.speaks(references.get("speaker", ()) if mark.kind == "quote" else ())
        yield replace(mark, references=references)
    yield from cast.added()


def _lists(mark: Mark) -> Sequence[Any]:
    lists = mark.hints.get("lists")
    return lists if isinstance(lists, list) else ()


def _with_form(text: str, quote: Mark) -> Mark:
    """The quote with a form and, where it is mixed, the words in marks."""
    form = quote.values.get("form")
    pieces = [span.of(text) for span in quote.at]
    if form is None:
        whole = all(p[0] in DOUBLE_MARKS and p[-1] in DOUBLE_MARKS for p in pieces)
        some = any(_MARKED.search(p) for p in pieces)
        form = "direct" if whole else "mixed" if some else "indirect"
    places = dict(quote.places)
    if form == "mixed" and "verbatim" not in places:
        found = [(span, run) for span, p in zip(quote.at, pieces, strict=True) for run in _MARKED.finditer(p)]
        places["verbatim"] = tuple(Span(s.start + run.start(), s.start + run.end()) for s, run in found)
    return replace(
        quote, places={k: v for k, v in places.items() if v}, values={**quote.values, "form": form}
    )


class _Numbers:
    """New ids, one letter and a number, that no mark has."""

    _letters: Mapping[str, str] = {"statement": "v"}

    def __init__(self, found: Sequence[Mark]) -> None:
        self._taken = {mark.id for mark in found}
        self._last: Counter[str] = Counter()

    def next(self, kind: str) -> str:
        letter = self._letters.get(kind, kind[0])
        while True:
            self._last[letter] += 1
            made = f"{letter}{self._last[letter]}"
            if made not in self._taken:
                return made


class _Cast:
    """The speakers that another tool names without a record of their own."""

    def __init__(self, found: Sequence[Mark]) -> None:
        self._taken = {mark.id for mark in found if mark.kind == "speaker"}
        self._ids = {str(m.values.get("name", "")).casefold(): m.id for m in found if m.kind == "speaker"}
        self._added: dict[str, dict[str, Any]] = {}
        self._speaking: set[str] = set()

    def named(self, name: str, cls: str = "person") -> str:
        """The id of the speaker of that name, who is added where nobody has it."""
        folded = name.casefold()
        if folded not in self._ids:
            base, number = identifier(name)[:56] if name else "speaker", 1
            made = base
            while made in self._taken:
                number += 1
                made = f"{base}-{number}"
            self._taken.add(made)
            self._ids[folded] = made
            self._added[made] = {"name": name, "class": cls}
        return self._ids[folded]

    def speaks(self, ids: Iterable[str]) -> None:
        self._speaking.update(ids)

    def added(self) -> Iterator[Mark]:
        for made, fields in self._added.items():
            silent = {} if made in self._speaking else {"speaks": False}
            yield Mark("speaker", made, values={**fields, **silent})


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())
