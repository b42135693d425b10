"""Text from articles and models, made harmless to show; numbers, as the page writes them.

Escaping is the templates' (autoescape); what is here is left over after it: characters that no escaping
touches, texts without end, and names that become part of an anchor.
"""

import re
import unicodedata

NAME_SHOWN = 200
WORDS_SHOWN = 700
ANSWER_SHOWN = 2_000
SUMMARY_SHOWN = 6_000
LIST_SHOWN = 120

# Each is replaced by one character, so that spans of code points stay where they are. Controls become
# their pictures. Replaced by U+FFFD: directional controls (they reorder what stands round them), other
# invisible characters that can hide text, tag characters, and lone surrogates (not writable as UTF-8).
_PICTURES = {c: 0x2400 + c for c in range(0x20) if c not in (0x09, 0x0A)}
_HIDDEN = (
    *range(0x7F, 0xA0),
    0x061C,
    0x180E,
    0x200B,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
_HARMLESS = {**dict.fromkeys(_HIDDEN, 0xFFFD), **_PICTURES}


def clean(text: str) -> str:
    """The text with every character that could misbehave replaced by a visible one; its length stays."""
    return text.translate(_HARMLESS)


def shorten(text: str, limit: int = WORDS_SHOWN) -> str:
    """The beginning of a text, with a note of what was cut where it is longer than ``limit``.

    Short limits are for names, which have no room for a note.
    """
    if len(text) <= limit:
        return text
    if limit <= NAME_SHOWN:
        return text[:limit] + "…"
    return f"{text[:limit]}… [cut here: {len(text):,} characters in all]"


def one_line(text: str) -> str:
    """A text of whoever wrote it, for a place where a line end or a control could mislead.

    No log of CI finds a command in it: one kind starts a line, the other (``##[``) may stand anywhere.
    """
    return " ".join(clean(text.replace("\n", " ").replace("\r", " ")).split()).replace("##[", "## [")


def anchor(name: str) -> str:
    """A name as part of an element's id: ASCII letters, digits, dots and dashes only."""
    plain = unicodedata.normalize("NFKD", name[:200]).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")[:80] or "x"


def number(value: float | None, *, percent: bool = True) -> str:
    """A score with one decimal, shares as percentages; – where it is undefined."""
    return "–" if value is None else f"{100 * value if percent else value:.1f}"


def interval(bounds: tuple[float, float] | None, *, percent: bool = True) -> str:
    """A 95% interval as ``71.2–83.0``; empty where there is none."""
    return "" if bounds is None else "–".join(number(b, percent=percent) for b in bounds)


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 answer``, ``2 answers``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
