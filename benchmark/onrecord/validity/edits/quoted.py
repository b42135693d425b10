"""Edits of what stands in quote marks, and of who is said to have said it."""

import re
from collections.abc import Iterator
from itertools import islice
from random import Random

from onrecord.reading.types import Marked
from onrecord.text import Span
from onrecord.validity.edits.edit import QUOTED, Base, Edit, shuffled

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST_WORDS = 6
_LEAST_LEFT = 4
# "I asked if" is a question, not a condition.
_TURNS = re.compile(
    r"(?<!ask)(?<!asked)(?<!asked me)(?<!wondered)(?<!know)(?<=[\w’'])"
    r"(?:(?:,| –|;)?\s+(?:but|unless|until|if|though|although|except|provided)|(?:,| –|;)\s+only)\b"
)
_NEGATION = r"not|no|never|nobody|nothing|none|neither|nor|hardly|barely|cannot|\w+n[’']t"
_LIMIT = r"may|might|could|only|nearly|almost"
_QUALIFIERS = re.compile(rf"\b(?:{_NEGATION}|{_LIMIT}|if|unless|until)\s+", re.IGNORECASE)
_LEFT_OUT = re.compile(rf"(?<=\w )(?:{_NEGATION}|{_LIMIT})(?= \w)")
# "X said", "said X", "according to X", beside a quotation.
_SAID = r"(?:said|says|told [\w ]{2,20}|added|wrote|warned|insisted|argued)"


def _long(base: Base) -> list[Marked]:
    return [q for q in base.quotations if len(q.inner.of(base.text).split()) >= _LEAST_WORDS]


def _inner_words(base: Base, quotation: Marked) -> list[Span]:
    """The words of a quotation but the two at either edge: what is left without an edge is still verbatim."""
    start = quotation.inner.start
    words = [Span(start + m.start(), start + m.end()) for m in _WORD.finditer(quotation.inner.of(base.text))]
    return words[2:-2]


def _places(base: Base, random: Random) -> list[Span]:
    return shuffled([w for q in _long(base) for w in _inner_words(base, q)], random)


def _strange_words(base: Base) -> list[str]:
    """Words of the article of five letters and more, in lower case, that none of the quotations has."""
    quoted = {w.casefold() for q in base.quotations for w in _WORD.findall(q.inner.of(base.text))}
    found = dict.fromkeys(re.findall(r"\b[a-z]{5,}\b", base.article.raw))
    return [w for w in found if w not in quoted]


def swapped_word(base: Base, random: Random) -> Iterator[str]:
    """One word of a quotation replaced by another word of the article."""
    strange = _strange_words(base)
    for place in _places(base, random):
        if len(place.of(base.text)) > 3 and strange:
            yield base.replaced(place, random.choice(strange))


def dropped_word(base: Base, random: Random) -> Iterator[str]:
    """One word of a quotation left out, not at its edge."""
    for place in _places(base, random):
        yield base.replaced(Span(place.start, place.end + 1), "").replace("  ", " ")


def added_word(base: Base, random: Random) -> Iterator[str]:
    """One word put into a quotation."""
    strange = _strange_words(base)
    for place in _places(base, random):
        if strange:
            yield base.replaced(Span(place.start, place.start), f"{random.choice(strange)} ")


def exchanged_words(base: Base, random: Random) -> Iterator[str]:
    """Two words of a quotation, each in the other's place."""
    for quotation in shuffled(_long(base), random):
        words = shuffled(_inner_words(base, quotation), random)
        for one, other in zip(words[::2], words[1::2], strict=False):
            first, last = sorted((one, other))
            a, b = first.of(base.text), last.of(base.text)
            if a.casefold() != b.casefold():
                middle = base.text[first.end : last.start]
                yield base.replaced(Span(first.start, last.end), f"{b}{middle}{a}")


def spliced(base: Base, random: Random) -> Iterator[str]:
    """The first half of a quotation, run on into the second half of another of gold's quotes."""
    raw = base.article.raw
    others = [_plain(span.of(raw)) for quote in base.article.quotes for span in quote.marked]
    for quotation in shuffled(_long(base), random):
        words = quotation.inner.of(base.text).split()
        own = _plain(" ".join(words))
        apart = [o for o in others if len(o) >= _LEAST_WORDS and not _holds(own, o) and not _holds(o, own)]
        for other in islice(shuffled(apart, random), 3):
            yield base.replaced(
                quotation.inner, " ".join([*words[: len(words) // 2], *other[len(other) // 2 :]])
            )


def _plain(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)


def _holds(words: list[str], others: list[str]) -> bool:
    """Whether one run of words ends with, or has, the second half of another."""
    tail = " ".join(others[len(others) // 2 :]).casefold()
    return tail in " ".join(words).casefold()


def cut_at_turn(base: Base, random: Random) -> Iterator[str]:
    """A quotation cut before its "but", "unless", "if", after its "not", "only", "may", or with that left out
    for an ellipsis; four words or more of the clause are left."""
    for quotation in base.quotations:
        words = quotation.inner.of(base.text)
        for turn in _TURNS.finditer(words):
            if len(_clause(words[: turn.start()], -1)) >= _LEAST_LEFT:
                yield base.replaced(quotation.inner, words[: turn.start()])
        for qualifier in _QUALIFIERS.finditer(words):
            if len(_clause(words[qualifier.end() :], 0)) >= _LEAST_LEFT:
                yield base.replaced(quotation.inner, words[qualifier.end() :])
        for qualifier in _LEFT_OUT.finditer(words):
            before, after = words[: qualifier.start()], words[qualifier.end() :]
            if len(_clause(before, -1)) + len(_clause(after, 0)) >= _LEAST_LEFT:
                yield base.replaced(quotation.inner, f"{before}…{after}")


def _clause(words: str, which: int) -> list[str]:
    """The words of the first or the last clause."""
    return re.split(r"[.!?;,]", words)[which].split()


def _names(base: Base) -> list[tuple[str, str, str]]:
    """Each name by which a speaker of the article may be called, its speaker and class; longest first."""
    found = [(n, s.id, s.cls) for s in base.article.speakers if s.speaks for n in (s.name, *s.aliases)]
    found += [
        (s.name.split()[-1], s.id, s.cls)
        for s in base.article.speakers
        if s.cls == "person" and " " in s.name
    ]
    return sorted((f for f in found if f[0][:1].isupper()), key=lambda f: -len(f[0]))


def _sources(base: Base) -> Iterator[tuple[Span, str, str, bool]]:
    """Names with a "said", their speaker and class, and whether a quotation stands right beside them."""
    taken: list[Span] = []
    for name, speaker, cls in _names(base):
        for match in re.finditer(rf"\b{re.escape(name)}\b", base.text):
            place = Span(*match.span())
            near = base.text[max(0, place.start - 25) : place.end + 25]
            if base.is_quoted(place) or any(place.overlaps(t) for t in taken):
                continue
            taken.append(place)
            if re.search(rf"(?:{_SAID} {re.escape(name)}|{re.escape(name)} {_SAID})", near):
                edge = Span(max(0, place.start - 12), place.end + 12)
                yield place, speaker, cls, any(q.span.overlaps(edge) for q in base.quotations)


def swapped_speaker(base: Base, random: Random) -> Iterator[str]:
    """The name beside a quotation and its "said", replaced by somebody else who speaks in the article."""
    yield from _swapped(base, random, beside_quotation=True)


def swapped_source(base: Base, random: Random) -> Iterator[str]:
    """The name beside the "said" of an indirect report, replaced in the same way."""
    yield from _swapped(base, random, beside_quotation=False)


def _swapped(base: Base, random: Random, *, beside_quotation: bool) -> Iterator[str]:
    places = [source for source in _sources(base) if source[3] == beside_quotation]
    for place, speaker, cls, _ in shuffled(places, random):
        joint = {
            s for q in base.article.quotes if speaker in q.speakers for s in (*q.speakers, q.on_behalf_of)
        }
        others = [
            s.name
            for s in base.article.speakers
            if s.cls == cls and s.speaks and s.id not in joint | {speaker} and s.name[:1].isupper()
        ]
        for other in islice(shuffled(others, random), 2):
            yield base.replaced(place, other)


def removed_attribution(base: Base, random: Random) -> Iterator[str]:
    """A quotation left without its "X said"."""
    for quotation in shuffled(_long(base), random):
        sentence = next((s for s in base.sentences if s.contains(quotation.span)), None)
        if sentence and sentence.start == quotation.span.start:
            yield base.replaced(Span(quotation.span.end, sentence.end), "")


EDITS = (
    Edit(
        "quote: word swapped",
        "one word of a quotation is another word of the article",
        swapped_word,
        0.99,
        of=QUOTED,
    ),
    Edit("quote: word dropped", "one word is missing, not at the edge", dropped_word, 0.99, of=QUOTED),
    Edit("quote: word added", "one word of the article is put in", added_word, 0.99, of=QUOTED),
    Edit(
        "quote: words exchanged",
        "two words stand in each other's place",
        exchanged_words,
        0.99,
        of=QUOTED,
    ),
    Edit("quote: spliced", "half a quotation runs on into half of another", spliced, 0.99, of=QUOTED),
    Edit(
        "quote: cut at its turn",
        "cut before its ‘but’, ‘unless’, ‘if’, after its ‘not’, ‘only’, ‘may’, or with that left out for ‘…’",
        cut_at_turn,
        0.99,
        of=("quote",),
    ),
    Edit("speaker swapped", "a quotation's speaker is somebody else", swapped_speaker, 0.98, of=QUOTED),
    Edit("source swapped", "an indirect report is somebody else's", swapped_source),
    Edit("attribution removed", "a quotation stands without a source", removed_attribution, of=QUOTED),
)
