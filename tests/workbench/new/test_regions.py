"""Regions proposed for plain lines, by their words and their place."""

import pytest

from onrecord.workbench.new.regions import Line, headline, propose_regions

BODY = "The council said on Monday that the weir would stay shut until April at the earliest."


def proposed(*lines: str) -> list[tuple[str, str]]:
    text = "\n\n".join(lines) + "\n"
    return [(r.type, r.at) for r in propose_regions(text, [Line(line) for line in lines])]


def test_an_article_from_its_label_to_its_last_appeal() -> None:
    lines = (
        "WORLD NEWS",
        "Weir to stay shut",
        "Repairs must wait for the thaw",
        "By Ada Lorn",
        "11 February 2031",
        BODY,
        "No money before May",
        BODY,
        "The weir at Ostrel in January. Photo: Nia Korr",
        "– Brackwater, from noon",
        "– Garrow, from one",
        BODY,
        "(Reporting by Ada Lorn; editing by Jon Tveit)",
        "Sign up for our newsletter",
    )

    assert proposed(*lines) == [
        ("label", "p1"),
        ("headline", "p2"),
        ("headline", "p3"),
        ("credit", "p4"),
        ("label", "p5"),
        ("body", "p6"),
        ("label", "p7"),
        ("body", "p8"),
        ("caption", "p9 ⟦The weir at Ostrel in January.⟧"),
        ("credit", "p9 ⟦Photo: Nia Korr⟧"),
        ("body", "p10"),
        ("body", "p11"),
        ("body", "p12"),
        ("credit", "p13"),
        ("boilerplate", "p14"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the river had gone down, the office said, and the children went to school again.",
        "Photographs of the dam were shown to the court, in which Dahl said that he knew nothing of it, "
        "and that nobody had ever told him or any of his people a word about gates, frost or ice.",
        "Reading the report took Varga three days.",
        "On 3 March 2031 the council voted to keep the ferry, and the mayor said that it was the end of it.",
    ],
)
def test_a_paragraph_that_begins_like_another_region_is_body(line: str) -> None:
    assert proposed("Weir to stay shut", BODY, line, BODY)[2] == ("body", "p3")


def test_without_a_headline_there_is_none() -> None:
    assert headline([Line(BODY), Line(BODY)]) == ""
    assert proposed(BODY, BODY) == [("body", "p1"), ("body", "p2")]


def test_what_the_page_tells_comes_before_what_words_tell() -> None:
    lines = [
        Line("Weir shut", ((0, 9, "headline"),)),
        Line(BODY),
        Line("Ice below. Nia Korr", ((0, 10, "caption"), (11, 19, "credit"))),
        Line("Half of it is told.", ((0, 7, "credit"),)),
    ]
    text = "\n\n".join(line.text for line in lines) + "\n"

    assert [(r.type, r.at) for r in propose_regions(text, lines)] == [
        ("headline", "p1"),
        ("body", "p2"),
        ("caption", "p3 ⟦Ice below.⟧"),
        ("credit", "p3 ⟦Nia Korr⟧"),
        ("body", "p4"),
    ]
