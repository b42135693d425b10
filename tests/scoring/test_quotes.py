"""Golden values of quote scoring, each worked out by hand in its docstring."""

from collections.abc import Callable

import pytest

from onrecord.gold.article import Article

Values = dict[str, float | None]
QuoteValues = Callable[..., Values]

TEXT = (
    "Harbour talks\n"
    "Ilse Varga met Oren Dahl on Friday. “The toll is far too high and the pay is far too low,” she said. "
    "The safety of the crews, where a hundred people work, is a “top priority,” she added.\n"
    "“Our aims are simple: we must rebuild the quay before winter,” Dahl said. “That means work at night.”\n"
    "It was a decision that Dahl said “harms the harbour as well as the town.”\n"
    "Varga said the talks would go on."
)


@pytest.fixture
def harbour(make_article: Callable[..., Article]) -> Article:
    return make_article(
        TEXT,
        [
            {"kind": "speaker", "id": "varga", "name": "Ilse Varga", "class": "person", "aliases": ["Varga"]},
            {"kind": "speaker", "id": "dahl", "name": "Oren Dahl", "class": "person", "aliases": ["Dahl"]},
            {
                "kind": "quote",
                "id": "q1",
                "form": "direct",
                "at": ["p2 ⟦“The toll is far too high and the pay is far too low,”⟧"],
                "cue": "p2 low,” she ⟦said⟧",
                "speaker": "varga",
            },
            {
                "kind": "quote",
                "id": "q2",
                "form": "mixed",
                "at": ["p2 ⟦The safety of the crews, where a hundred people work, is a “top priority,”⟧"],
                "verbatim": ["p2 ⟦“top priority,”⟧"],
                "speaker": "varga",
            },
            {
                "kind": "quote",
                "id": "q3",
                "form": "direct",
                "at": [
                    "p3 ⟦“Our aims are simple: we must rebuild the quay before winter,”⟧",
                    "p3 ⟦“That means work at night.”⟧",
                ],
                "speaker": "dahl",
            },
            {
                "kind": "quote",
                "id": "q4",
                "form": "direct",
                "at": ["p4 ⟦“harms the harbour as well as the town.”⟧"],
                "speaker": "dahl",
            },
            {
                "kind": "quote",
                "id": "q5",
                "form": "indirect",
                "at": ["p5 ⟦the talks would go on⟧"],
                "speaker": "varga",
            },
        ],
    )


TOLL = ("The toll is far too high and the pay is far too low", "Ilse Varga")
PRIORITY = ("The safety of the crews, where a hundred people work, is a “top priority,”", "Varga")
AIMS = ("Our aims are simple: we must rebuild the quay before winter", "Dahl")
NIGHT = ("That means work at night", "Dahl")
HARMS = ("harms the harbour as well as the town", "Oren Dahl")
READY = {"kind": "quote", "form": "direct"}
TALKS = ("the talks would go on", "Varga")


def test_every_quote_right(harbour: Article, quote_values: QuoteValues) -> None:
    """All five quotes, with speakers: credit 4 of 4 marked, 5 of 5 in all."""
    values = quote_values(harbour, TOLL, PRIORITY, AIMS, NIGHT, HARMS, TALKS)
    assert values["marked_f1"] == values["all_f1"] == values["indirect_f1"] == values["exact_f1"] == 1.0


def test_helps_for_harms_earns_nothing(harbour: Article, quote_values: QuoteValues) -> None:
    """Seven words, one changed: similarity 2·6/(7+7) = .857 ≥ .8, altered. Credit 0 of 1 prediction and 4
    gold: F1 0; the altered rate is 1 of 1."""
    values = quote_values(harbour, ("helps the harbour as well as the town", "Dahl"))
    assert values["marked_f1"] == 0.0
    assert values["altered_rate"] == 1.0


def test_high_and_low_swapped_is_not_the_quote(harbour: Article, quote_values: QuoteValues) -> None:
    """Thirteen words, two swapped: at least 11 align in order, similarity ≥ 22/26 = .846: altered."""
    swapped = "The toll is far too low and the pay is far too high"
    values = quote_values(harbour, (swapped, "Varga"), HARMS)
    # One right (credit 1) of two predictions and four gold quotes: 2·1/(2+4).
    assert values["marked_f1"] == pytest.approx(1 / 3)
    assert values["altered_rate"] == 0.5


def test_a_quote_split_at_its_attribution_is_one(harbour: Article, quote_values: QuoteValues) -> None:
    """Two predictions of one speaker inside q3 merge: one prediction, IoU 1. F1 = 2·1/(1+4)."""
    assert quote_values(harbour, AIMS, NIGHT)["marked_f1"] == pytest.approx(2 / 5)


def test_a_quote_joined_over_its_attribution_is_exact(harbour: Article, quote_values: QuoteValues) -> None:
    """The attribution between the segments may be left out: same as the two halves."""
    joined = (f"{AIMS[0]}. {NIGHT[0]}", "Dahl")
    values = quote_values(harbour, joined)
    assert values["exact_f1"] == values["marked_f1"] == pytest.approx(2 / 5)


def test_half_of_a_split_quote_earns_its_share(harbour: Article, quote_values: QuoteValues) -> None:
    """The share of q3's letters that the half has.

    Our(3) aims(4) are(3) simple(6) we(2) must(4) rebuild(7) the(3) quay(4) before(6) winter(6) = 48;
    That(4) means(5) work(4) at(2) night(5) = 20. IoU of the first half = 48/68; F1 = 2·(48/68)/(1+4)."""
    assert quote_values(harbour, AIMS)["marked_f1"] == pytest.approx(2 * (48 / 68) / 5)


def test_the_marked_words_of_a_mixed_quote_suffice(harbour: Article, quote_values: QuoteValues) -> None:
    """ "top priority" is all of q2's verbatim words: IoU 1 with that offer. F1 = 2·1/(1+4)."""
    assert quote_values(harbour, ("top priority", "Varga"))["marked_f1"] == pytest.approx(2 / 5)


def test_matches_stand_on_word_edges(harbour: Article, quote_values: QuoteValues) -> None:
    """ "oll is far" ends inside no word but begins inside "toll": it is not in the article."""
    values = quote_values(harbour, ("oll is far too high and the pay is far too low", "Varga"))
    assert values["exact_f1"] == 0.0


def test_two_names_in_one_answer_share_the_credit(harbour: Article, quote_values: QuoteValues) -> None:
    """Jaccard {varga, dahl} with {dahl} = 1/2: F1 = 2·(1/2)/(1+4). It names somebody wrong: misattributed."""
    values = quote_values(harbour, (HARMS[0], "Ilse Varga and Oren Dahl"))
    assert values["marked_f1"] == pytest.approx(1 / 5)
    assert values["misattribution_rate"] == 1.0


def test_same_words_given_to_two_speakers_are_one_answer_naming_both(
    harbour: Article, quote_values: QuoteValues
) -> None:
    """One prediction naming both: 2·(1/2)/(1+4)."""
    values = quote_values(harbour, (HARMS[0], "Dahl"), (HARMS[0], "Varga"))
    assert values["marked_f1"] == pytest.approx(1 / 5)


def test_an_editorial_bracket_is_a_gap(harbour: Article, quote_values: QuoteValues) -> None:
    """ "[It] harms the harbour as well as the town": the bracket is at the edge, the rest is exact."""
    values = quote_values(harbour, ("[It] harms the harbour as well as the town", "Dahl"))
    assert values["marked_f1"] == pytest.approx(2 / 5)
    assert values["absent_rate"] == values["altered_rate"] == 0.0


def test_a_bracket_inside_stands_for_a_few_words(harbour: Article, quote_values: QuoteValues) -> None:
    """ "Our aims are simple: [they] must rebuild the quay before winter" leaves out "we" (2 of 48 letters)
    and the second half: IoU = 46/68. F1 = 2·(46/68)/(1+4)."""
    words = "Our aims are simple: [they] must rebuild the quay before winter"
    assert quote_values(harbour, (words, "Dahl"))["marked_f1"] == pytest.approx(2 * (46 / 68) / 5)


def test_a_marked_gap_joins_two_runs_of_one_paragraph(harbour: Article, quote_values: QuoteValues) -> None:
    """ "Our aims are simple … before winter … work at night": runs of 4, 2 and 3 words; the run of two is
    too short, so the words are not found as they are."""
    short = quote_values(harbour, ("Our aims are simple … before winter … work at night", "Dahl"))
    assert short["exact_f1"] == 0.0
    # Without it: 16 + 11 = 27 of 68 letters, IoU .397 < .5: exact words, but void.
    long = quote_values(harbour, ("Our aims are simple … work at night", "Dahl"))
    assert long["absent_rate"] == 0.0
    assert long["marked_f1"] == 0.0


def test_a_gap_does_not_reach_over_paragraphs(harbour: Article, quote_values: QuoteValues) -> None:
    values = quote_values(harbour, ("The toll is far too high … harms the harbour as well", "Varga"))
    assert values["absent_rate"] == 1.0


def test_indirect_predictions_do_not_count_against_marked_quotes(
    harbour: Article, quote_values: QuoteValues
) -> None:
    """TALKS is q5, indirect: ignored among the marked (1 of 1+4 counts), counted among all (2 of 2+5)."""
    values = quote_values(harbour, HARMS, TALKS)
    assert values["marked_f1"] == pytest.approx(2 / 5)
    assert values["all_f1"] == pytest.approx(4 / 7)
    assert values["indirect_f1"] == 1.0


def test_an_invented_quote_counts_as_a_prediction(harbour: Article, quote_values: QuoteValues) -> None:
    """One right, one absent: 2·1/(2+4)."""
    values = quote_values(harbour, HARMS, ("Nobody will ever hear about any of it", "Dahl"))
    assert values["marked_f1"] == pytest.approx(1 / 3)
    assert values["absent_rate"] == 0.5


def test_unknown_abstains_and_is_no_misattribution(harbour: Article, quote_values: QuoteValues) -> None:
    """Of two matched quotes one speaker is unknown: accuracy 1/2, abstention 1/2, misattribution 0 of 1."""
    values = quote_values(harbour, HARMS, (TOLL[0], "unknown"))
    assert values["attribution_accuracy"] == values["abstention_rate"] == 0.5
    assert values["misattribution_rate"] == 0.0


def test_a_name_that_is_nobodys_is_counted_apart(harbour: Article, quote_values: QuoteValues) -> None:
    values = quote_values(harbour, HARMS, (TOLL[0], "Berta Quill"))
    assert values["nobody_rate"] == 0.5
    assert values["misattribution_rate"] == 0.0


def test_wrong_speakers_earn_nothing_but_are_found(harbour: Article, quote_values: QuoteValues) -> None:
    """quote F1 looks at the words alone (1 of 1+4), attributed F1 at both."""
    values = quote_values(harbour, (HARMS[0], "Varga"))
    assert values["marked_f1"] == 0.0
    assert values["quote_f1"] == pytest.approx(2 / 5)
    assert values["misattribution_rate"] == 1.0


def test_optional_gold_is_neither_missed_nor_wrong(
    make_article: Callable[..., Article], quote_values: QuoteValues
) -> None:
    """With q2 optional: leaving it out costs nothing, giving it earns nothing."""
    article = make_article(
        "“We sail,” Ada Lorn said.\nShe raised the matter of the tide tables.",
        [
            {"kind": "speaker", "id": "lorn", "name": "Ada Lorn", "class": "person"},
            {"kind": "quote", "id": "q1", "form": "direct", "at": ["p1 ⟦“We sail,”⟧"], "speaker": "lorn"},
            {
                "kind": "quote",
                "id": "q2",
                "form": "indirect",
                "at": ["p2 ⟦the matter of the tide tables⟧"],
                "speaker": "lorn",
                "optional": True,
            },
        ],
    )
    sail, tide = ("We sail", "Ada Lorn"), ("the matter of the tide tables", "Ada Lorn")
    assert quote_values(article, sail)["all_f1"] == 1.0
    assert quote_values(article, sail, tide)["all_f1"] == 1.0
    assert quote_values(article, tide)["all_f1"] == 0.0


def test_an_article_without_quotes(make_article: Callable[..., Article], quote_values: QuoteValues) -> None:
    """No gold and no prediction: 1. No gold and some: 0. Rates over nothing are undefined."""
    article = make_article("The river rose by two metres overnight. Nobody was hurt.", [])
    nothing = quote_values(article)
    assert nothing["marked_f1"] == nothing["all_f1"] == 1.0
    assert nothing["misattribution_rate"] is None
    assert quote_values(article, ("The river rose", "Ada Lorn"))["marked_f1"] == 0.0


def test_words_that_stand_twice_take_the_best_free_place(
    make_article: Callable[..., Article], quote_values: QuoteValues
) -> None:
    """Both captains say "We are ready"; each answer must find its own, in either order."""
    article = make_article(
        "“We are ready,” Ada Lorn said.\n“We are ready,” Tove Rask said.",
        [
            {"kind": "speaker", "id": "lorn", "name": "Ada Lorn", "class": "person"},
            {"kind": "speaker", "id": "rask", "name": "Tove Rask", "class": "person"},
            {
                "kind": "quote",
                "id": "q1",
                "form": "direct",
                "at": ["p1 ⟦“We are ready,”⟧"],
                "speaker": "lorn",
            },
            {
                "kind": "quote",
                "id": "q2",
                "form": "direct",
                "at": ["p2 ⟦“We are ready,”⟧"],
                "speaker": "rask",
            },
        ],
    )
    assert (
        quote_values(article, ("We are ready", "Tove Rask"), ("We are ready", "Ada Lorn"))["exact_f1"] == 1.0
    )
    # Alone, the second captain's finds the second place: 2·1/(1+2).
    assert quote_values(article, ("We are ready", "Tove Rask"))["marked_f1"] == pytest.approx(2 / 3)


def test_a_quote_over_two_paragraphs_is_one(
    make_article: Callable[..., Article], quote_values: QuoteValues
) -> None:
    article = make_article(
        "“We wait for the tide,” Ada Lorn said. “Then we see.\n“By noon all will be clear.”",
        [
            {"kind": "speaker", "id": "lorn", "name": "Ada Lorn", "class": "person"},
            {
                "kind": "quote",
                "id": "q1",
                "form": "direct",
                "at": [
                    "p1 ⟦“We wait for the tide,”⟧",
                    "p1 ⟦“Then we see.⟧",
                    "p2 ⟦“By noon all will be clear.”⟧",
                ],
                "speaker": "lorn",
            },
        ],
    )
    whole = "We wait for the tide. Then we see. By noon all will be clear."
    assert quote_values(article, (whole, "Ada Lorn"))["exact_f1"] == 1.0


def test_words_left_out_are_an_alteration(harbour: Article, quote_values: QuoteValues) -> None:
    """q1's 13 words without "far too high and": 9 of them, all in order. Similarity 2·9/(9+13) = .818."""
    values = quote_values(harbour, ("The toll is the pay is far too low", "Varga"))
    assert values["altered_rate"] == 1.0


def test_a_second_half_that_begins_like_its_attribution(
    make_article: Callable[..., Article], quote_values: QuoteValues
) -> None:
    """ "he said. “He is gone”": the next word of the answer fits both the attribution and the quote."""
    article = make_article(
        "“We are tired of this,” he said. “He is gone for good,” Tove Rask added.",
        [
            {"kind": "speaker", "id": "rask", "name": "Tove Rask", "class": "person"},
            {
                **READY,
                "id": "q1",
                "at": ["p1 ⟦“We are tired of this,”⟧", "p1 ⟦“He is gone for good,”⟧"],
                "speaker": "rask",
            },
        ],
    )
    words = "We are tired of this. He is gone for good"
    assert quote_values(article, (words, "Tove Rask"))["exact_f1"] == 1.0
