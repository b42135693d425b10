"""What a corpus marks, in the form that gold has: segments, marks, forms, nesting, losses."""

import re

from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.formats.corpus import (
    NOBODY,
    CorpusQuote,
    CorpusSpeaker,
    CorpusText,
    identifier,
    incoming,
)
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.formats.rewriting import cleaned
from onrecord.gold.formats.sources import nobody
from onrecord.text import Span

from .corpora import article, said

SPEAKERS = (CorpusSpeaker("a", "Ann Roe"), CorpusSpeaker("b", "Pell"), nobody())


def _made(text: str, *quotes: tuple[str, str], cue: str = "", source: str = "") -> Incoming:
    """Quotes by their words, segments parted by ``|``, and the key of their speaker."""

    def places(words: str) -> tuple[Span, ...]:
        return tuple(Span(text.index(w), text.index(w) + len(w)) for w in words.split("|") if w)

    found = [CorpusQuote(places(w), (who,), places(cue), places(source)) for w, who in quotes]
    return incoming(CorpusText("x", text, SPEAKERS, found))


def test_marks_are_taken_in_and_make_the_form() -> None:
    text = "“It is old,” Roe said. She called it “a mess” and wet. Pell said it rained, “and hard”.\n"
    made = _made(text, ("It is old", "a"), ("it “a mess” and wet", "a"), ("it rained, “and hard", "b"))
    assert [(q[0], q[3]) for q in said([made])] == [
        ("direct", "“It is old,”"),
        ("mixed", "it “a mess” and wet"),
        ("mixed", "it rained, “and hard”"),
    ]
    assert not made.losses


def test_a_content_is_cut_at_paragraphs_and_grown_to_words() -> None:
    text = "Roe said the mill is old\n\nand the dam wet.\n"
    assert said([_made(text, ("ill is old\n\nand the d", "a"))])[0][3] == "mill is old … and the dam"


def test_parts_of_one_marked_string_are_joined() -> None:
    text = "“Which is it? Now, or later?” she asked.\n"
    assert said([_made(text, ("Which is it?|Now, or later?", "a"))])[0][3] == "“Which is it? Now, or later?”"


def test_what_lies_in_another_is_nested_or_its_marked_part() -> None:
    text = "Pell said that Roe had said “it is old” and that “we go” was wrong.\n"
    whole = "that Roe had said “it is old” and that “we go” was wrong"
    made = article(_made(text, (whole, "b"), ("it is old", "a"), ("we go", "b")))
    outer, inner = made.quotes
    assert inner.parent == outer.id and inner.speakers == ("ann-roe",)
    assert [v.of(text) for v in outer.verbatim] == ["“it is old”", "“we go”"]


def test_contents_that_cross_lose_one_and_equal_ones_too() -> None:
    text = "Pell said the mill is old and the dam wet.\n"
    made = _made(text, ("the mill is old", "a"), ("is old and the dam", "b"), ("the mill is old", "b"))
    assert [q[3] for q in said([made])] == ["the mill is old"]
    assert made.losses == {
        "quotes that would break the rule ‘overlap-nested’": 1,
        "quotes with the same words as another": 1,
    }


def test_marks_that_are_not_golds_are_waived_at_their_place() -> None:
    text = "“It is old. It is wet,” said Roe.\n"
    made = _made(text, ("It is wet,”", "a"))
    assert said([made]) == [("direct", "Ann Roe", "", "It is wet,”")]
    assert [d.span.of(text) for d in article(made).damages] == ["It is wet,”"]


def test_a_cue_inside_its_quote_and_words_without_letters_are_left_out() -> None:
    text = "Roe said so. ---\n"
    made = _made(text, ("Roe said so", "a"), ("---", "b"), cue="said")
    assert said([made]) == [("indirect", "Ann Roe", "", "Roe said so")]
    assert made.losses == {"cues inside their quotes": 1, "quotes without words": 1}


def test_speakers_of_one_name_are_one_and_shared_names_are_nobodys() -> None:
    text = "Roe said one thing. Pell said two. Ann said three.\n"
    places = [Span(text.index(w), text.index(w) + len(w)) for w in ("one thing", "two", "three")]
    speakers = (
        CorpusSpeaker("a", "Q1", aliases=("Ann", "Old Ann", "Pell")),
        CorpusSpeaker("b", "Pell", aliases=("Ann",)),
        CorpusSpeaker("c", "q1", aliases=("Third",)),
    )
    quotes = [CorpusQuote((p,), (k,)) for p, k in zip(places, "abc", strict=True)]
    made = article(incoming(CorpusText("x", text, speakers, quotes)))
    assert {s.id: s.aliases for s in made.speakers} == {"s-q1": ("Old Ann", "Third"), "pell": ()}
    assert [q.speakers for q in made.quotes] == [("s-q1",), ("pell",), ("s-q1",)]


def test_ids_are_plain() -> None:
    assert identifier("Ça va – “Ünïcode”/../x") == "ca-va-unicode-x"
    assert identifier("שלום") == "x"
    assert len(identifier("a" * 200)) == 60


_TEXTS = st.lists(
    st.sampled_from(["a", "Roe", "said", "“", "”", '"', "‘", ",", ".", "\n", "\n\n", "🚢", "é", "שלום", " "]),
    min_size=1,
    max_size=30,
).map(" ".join)


@given(_TEXTS, st.data())
def test_any_marking_of_any_text_becomes_an_article_fit_to_score_with(text: str, data: st.DataObject) -> None:
    frozen = cleaned(text + " x").text
    place = st.tuples(st.integers(0, len(frozen)), st.integers(0, len(frozen))).map(
        lambda pair: Span(min(pair), max(pair))
    )
    places = st.lists(place, max_size=3).map(tuple)
    who = st.sampled_from([("a",), ("b",), ("a", "b"), (NOBODY,)])
    quotes = data.draw(
        st.lists(st.builds(CorpusQuote, places, who, places, places, st.booleans()), max_size=5)
    )
    made = incoming(CorpusText("x", frozen, SPEAKERS, quotes))
    kept = article(made)
    lost = sum(n for what, n in made.losses.items() if re.match(r"quotes (?!whose)|marked parts", what))
    assert len(kept.quotes) + lost == len(quotes)
