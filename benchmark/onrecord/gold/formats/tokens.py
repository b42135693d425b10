"""Makes running text of tokens. Where spaces stood is not told, and put by the rules of print."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from onrecord.text import Span

Token = tuple[int, int]
"""A token's sentence and its place in it, from 0."""

_TO_LEFT = re.compile(
    r"[,.;:!?)\]}”»’…]|\.\.+|[,.!?]?[”’]+|['’](?:s|ll|ve|m|re|d)|n['’]t|[.!?]{2,}", re.IGNORECASE
)
_TO_RIGHT = re.compile(r"[(\[{„‚«]|[“‘][“‘]?")
_GERMAN = {"“": "„", "‘": "‚"}
# Marks that look the same on both sides: they open, then close.
_EVEN = frozenset(('"', "'", "_"))


@dataclass(frozen=True, slots=True)
class Running:
    """A text and the place of each token of each sentence in it."""

    text: str
    places: Sequence[Sequence[Span]]

    def spans(self, tokens: Sequence[Token]) -> tuple[Span, ...]:
        """The stretches that some tokens fill: those that follow one another are one. Raises IndexError."""
        found: list[Span] = []
        last: Token | None = None
        for sentence, at in sorted(set(tokens)):
            if sentence < 0 or at < 0:
                raise IndexError(f"no token {sentence}:{at}")
            span = self.places[sentence][at]
            follows = last is not None and (
                (sentence, at) == (last[0], last[1] + 1)
                or (at == 0 and sentence == last[0] + 1 and last[1] + 1 == len(self.places[last[0]]))
            )
            if follows:
                found[-1] = Span(found[-1].start, span.end)
            else:
                found.append(span)
            last = sentence, at
        return tuple(found)


def running(sentences: Sequence[Sequence[str]], joined: Container[int] = ()) -> Running:
    """One sentence a line; those in ``joined`` go on in the line of the one before."""
    parts: list[str] = []
    places: list[list[Span]] = []
    length = 0
    opened: set[str] = set()
    glue = ""
    for number, sentence in enumerate(sentences):
        is_new = bool(number) and number not in joined
        if is_new or not number:
            opened, glue = set(), "\n" if number else ""
        places.append([])
        for token in sentence:
            closes = _closes(token, opened, parts[-1] if parts else "")
            space = glue if glue != " " or not closes else ""
            parts += space, token
            start = length + len(space)
            length = start + len(token)
            places[-1].append(Span(start, length))
            glue = "" if _opens(token, opened, closes) else " "
    return Running("".join((*parts, "\n")), places)


def _closes(token: str, opened: set[str], before: str) -> bool:
    """Whether a token joins the one before."""
    if token in _EVEN:
        # "the boys ' boots": a possessive, not a mark.
        return token in opened or (token == "'" and before.endswith("s"))
    if token in _GERMAN:
        return _GERMAN[token] in opened
    return _TO_LEFT.fullmatch(token) is not None


def _opens(token: str, opened: set[str], closes: bool) -> bool:
    """Whether a token joins the one after; notes what it opens or closes."""
    if token in _EVEN and not closes:
        opened.add(token)
        return True
    if token in _EVEN or (token in _GERMAN and closes):
        opened.discard(_GERMAN.get(token, token))
        return False
    if token in _GERMAN.values():
        opened.add(token)
    return _TO_RIGHT.fullmatch(token) is not None
