"""Who is said to have communicated what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reading.marks import marked_strings
from onrecord.reading.quotations import read_quotations

Row = tuple[str, str | None, list[str]]


def rows(text: str) -> list[Row]:
    return [(q.form, q.speaker, [s.of(text) for s in q.spans]) for q in read_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It is late," Mara Quill said.', ("direct", "Mara Quill", ['"It is late,"'])),
        ('"It is late," said Mara Quill.', ("direct", "Mara Quill", ['"It is late,"'])),
        ("“It is late,” said the minister.", ("direct", "the minister", ["“It is late,”"])),
        ('Mara Quill said: "It is late."', ("direct", "Mara Quill", ['"It is late."'])),
        ('Mara Quill said, "It is late."', ("direct", "Mara Quill", ['"It is late."'])),
        ('In May, Mara Quill said, "It is late."', ("direct", "Mara Quill", ['"It is late."'])),
        ('"Is it late?" asked Mara Quill.', ("direct", "Mara Quill", ['"Is it late?"'])),
        ('"Is it late?" Mara Quill asked.', ("direct", "Mara Quill", ['"Is it late?"'])),
        ("Mara Quill said that it was late.", ("indirect", "Mara Quill", ["it was late"])),
        ("Mara Quill said it was late.", ("indirect", "Mara Quill", ["it was late"])),
        ("It was late, Mara Quill said.", ("indirect", "Mara Quill", ["It was late"])),
        ("It was late, Mara Quill said on Monday.", ("indirect", "Mara Quill", ["It was late"])),
        ("The dam, Mara Quill said, was old.", ("indirect", "Mara Quill", ["The dam", "was old"])),
        ("According to Mara Quill, it was late.", ("indirect", "Mara Quill", ["it was late"])),
        ("It was late, according to Mara Quill.", ("indirect", "Mara Quill", ["It was late"])),
        ("Mara Quill told reporters that it was late.", ("indirect", "Mara Quill", ["it was late"])),
        ("Mara Quill told Brill Radio it was late.", ("indirect", "Mara Quill", ["it was late"])),
        ("Mara Quill called for a vote.", ("indirect", "Mara Quill", ["a vote"])),
        ("Mara Quill urged them to go.", ("indirect", "Mara Quill", ["to go"])),
        ('Mara Quill called it "a mess".', ("mixed", "Mara Quill", ['it "a mess"'])),
        (
            'Mara Quill said it was "far too late" to go.',
            ("mixed", "Mara Quill", ['it was "far too late" to go']),
        ),
        ("Two senior aides said it was late.", ("indirect", "Two senior aides", ["it was late"])),
        ("Police said it was late.", ("indirect", "Police", ["it was late"])),
        ("“It is late” – Mara Quill, head of the dam.", ("direct", "Mara Quill", ["“It is late”"])),
        (
            "“It is late,” Mara Quill, head of the dam, commented.",
            ("direct", "Mara Quill", ["“It is late,”"]),
        ),
        ("Mara Quill commented: “It is late.”", ("direct", "Mara Quill", ["“It is late.”"])),
        (
            "Mara Quill, whose dam it is, told this paper: “It is late.”",
            ("direct", "Mara Quill", ["“It is late.”"]),
        ),
        (
            "A trust has promised nothing to anybody, Mara Quill said.",
            ("indirect", "Mara Quill", ["A trust has promised nothing to anybody"]),
        ),
        ("Quill's pledge that it will rain is old.", ("indirect", "Quill", ["it will rain"])),
        ("It may rain, he supposed.", ("indirect", "he", ["It may rain"])),
        (
            "Mara Quill asked them to go if it was late.",
            ("indirect", "Mara Quill", ["to go if it was late"]),
        ),
    ],
)
def test_a_single_quotation(text: str, expected: Row) -> None:
    assert rows(text) == [expected]


def test_a_quotation_that_its_cue_interrupts_is_one() -> None:
    text = '"We are ready," Mara Quill said. "We will not move."'
    assert rows(text) == [("direct", "Mara Quill", ['"We are ready,"', '"We will not move."'])]
    text = '"We are ready," Mara Quill said, "and we will not move."'
    assert rows(text) == [("direct", "Mara Quill", ['"We are ready,"', '"and we will not move."'])]


def test_a_subject_may_have_a_clause_with_a_cue_of_its_own() -> None:
    text = "Mara Quill, who says it is late, pointed out that the dam was old."
    assert rows(text) == [
        ("indirect", "Mara Quill", ["it is late"]),
        ("indirect", "Mara Quill", ["the dam was old"]),
    ]
    text = "A banker who advised a bidder says his client “was prepared to pay”."
    assert rows(text) == [("mixed", "A banker", ["his client “was prepared to pay”"])]


def test_what_somebody_said_he_had_told_is_said_as_well() -> None:
    text = "Tom Pell said he had rung the town and told them to go."
    assert rows(text)[0] == ("indirect", "Tom Pell", ["he had rung the town and told them to go"])


def test_a_quotation_after_a_colon_is_of_the_cue_that_follows_it() -> None:
    text = "Tom Pell said a marshal shouted to take the bank: “I do what he shouts,” Pell said."
    assert ("direct", "Tom Pell", ["“I do what he shouts,”"]) in rows(text)


def test_a_quotation_goes_on_in_a_paragraph_after_an_open_mark() -> None:
    text = "Mara Quill said: “The dam is old.\n“It must go.”"
    assert rows(text) == [("direct", "Mara Quill", ["“The dam is old.", "“It must go.”"])]


def test_a_paragraph_that_is_only_a_quotation_has_the_speaker_of_the_one_before() -> None:
    text = '"The dam is old," said Mara Quill.\n"It must go."'
    assert [r[1] for r in rows(text)] == ["Mara Quill", "Mara Quill"]


def test_the_subject_of_the_sentence_before_speaks() -> None:
    assert rows('Mara Quill was unmoved. "It must go."') == [("direct", "Mara Quill", ['"It must go."'])]


def test_a_quotation_goes_on_after_an_aside() -> None:
    text = '"We are ready," Mara Quill said, referring to the dam. "We will not move."'
    assert rows(text)[0] == ("direct", "Mara Quill", ['"We are ready,"', '"We will not move."'])


def test_the_turns_of_a_transcript() -> None:
    text = "QUILL: Thank you. It is late.\nPELL: No."
    assert rows(text) == [("indirect", "QUILL", ["Thank you. It is late."]), ("indirect", "PELL", ["No."])]


def test_a_second_cue_ends_what_the_first_one_said() -> None:
    text = "Mara Quill said it was late, adding that the dam was old."
    assert rows(text) == [
        ("indirect", "Mara Quill", ["it was late"]),
        ("indirect", "Mara Quill", ["the dam was old"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "The bridge is closed.",
        'The so-called "dry bridge" is closed.',
        "She was told to go.",
        'They met on "Good Morning Brill" on Monday.',
        "Mara Quill did not say who would pay.",
        "Mara Quill declined to comment.",
        "“It is late” – the dam had burst.",
    ],
)
def test_texts_without_a_quotation(text: str) -> None:
    assert rows(text) == []


def test_marks_and_source_and_cue_are_where_they_stand() -> None:
    text = 'Quill called it "a mess".'
    (q,) = read_quotations(text)
    assert [m.of(text) for m in q.marked] == ['"a mess"']
    assert q.cue is not None and q.cue.of(text) == "called"
    assert q.source is not None and q.source.of(text) == "Quill"


PIECES = st.sampled_from(
    [
        "Mara Quill",
        "he",
        "said",
        "told",
        "that",
        ",",
        ".",
        ":",
        '"',
        "“",
        "”",
        "‘",
        "'",
        "\n",
        " ",
        "according to",
        "the mayor",
        "who",
        "and",
        "it was late",
        "?",
        "(",
        ")",
        "—",
        "ß",
        "𝟘",
        "\u2028",
        "adding",
        "May",
        "Mr.",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=40).map("".join)
    | st.lists(PIECES, max_size=40).map(" ".join)
    | st.text(max_size=200)
)
def test_laws_of_every_quotation(text: str) -> None:
    marked = {m.span for m in marked_strings(text)}
    found = read_quotations(text)
    assert [q.spans[0].start for q in found] == sorted(q.spans[0].start for q in found)
    for q in found:
        assert q.spans and list(q.spans) == sorted(q.spans)
        for span in (*q.spans, *q.marked, *filter(None, (q.cue, q.source))):
            assert 0 <= span.start < span.end <= len(text)
        for one, other in zip(q.spans, q.spans[1:], strict=False):
            assert one.end <= other.start
        assert set(q.marked) <= marked
        assert all(any(s.contains(m) for s in q.spans) for m in q.marked)
        assert (q.form == "indirect") == (not q.marked)
        assert (q.speaker is None) == (q.source is None)


@pytest.mark.parametrize(
    "piece", ["he said ", 'He said "no." ', "Ann, a b, c, said ", "men who said ", "(AB) ", "Aa Bb of the "]
)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A reader that tried every way to cut such a text would not come back."""
    text = piece * (30_000 // len(piece))
    assert all(s.end <= len(text) for q in read_quotations(text) for s in q.spans)


@pytest.mark.parametrize("dash", [" – ", "—", " - ", " -- "])
@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Tveit, once married to Quill, says it is late.", "Tveit"),
        ("Ola Tveit, the minister's spokesman, says it is late.", "Ola Tveit"),
        ("Tveit, who runs the port, says it is late.", "Tveit"),
        ("The mayor, who told the town to wait, says it is late.", "The mayor"),
    ],
)
def test_a_parenthesis_between_dashes_is_read_as_one_between_commas(
    text: str, speaker: str, dash: str
) -> None:
    before, inside, after = text.split(", ")
    dashed = f"{before}{dash}{inside}{dash}{after}"
    assert rows(dashed)[-1] == ("indirect", speaker, ["it is late"])
    assert rows(dashed)[-1] == rows(text)[-1]


def test_a_dash_that_opens_no_parenthesis_stays_one() -> None:
    assert rows("“It is late.” – Mara Quill, head of tides") == [("direct", "Mara Quill", ["“It is late.”"])]
