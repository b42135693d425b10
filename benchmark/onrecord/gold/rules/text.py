"""The frozen text: what it must not hold, and that it is the one that was annotated."""

import codecs
import contextlib
import hashlib
import re
import unicodedata
from collections.abc import Iterator

from onrecord.gold.article import Article
from onrecord.gold.rules.rule import Problem, faults_of, file_rule, rule
from onrecord.gold.rules.source import TEXT, Source
from onrecord.text import Span

# Tab and line feed are the only controls that a text needs; other line ends are ``text-lf``'s.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# The byte-order mark, zero-width space, word joiner, soft hyphen, joiners, and what turns the direction of
# writing round.
_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e\u2066-\u2069]")
# These are part of some scripts and of emoji: only inside a Latin word they hide.
_OF_SCRIPTS = re.compile("[\u200c-\u200f]")
_LATIN = re.compile("[A-Za-z0-9]")
_BRACKETS = re.compile("[⟦⟧]")
_LINE_ENDS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
_DECOMPOSED = re.compile(r"\S+")
_MOST = 20
"""Places told of each kind: a text that breaks a rule everywhere is mended in one go."""


def _places(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for number, match in enumerate(pattern.finditer(text)):
        if number == _MOST:
            return
        yield Span(*match.span())


def invisible(text: str) -> Iterator[Span]:
    """Where a text holds what nobody sees, and no script needs there."""
    for span in _places(_INVISIBLE, text):
        around = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
        if not _OF_SCRIPTS.match(span.of(text)) or all(map(_LATIN.match, around)):
            yield span


@file_rule("file-missing", "error", "§1", "An article is its text and its meta.json; one without is none.")
def _missing(source: Source) -> Iterator[Problem]:
    return faults_of(source, "file-missing")


@file_rule("utf-8", "error", "§1", "Bytes that are no UTF-8 are other characters on every machine.")
def _utf8(source: Source) -> Iterator[Problem]:
    return faults_of(source, "utf-8")


def restored(source: Source) -> str | None:
    """The text that ``meta.json`` names, where an editor changed but its line ends or byte-order mark."""
    if not source.has_meta:
        return None
    data = source.files.get(TEXT, b"")
    for begun in (data, data.removeprefix(codecs.BOM_UTF8)):
        for text in (begun, begun.replace(b"\r\n", b"\n")):
            if hashlib.sha256(text).hexdigest() == source.meta.sha256:
                with contextlib.suppress(UnicodeDecodeError):
                    return text.decode("utf-8")
    return None


@file_rule("text-frozen", "error", "§1", "Anchors rest on the text that was annotated, to the letter.")
def _frozen(source: Source) -> Iterator[Problem]:
    if TEXT in source.files and source.has_meta:
        digest = hashlib.sha256(source.files[TEXT]).hexdigest()
        if digest != source.meta.sha256:
            where, remedy = "", "restore it, or annotate the new one afresh"
            if restored(source) is not None:
                where, remedy = " in its line ends or byte-order mark", "--fix restores it"
            shas = f"sha256 {digest[:12]}…, meta.json says {source.meta.sha256[:12]}…"
            yield Problem(0, f"the text has changed{where} ({shas}); {remedy}", file=TEXT)


@rule("text-control", "error", "§1", "Control characters break prompts and terminals, and nobody sees them.")
def _controls(article: Article) -> Iterator[Problem]:
    for span in _places(CONTROLS, article.raw):
        yield Problem(0, f"control character U+{ord(span.of(article.raw)):04X}; take it out", span)


@rule("text-invisible", "error", "§1", "What nobody sees makes two words that look alike differ.")
def _invisible(article: Article) -> Iterator[Problem]:
    for span in invisible(article.raw):
        char = span.of(article.raw)
        name = unicodedata.name(char, "no name").lower()
        yield Problem(0, f"invisible character U+{ord(char):04X} ({name}); take it out", span)


@rule("text-brackets", "error", "§1.2", "⟦ and ⟧ enclose the words of an anchor.")
def _brackets(article: Article) -> Iterator[Problem]:
    if "⟦" not in article.raw and "⟧" not in article.raw:
        return  # as nearly always: two searches take a tenth of the time of a pattern
    for span in _places(_BRACKETS, article.raw):
        yield Problem(0, f"‘{span.of(article.raw)}’ stands in the text; put another bracket", span)


@file_rule("text-lf", "warning", "§1.1", "Paragraphs are lines: all readers must part them alike.")
def _line_ends(source: Source) -> Iterator[Problem]:
    for span in _places(_LINE_ENDS, source.text):
        end = span.of(source.text)
        shown = "CR LF" if end == "\r\n" else f"U+{ord(end):04X}"
        yield Problem(0, f"line end {shown}; save the text with LF", span, file=TEXT)
        if end == "\r\n":
            return  # so is the whole file


@file_rule("text-nfc", "warning", "§1.3", "One letter has one spelling in code points.")
def _nfc(source: Source) -> Iterator[Problem]:
    if unicodedata.is_normalized("NFC", source.text):
        return
    words = (m for m in _DECOMPOSED.finditer(source.text) if not unicodedata.is_normalized("NFC", m[0]))
    for match, _ in zip(words, range(_MOST), strict=False):
        yield Problem(
            0, f"‘{match[0][:40]}’ is not NFC; save the text as NFC", Span(*match.span()), file=TEXT
        )


@file_rule("text-space", "warning", "§1.4", "Space at the end of a line is invisible, and editors drop it.")
def _trailing(source: Source) -> Iterator[Problem]:
    for span in _places(_TRAILING, source.text.replace("\r", "\n")):
        yield Problem(0, "space at the end of a line; take it out", span, file=TEXT)


@file_rule("article-duplicate", "warning", "§1", "An article that counts twice weighs twice in every score.")
def _duplicate(source: Source) -> Iterator[Problem]:
    if source.doubles:
        named = ", ".join(f"‘{name}’" for name in source.doubles[:3])
        yield Problem(0, f"the same text as {named}; keep one", file=TEXT)
