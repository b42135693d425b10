"""Proposes a region for every line of a new article, by rules that a person can follow (guideline §2).

What the page says (``Line.parts``) comes first. Then, for what it does not say:

- *boilerplate*: links to other articles, appeals to subscribe or follow, rights, cookies;
- *credit*: a byline, ``Photo: …``, ``Credit…``, ``(Reporting by …)``; at a line's end it is parted from the
  words before it, which are a *caption*;
- *label*: a short line in capitals or of a known word (``LIVE``, ``Opinion``), a date, ``Updated at …``, and
  a short line without a full stop alone between two paragraphs (a crosshead);
- *headline*: before the body, the first line that is none of these, and a standfirst right below it;
- *body*: the rest.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.records import RegionRecord, RegionType
from onrecord.text import DOUBLE_MARKS, Span, count_words


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. ``parts`` are its stretches (start, end) whose kind the page tells."""

    text: str
    parts: tuple[tuple[int, int, RegionType], ...] = ()


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"(?:last )?(?:updated|published|posted)\b|.*\b\d{{4}}-\d\d-\d\d\b|"
    rf".*\b(?:(?:{_MONTHS})[a-z]*\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTHS})[a-z]*\.?),? \d{{4}}\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"""(?:please\ )?(?:follow\ us|sign\ up|subscribe|download\ our|click\ here|tap\ here|share\ this|
    support\ us)\b|
    (?:read\ (?:more|also|next)|related(?:\ (?:articles?|stories))?|more\ on\ this)\b|advertisement\b|
    this\ article\ (?:was\ (?:first|originally)|first)|(?:©|\(c\)|copyright)\s|all\ rights\ reserved|
    we\ use\ cookies|(?:the\ )?views\ expressed""",
    re.IGNORECASE | re.VERBOSE,
)
_FURNITURE = re.compile(
    r"(?:advertisement|skip to [a-z ]+|share|print|copy link|loading|menu)\W*", re.IGNORECASE
)
_ADDRESS = re.compile(r"\w@\w+(?:\.\w+)+")
_SPEECH = re.compile(f"[{DOUBLE_MARKS}]")
_BYLINE = re.compile(r"(?:By|BY) [^\W\d_a-z]")
_CREDIT = re.compile(
    r"""(?:photo|picture|image|illustration|video|map|chart)(?:graph)?s?\ ?(?::|by\b|credit\b)|credit\s*[:.…]|
    \(?(?:additional\ )?(?:reporting|editing|writing)(?:\ and\ (?:editing|writing))?\ by\b|
    \((?:photo|picture|image|credit)""",
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT_AT_END = re.compile(
    r"""(?<=[.!?”"’)])\s*(?:Credit\s*[:.…]|Photo(?:graph)?s?\s*(?::|by\b)|(?:Image|Picture)\s*:|©).{1,80}$|
    (?<=\s)\((?:Photo(?:graph)?|Image|Picture|Credit)s?\s*(?::|by\b)[^()]{1,80}\)$""",
    re.VERBOSE,
)
_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_LABELS = frozenset(
    "live opinion analysis comment editorial news world politics sport science explainer".split()
)
_LEAST_PROSE = 10
_LONGEST_LABEL, _LONGEST_DATE, _LONGEST_CROSSHEAD = 4, 10, 8
_LONGEST_BYLINE, _LONGEST_CREDIT, _LONGEST_APPEAL, _LONGEST_CAPTION = 8, 25, 40, 80


def is_furniture(line: str) -> bool:
    """Whether a line is a page's own (a button, an advertisement's label) and nobody's words."""
    return _FURNITURE.fullmatch(line) is not None


def kind_by_words(text: str) -> RegionType | None:
    """What the words of a line alone say that it is; None where they do not."""
    count = count_words(text)
    if _BOILERPLATE.match(text) and count <= _LONGEST_APPEAL:
        return "boilerplate"
    if count <= _LONGEST_CREDIT and _ADDRESS.search(text) and not _SPEECH.search(text):
        return "boilerplate"
    is_byline = _BYLINE.match(text) and count <= _LONGEST_BYLINE and not text.endswith(".")
    if is_byline or (_CREDIT.match(text) and count <= _LONGEST_CREDIT):
        return "credit"
    said = text.casefold().strip(" :.").split()
    if count <= _LONGEST_LABEL and (text.isupper() or (said and _LABELS.issuperset(said))):
        return "label"
    if count <= _LONGEST_DATE and _DATE.match(text) and not text.endswith("."):
        return "label"
    return "caption" if count <= _LONGEST_CAPTION and _CREDIT_AT_END.search(text) else None


def propose_regions(text: str, lines: Sequence[Line]) -> list[RegionRecord]:
    """A region for each line, or a caption and a credit; ``text`` is the article made of the lines."""
    resolver = AnchorResolver(text)
    found = []
    rows = zip(lines, _types(lines), resolver.paragraphs, strict=True)
    for number, (line, kind, paragraph) in enumerate(rows, 1):
        places = [(f"p{number}", kind)]
        if parts := _caption_and_credit(line, kind):
            # Words that stand twice in their line may have no anchor: then the line stays whole.
            with contextlib.suppress(AnchorError):
                start = paragraph.start
                places = [(resolver.anchor(Span(start + a, start + b)), part) for a, b, part in parts]
        found += [RegionRecord(kind="region", type=part, at=at) for at, part in places]
    return found


def headline(lines: Sequence[Line]) -> str:
    """The first line that is proposed as a headline, or ""."""
    return next(
        (line.text for line, kind in zip(lines, _types(lines), strict=True) if kind == "headline"), ""
    )


def _types(lines: Sequence[Line]) -> list[RegionType]:
    told = [_told(line) for line in lines]
    prose = [
        kind is None and count_words(line.text) >= _LEAST_PROSE and bool(_ENDS.search(line.text))
        for line, kind in zip(lines, told, strict=True)
    ]
    first = prose.index(True) if True in prose else len(lines)
    found: list[RegionType] = []
    for n, line in enumerate(lines):
        after_headline = n < first and found[-1:] == ["headline"] and found.count("headline") == 1
        kind = told[n] or kind_by_words(line.text)
        if (
            kind == "label"
            and after_headline
            and count_words(line.text) > _LONGEST_LABEL
            and not _is_date(line)
        ):
            kind = "headline"  # a standfirst that a page has as a smaller heading
        if kind is None and n < first and ("headline" not in found or after_headline):
            kind = "headline"
        is_between = 0 < n < len(lines) - 1 and prose[n - 1] and (prose[n + 1] or told[n + 1] is not None)
        if kind is None and n > first and is_between and _is_crosshead(line.text):
            kind = "label"
        found.append(kind or "body")
    return found


def _told(line: Line) -> RegionType | None:
    """What the page says that a line is, where it says so of all of its words."""
    covered = "".join(line.text[a:b] for a, b, _ in line.parts)
    if not line.parts or sum(map(str.isalnum, covered)) < sum(map(str.isalnum, line.text)):
        return None
    kind = max(line.parts, key=lambda part: part[1] - part[0])[2]
    if kind == "label" and _ENDS.search(line.text) and not _is_date(line):
        return None  # a sentence, whatever its class
    longest = {"label": 2 * _LONGEST_CROSSHEAD, "credit": _LONGEST_CREDIT, "caption": _LONGEST_CAPTION}
    return kind if count_words(line.text) <= longest.get(kind, _LONGEST_APPEAL) else None


def _is_date(line: Line) -> bool:
    return count_words(line.text) <= _LONGEST_DATE and _DATE.match(line.text) is not None


def _is_crosshead(text: str) -> bool:
    return count_words(text) <= _LONGEST_CROSSHEAD and not _ENDS.search(text)


def _caption_and_credit(line: Line, kind: RegionType) -> list[tuple[int, int, RegionType]]:
    """The stretches of a line that is a caption with its credit; none of any other."""
    if kind == _told(line) and {part[2] for part in line.parts} == {"caption", "credit"}:
        return list(line.parts)
    match = _CREDIT_AT_END.search(line.text) if kind == "caption" else None
    if match is None:
        return []
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    caption = line.text[: match.start()].rstrip()
    return [(0, len(caption), "caption"), (start, len(line.text), "credit")] if caption else []
