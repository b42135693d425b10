"""The caret line stands under the offending words, whatever they are made of."""

import pytest
from rich.cells import cell_len

from onrecord.gold.check import RULES
from onrecord.gold.rules.rule import Finding, Place
from onrecord.workbench.check.terminal import shown

RULE = RULES[0]


def lines(text: str, words: str, width: int = 80) -> tuple[str, str]:
    """The line and the caret line of a finding about some words of a text."""
    start = text.index(words)
    place = Place("a/article.txt", 3, start + 1, start + len(words) + 1, text, 1)
    finding = Finding(RULE.id, "error", "a/article.txt", 3, "wrong; mend it", "§1", place)
    _, line, carets, why = (t.plain for t in shown(finding, RULE, width))
    assert why.strip() == RULE.why
    return line, carets


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor said so.", "said"),
        ("東京の市長は said 行く", "said"),
        ("東京の市長は行く", "市長"),
        ("The 🚢 and the mayor said", "mayor"),
        ("A cafe\u0301 owner said so", "said"),
        ("The cafe\u0301 is shut", "cafe\u0301"),
        ("tab\tand said", "said"),
    ],
)
def test_carets_are_under_the_words(text: str, words: str) -> None:
    line, carets = lines(text, words)

    assert cell_len(line[: line.index(words)]) == carets.index("^")
    assert carets.count("^") == cell_len(words)


@pytest.mark.parametrize(
    ("words", "sign"), [("\u200b", "□"), ("\x00", "□"), ("\x1b", "□"), ("\u202e", "□"), ("  ", "··")]
)
def test_what_nobody_sees_is_shown(words: str, sign: str) -> None:
    line, carets = lines(f"before{words}after", words)

    assert line == f"    before{sign}after"
    assert carets.index("^") == line.index(sign)
    assert words not in line.strip()


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("words", ["said", "said " * 60, "市長" * 40])
def test_a_long_line_is_cut_to_the_width_with_the_words_in_it(width: int, words: str) -> None:
    line, carets = lines("left 左 " * 40 + words + " right 右" * 40, words, width)

    assert cell_len(line) <= width
    assert cell_len(carets) <= width
    cut = line[cell_column(line, carets.index("^")) :]
    assert cut.startswith(words[:4])


def cell_column(line: str, cells: int) -> int:
    """Which character of a line begins after so many cells."""
    return next(n for n in range(len(line)) if cell_len(line[:n]) == cells)


def test_a_line_of_another_file_is_named() -> None:
    place = Place("a/article.txt", 3, 1, 5, "said so", 1)
    finding = Finding(RULE.id, "warning", "a/annotations.jsonl", 7, "wrong; mend it", "§1", place)

    head, line, carets, _ = (t.plain for t in shown(finding, RULE, 80))

    assert head == f"warning: a/annotations.jsonl:7: wrong; mend it [{RULE.id}; guideline §1]"
    assert line == "    article.txt:3: said so"
    assert carets.index("^") == line.index("said")
