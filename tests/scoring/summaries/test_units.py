"""Units, and the cut of an answer that is over its budget."""

import pytest

from onrecord.scoring.summaries.units import cut, units_of


def units(text: str) -> list[str]:
    return [u.of(text) for u in units_of(text)]


def test_sentences_and_semicolons_part_units() -> None:
    text = "The line is shut. Osk blames the firm; Brandt does not."
    assert units(text) == ["The line is shut.", "Osk blames the firm;", "Brandt does not."]


def test_a_quotation_is_never_parted() -> None:
    """The marks hold a full stop and a semicolon; both stay inside, and the sentence goes on after them."""
    text = "“It is shut. It stays shut; so be it,” she said. He left."
    assert units(text) == ["“It is shut. It stays shut; so be it,” she said.", "He left."]


@pytest.mark.parametrize("text", ["", " \n", "…", "“”", ";;;"])
def test_no_words_no_units(text: str) -> None:
    assert units(text) == []


def test_within_budget_nothing_changes() -> None:
    """A dash between spaces is no word, so this text has three."""
    assert cut("one – two three", 3).text == "one – two three"
    assert not cut("one – two three", 3).over_budget


def test_cut_after_the_last_whole_word() -> None:
    limited = cut("one two three. four five", 4)
    assert (limited.text, limited.over_budget, limited.open_end) == ("one two three. four", True, True)


def test_a_cut_at_a_sentence_end_leaves_no_open_end() -> None:
    limited = cut("one two three. four five", 3)
    assert (limited.text, limited.open_end) == ("one two three.", False)


def test_a_quotation_that_is_cut_open_is_dropped() -> None:
    """The sixth word stands inside the marks, so all of the quotation goes, and "Osk said" stays."""
    assert cut("It stopped. Osk said “nobody listened to us” loudly.", 6).text == "It stopped. Osk said"


def test_a_text_without_spaces_is_no_way_round_the_budget() -> None:
    """Two words may have 80 characters: the second one ends beyond them, so the first is left."""
    limited = cut("one " + "a;" * 500, 2)
    assert (limited.text, limited.over_budget) == ("one", True)
