"""The items of ``check-quote``: quotations with a claimed speaker, made from gold by typed, seeded edits.

For every quote with enough marked words there is one *genuine*, one *altered* and one *misattributed*
item, and as many *invented* ones: statements that the article leaves open, and sentences of its writer,
put in a speaker's mouth. Each choice is drawn by the article's id and the words it is about, so that a
change of gold changes the items that it concerns and leaves the others as they were.
"""

import hashlib
import itertools
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from onrecord.gold.article import Article, Quote, Speaker
from onrecord.reading.locating import Locator, has_gap
from onrecord.tasks.edits import BLURRING, TURNING
from onrecord.text import DOUBLE_MARKS, words

LEAST_WORDS = 4
MOST_QUOTES = 8
_EDGES = DOUBLE_MARKS + " ,.;:"
_MARK = re.compile(f"[{DOUBLE_MARKS}]")

Marked = list[tuple[frozenset[str], str]]
"""The marked stretches of all quotes: their speakers, and their padded words."""
Stands = Callable[[str], bool]
"""Whether words stand in the article, in one run or over the gaps that they mark."""


@dataclass(frozen=True, slots=True)
class Check:
    """One item: what is claimed, its true label, and the edit and quote that it was made from."""

    id: str
    quote: str
    speaker: str
    label: str
    edit: str
    source: str = ""


@lru_cache(maxsize=64)
def checks(article: Article) -> tuple[Check, ...]:
    """The items of one article, in a drawn order and under ids that do not give the label away."""
    said = {(_said(article, q), q.speakers): q for q in reversed(article.quotes) if not q.optional}
    quotes = [q for (spoken, _), q in said.items() if len(words(spoken)) >= LEAST_WORDS]
    quotes = sorted(quotes, key=lambda q: _lot(article, _said(article, q), *q.speakers))[:MOST_QUOTES]
    marked = [
        (frozenset(q.speakers), _padded(span.of(article.raw))) for q in article.quotes for span in q.marked
    ]
    stands = _finder(article)
    found = [check for quote in quotes for check in _from_quote(article, quote, stands, marked)]
    found += _invented(article, len(quotes))
    drawn = {_lot(article, check.quote, check.speaker): check for check in found}
    return tuple(replace(check, id=f"c{lot[:8]}") for lot, check in sorted(drawn.items()))


def _lot(article: Article, *about: str) -> str:
    """A number drawn for what it is about, in hexadecimal digits."""
    return hashlib.sha256("\0".join(("check-quote", article.id, *about)).encode()).hexdigest()


def _from_quote(article: Article, quote: Quote, stands: Stands, marked: Marked) -> list[Check]:
    said = _said(article, quote)
    speaker = " and ".join(article.speaker[s].name for s in quote.speakers)
    found = [Check("", said, speaker, "genuine", "none", quote.id)]
    changed = _alter(said, Random(_lot(article, said)), stands)
    if changed:
        found.append(Check("", changed[1], speaker, "altered", changed[0], quote.id))
    other = _other_speaker(article, quote, marked)
    if other:
        found.append(Check("", said, other.name, "misattributed", "speaker", quote.id))
    return found


def _said(article: Article, quote: Quote) -> str:
    """The longest stretch of the quote's marked words, without the marks at its edges."""
    stretches = [s.of(article.raw).strip(_EDGES) for s in quote.marked]
    return max(stretches, key=len, default="")


def _alter(said: str, random: Random, stands: Stands) -> tuple[str, str] | None:
    """The first edit, in a seeded order, whose result does not stand in the article."""
    turning, blurring = list(TURNING.items()), list(BLURRING.items())
    random.shuffle(turning)
    random.shuffle(blurring)
    for name, edit in (*turning, *blurring):
        changed = edit(said, random)
        if changed and words(changed) != words(said) and not stands(changed):
            return name, changed
    return None


def _finder(article: Article) -> Stands:
    # As ``Locator`` has it, which takes far longer to find what is nearly there.
    everything = _padded(article.raw)

    def stands(said: str) -> bool:
        if _padded(said) in everything:
            return True
        return has_gap(said) and Locator(article.text).locate(said).kind == "exact"

    return stands


def _other_speaker(article: Article, quote: Quote, marked: Marked) -> Speaker | None:
    """Somebody else of the article, of the same class where there is one."""
    involved = {*quote.speakers, *quote.relayed_by, quote.on_behalf_of}
    others = [s for s in article.speakers if s.id not in involved and s.speaks]
    said = _said(article, quote)
    padded = _padded(said)
    # Who said these very words too, alone or within a longer quote, is no wrong speaker.
    also_said = {s for speakers, stretch in marked if padded in stretch for s in speakers}
    others = [s for s in others if s.id not in also_said]
    classes = {article.speaker[s].cls for s in quote.speakers}
    alike = [s for s in others if s.cls in classes] or others
    return min(alike, key=lambda s: _lot(article, said, s.name), default=None)


def _padded(text: str) -> str:
    """The words of a text, each between spaces, so that no word is found inside another."""
    return f" {' '.join(words(text))} "


def _invented(article: Article, count: int) -> list[Check]:
    """Statements the article leaves open and sentences of its writer, given to speakers who are quoted."""
    voices = [s for s in article.speakers if s.speaks and s.cls in ("person", "organisation")]
    voices = voices or [s for s in article.speakers if s.speaks]
    if not voices or not count:
        return []
    left_open = [(s.text.rstrip("."), "unstated", s.id) for s in article.statements if s.label == "unstated"]
    narrated = [(s, "narration", "") for s in _narration(article)]
    for texts in (left_open, narrated):
        texts.sort(key=lambda item: _lot(article, item[0]))
    pool = [item for pair in zip(left_open, narrated, strict=False) for item in pair]
    pool += left_open[len(narrated) :] + narrated[len(left_open) :]
    names = [(voice, _names(voice)) for voice in voices]
    found: list[Check] = []
    for text, edit, source in pool:
        if len(found) == count:
            break
        # Nobody speaks of themselves by name.
        spoken = set(words(text))
        others = [voice for voice, own in names if own.isdisjoint(spoken)]
        if others:
            voice = min(others, key=lambda voice: _lot(article, text, voice.name))
            found.append(Check("", text, voice.name, "invented", edit, source))
    return found


def _names(speaker: Speaker) -> set[str]:
    """The words of a speaker's names, short ones left out."""
    return {w for name in (speaker.name, *speaker.aliases) for w in words(name) if len(w) > 2}


def _narration(article: Article) -> list[str]:
    """Sentences of the body in which nobody is quoted, of a quotation's usual length."""
    quoted = sorted(
        [*(s for q in article.quotes for s in q.spans), *(q.cue for q in article.quotes if q.cue)]
    )
    starts = [span.start for span in quoted]
    furthest = [0, *itertools.accumulate((span.end for span in quoted), max)]
    found = []
    for sentence in article.text.sentences:
        text = sentence.of(article.raw)
        # How far the quotes reach that begin before its end.
        is_plain = not _MARK.search(text) and furthest[bisect_left(starts, sentence.end)] <= sentence.start
        if is_plain and article.region_of(sentence) == "body" and 6 <= len(words(text)) <= 40:
            found.append(re.sub(r"[\s.]+$", "", text))
    return found
