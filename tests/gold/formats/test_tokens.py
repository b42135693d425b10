"""Running text of tokens, and where each token went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.formats.tokens import running

TOKENS = st.sampled_from(
    ["a", "Word", ",", ".", '"', "'", "“", "”", "„", "(", ")", "'s", "n't", "--", "_", "…"]
)


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("It was n't Roe 's , was it ?", "It wasn't Roe's, was it?"),
        ('" No , " he said , " never . "', '"No," he said, "never."'),
        ("“ Not ( now ) , ’ said x . ”", "“Not (now),’ said x.”"),
        ("Er sagte , „ nein “ , und „ nie “ .", "Er sagte, „nein“, und „nie“."),
        ("the boys ' boots , and ' now '", "the boys' boots, and 'now'"),
        ("an _ old _ man ...", "an _old_ man..."),
    ],
)
def test_spaces_stand_where_print_has_them(tokens: str, text: str) -> None:
    assert running([tokens.split()]).text == text + "\n"


@given(st.lists(st.lists(TOKENS, max_size=8), max_size=5), st.sets(st.integers(0, 5)))
def test_every_token_is_at_its_place(sentences: list[list[str]], joined: set[int]) -> None:
    made = running(sentences, joined)
    for sentence, places in zip(sentences, made.places, strict=True):
        assert [p.of(made.text) for p in places] == sentence
    assert made.text.replace("\n", "").replace(" ", "") == "".join(t for s in sentences for t in s)


def test_tokens_in_a_row_are_one_stretch_also_over_a_line() -> None:
    made = running([["a", "b", "c"], ["d", "e"]])
    assert [s.of(made.text) for s in made.spans([(0, 2), (0, 0), (0, 1)])] == ["a b c"]
    assert [s.of(made.text) for s in made.spans([(0, 0), (0, 2), (1, 0)])] == ["a", "c\nd"]
    for token in ((2, 0), (0, 3), (-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            made.spans([token])
