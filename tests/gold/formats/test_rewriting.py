"""Foreign text made fit to be frozen: by the rules, and with every word found again."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.formats.rewriting import cleaned
from onrecord.text import Span

PIECES = st.sampled_from([
    "a", "word", " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n\n\n", "e\u0301", "é", "\u1112\u1161\u11ab",
    "\ufeff", "\u200b", "👩‍🚒", "⟦", "⟧", "''", "``", "'''", "“", "\x00",
    "\u0083", "\u2028", "\ud800", "שלום",
])  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_a_text_of_any_kind_becomes_fit_and_its_words_are_found(text: str, unwrap: bool) -> None:
    made = cleaned(text, unwrap=unwrap)
    assert unicodedata.is_normalized("NFC", made.text)
    assert not re.search("[\r\t\x00\u0083\u2028\ud800⟦⟧\ufeff\u200b]|[^\\S\n]\n|[^\\S\n]$|\n\n\n", made.text)
    assert made.text.encode().decode() == made.text
    for word in re.finditer("word|👩‍🚒|שלום|e\u0301|a", text):
        moved = made.span(Span(*word.span())).of(made.text)
        assert moved == unicodedata.normalize("NFC", word[0])


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_what_is_fit_stays(text: str, unwrap: bool) -> None:
    once = cleaned(text, unwrap=unwrap).text
    again = cleaned(once, unwrap=unwrap)
    assert again.text == once
    assert again.span(Span(0, len(once))) == Span(0, len(once))


@pytest.mark.parametrize(
    ("text", "unwrap", "made"),
    [
        ("one \r\ntwo\rthree", False, "one\ntwo\nthree"),
        ("a line\n  that goes on\n\nanother", True, "a line that goes on\n\nanother"),
        ("''So,'' he said ``twice'' of '''it'''", False, "\"So,\" he said \"twice\" of '''it'''"),
        ("an anchor ⟦x⟧", False, "an anchor [x]"),
        ("cafe\u0301\n\n\n\nnext ", False, "café\n\nnext"),
    ],
)
def test_examples(text: str, unwrap: bool, made: str) -> None:
    assert cleaned(text, unwrap=unwrap).text == made


def test_what_is_gone_is_an_empty_place() -> None:
    made = cleaned("a\u200bb")
    assert made.span(Span(1, 2)) == Span(1, 1)
    assert made.span(Span(2, 3)) == Span(1, 2)
