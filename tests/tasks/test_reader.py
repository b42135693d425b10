"""Reading answers: form is forgiven, content never."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.tasks.json_text import all_json
from onrecord.tasks.reader import read_answer
from onrecord.tasks.refusals import OPENINGS, is_refusal
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import (
    Answer,
    Invalid,
    Label,
    PredictedQuote,
    PredictedSpeaker,
    Quotes,
    SpeakerName,
    Speakers,
    SummaryText,
)

TASKS = built_in_tasks()
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | st.text(
    st.sampled_from('{}[]",:\\/ \nab0<>think`'), max_size=60
)


def read(task: str, text: str, finish_reason: str = "stop") -> Answer:
    return read_answer(TASKS[task], text, finish_reason)


def label(text: str, finish_reason: str = "stop") -> Answer:
    return read("verify", text, finish_reason)


def reason(answer: Answer) -> str:
    assert isinstance(answer.value, Invalid)
    return answer.value.reason


def is_writable(answer: Answer) -> bool:
    """Whether the answer can stand in a UTF-8 file."""
    written = json.dumps(dataclasses.asdict(answer), ensure_ascii=False)
    return written.encode("utf-8", "ignore") == written.encode("utf-8", "surrogatepass")


def quotes_json(*pairs: tuple[str, str]) -> str:
    listed = [{"quote": words, "speaker": speaker, "form": "direct"} for words, speaker in pairs]
    return json.dumps({"quotes": listed}, ensure_ascii=False)


UNSTATED = '{"label": "unstated"}'
TWO = quotes_json(("We sail, [at dawn,] 🚢", "Kela"), ("שלום", "Moro"))


# --- each kind of answer


def test_quotes() -> None:
    assert read("quotes", TWO).value == Quotes(
        (
            PredictedQuote("We sail, [at dawn,] 🚢", ("Kela",), "direct"),
            PredictedQuote("שלום", ("Moro",), "direct"),
        )
    )


def test_no_quotes_is_an_answer() -> None:
    assert read("quotes", '{"quotes": []}') == Answer(Quotes(()))


def test_a_bare_list_of_quotes_is_read() -> None:
    assert read("quotes", '[{"quote": "We sail", "speaker": "Kela"}]').value == Quotes(
        (PredictedQuote("We sail", ("Kela",)),)
    )


def test_a_quote_with_several_speakers() -> None:
    found = read("quotes", '{"quotes": [{"quote": "We sail", "speaker": ["Kela", "Moro"]}]}').value

    assert found == Quotes((PredictedQuote("We sail", ("Kela", "Moro")),))


def test_a_speaker() -> None:
    assert read("attribution", '{"speaker": "Kela and Moro"}').value == SpeakerName(("Kela and Moro",))
    assert read("attribution", '{"speaker": ["Kela", "Moro"]}').value == SpeakerName(("Kela", "Moro"))
    assert read("attribution", '[{"speaker": "Kela"}]').value == SpeakerName(("Kela",))


def test_speakers() -> None:
    text = '{"speakers": [{"name": "Kela", "other_names": ["the captain"], "class": "person"}, "Moro"]}'

    assert read("speakers", text).value == Speakers(
        (PredictedSpeaker("Kela", ("the captain",), "person"), PredictedSpeaker("Moro"))
    )


@pytest.mark.parametrize("written", ["unstated", "Unstated", "UNSTATED", " unstated. ", "'unstated'"])
def test_a_label_in_odd_case(written: str) -> None:
    assert label(json.dumps({"label": written})) == Answer(Label("unstated"))


def test_a_summary_is_plain_text() -> None:
    assert read("brief", "  The ferry stopped. [Nobody] knows {why}.\n").value == SummaryText(
        "The ferry stopped. [Nobody] knows {why}."
    )


def test_a_fence_round_a_summary_is_taken_off() -> None:
    assert read("brief", "```text\nThe ferry stopped.\n```").value == SummaryText("The ferry stopped.")


# --- forgiven


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{UNSTATED}\n```",
        f"Here you are: {UNSTATED} I hope that helps.",
        f"The article [see p. 3] says {{nothing}} [sic]: {UNSTATED}",
        f"In [the open bracket, {UNSTATED}",
        f"{UNSTATED} as noted [1] in {{the text}}",
        '{"label":\n\t"unstated",\n "why": "a\ttab"}',
    ],
    ids=[
        "fence",
        "words around",
        "brackets in prose",
        "unclosed bracket",
        "brackets after",
        "control characters",
    ],
)
def test_what_stands_around_the_json_is_passed_over(text: str) -> None:
    assert label(text) == Answer(Label("unstated"))


def test_brackets_and_marks_inside_strings_are_content() -> None:
    text = quotes_json(('He said "]}" and {then} left \\', "Kela"))

    assert read("quotes", text).value == Quotes(
        (PredictedQuote('He said "]}" and {then} left \\', ("Kela",), "direct"),)
    )


def test_trailing_commas_are_mended_and_flagged() -> None:
    text = '{"quotes": [{"quote": "We sail", "speaker": "Kela", "form": "direct",},],}'

    assert read("quotes", text) == Answer(
        Quotes((PredictedQuote("We sail", ("Kela",), "direct"),)), ("repaired",)
    )


def test_mending_changes_no_words() -> None:
    """A comma before a bracket inside a string is the model's, and stays."""
    text = '{"quotes": [{"quote": "one, two,] three,}", "speaker": "Kela"},]}'

    assert read("quotes", text).value == Quotes((PredictedQuote("one, two,] three,}", ("Kela",)),))


def test_the_last_complete_json_is_the_answer() -> None:
    assert label(f'First {{"label": "supported"}}, but on reflection {UNSTATED}').value == Label("unstated")


def test_a_complete_answer_counts_before_a_cut_one() -> None:
    answer = read("quotes", f"{TWO} and again " + TWO[:60], "length")

    assert answer.flags == ("cut",)
    assert isinstance(answer.value, Quotes)
    assert len(answer.value.quotes) == 2


def test_a_mended_answer_counts_where_it_is_the_last() -> None:
    assert label('{"label": "supported"} No: {"label": "unstated",}') == Answer(
        Label("unstated"), ("repaired",)
    )


def test_the_last_json_is_found_behind_long_drafts() -> None:
    """Three drafts of 80 quotes hold 246 brackets; the answer behind them is still the last."""
    draft = quotes_json(*[("We sail at dawn", "Kela")] * 80)

    found = read("quotes", f"{draft}\n{draft}\n{draft}\n{TWO}").value

    assert isinstance(found, Quotes)
    assert len(found.quotes) == 2


# --- cut off


def test_a_list_that_was_cut_keeps_its_whole_items() -> None:
    answer = read("quotes", TWO[: TWO.index("Moro") + 2], "length")

    assert answer == Answer(
        Quotes((PredictedQuote("We sail, [at dawn,] 🚢", ("Kela",), "direct"),)), ("cut", "repaired")
    )


def test_half_a_speaker_is_not_kept() -> None:
    """The inner list of names is closed, the entry is not: its class was still to come."""
    text = (
        '{"speakers": [{"name": "Kela", "other_names": [], "class": "person"}, '
        '{"name": "Moro", "other_names": ["he"]'
    )

    assert read("speakers", text, "length").value == Speakers((PredictedSpeaker("Kela", (), "person"),))


@given(
    st.lists(st.tuples(st.text(max_size=8), st.sampled_from(["Kela", 'Mo"ro', "א]}"])), max_size=4), st.data()
)
def test_a_cut_list_keeps_exactly_the_items_that_are_whole(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = quotes_json(*pairs)
    cut = data.draw(st.integers(0, len(text) - 1))
    ends = [len(quotes_json(*pairs[: n + 1])) - len("]}") for n in range(len(pairs))]
    whole = sum(end <= cut for end in ends)

    value = read("quotes", text[:cut], "length").value

    if whole:
        assert isinstance(value, Quotes)
        assert [q.words for q in value.quotes] == [words for words, _ in pairs[:whole]]
    else:
        assert isinstance(value, Invalid) or value == Quotes(())


@pytest.mark.parametrize("text", ['{"quotes": [{"quote": "We sa', '{"quo', "{"])
def test_cut_before_one_whole_item(text: str) -> None:
    assert reason(read("quotes", text, "length")) == "cut"


def test_a_summary_that_was_cut_is_kept_and_flagged() -> None:
    assert read("brief", "The ferry sto", "length") == Answer(SummaryText("The ferry sto"), ("cut",))


# --- reasoning


@pytest.mark.parametrize("tag", ["think", "thinking", "reasoning", "THINK"])
def test_reasoning_is_taken_off_and_counted(tag: str) -> None:
    text = f'<{tag}>Perhaps {{"label": "supported"}}?</{tag}>\n{UNSTATED}'

    assert label(text) == Answer(Label("unstated"), ("reasoning",))


def test_reasoning_that_was_opened_in_the_prompt() -> None:
    assert label(f'Perhaps {{"label": "supported"}}.</think>{UNSTATED}') == Answer(
        Label("unstated"), ("reasoning",)
    )


def test_reasoning_that_never_ended_is_no_answer() -> None:
    answer = label('<think>Perhaps {"label": "supported"}', "length")

    assert reason(answer) == "cut"
    assert answer.flags == ("cut", "reasoning")


def test_reasoning_without_an_answer_is_empty() -> None:
    assert reason(label("<think>Hm.</think>")) == "empty"


def test_an_answer_before_reasoning_that_never_ended_is_kept() -> None:
    assert label(f"{UNSTATED}<think>Or is it").value == Label("unstated")


def test_reasoning_is_not_part_of_a_summary() -> None:
    assert read("brief", "<think>Short!</think>\n\nThe ferry stopped.").value == SummaryText(
        "The ferry stopped."
    )


# --- invalid


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("text", ["", " \n\t"])
def test_empty(task: str, text: str) -> None:
    assert reason(read(task, text)) == "empty"


@pytest.mark.parametrize("text", ["…", "---", "🚢", "``` ```"])
def test_a_summary_without_a_word_is_empty(text: str) -> None:
    assert reason(read("brief", text)) == "empty"


@pytest.mark.parametrize("text", ["unstated", "The label is unstated.", "[unstated]", '"unstated"', "12"])
def test_no_json(text: str) -> None:
    assert reason(label(text)) == "not_json"


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ("verify", '{"answer": "unstated"}'),
        ("verify", '{"label": ["unstated"]}'),
        ("verify", '{"label": null}'),
        ("attribution", '{"speaker": 7}'),
        ("attribution", '[{"speaker": "Kela"}, {"speaker": "Moro"}]'),
        ("quotes", '{"quotes": "We sail"}'),
        ("quotes", '{"quotes": [{"speaker": "Kela"}]}'),
        ("quotes", '{"quotes": [{"quote": 7, "speaker": "Kela"}]}'),
        ("quotes", '{"quotes": ["We sail"]}'),
        ("quotes", '{"result": []}'),
        ("speakers", '{"speakers": [{"class": "person"}]}'),
        ("speakers", '{"speakers": {"name": "Kela"}}'),
    ],
)
def test_json_of_the_wrong_shape(task: str, text: str) -> None:
    assert reason(read(task, text)) == "wrong_shape"


def test_a_label_that_is_not_one_of_the_tasks() -> None:
    answer = label('{"label": "maybe"}')

    assert reason(answer) == "unknown_label"
    assert isinstance(answer.value, Invalid)
    assert answer.value.detail == "‘maybe’ is none of supported, contradicted, unstated"


def test_a_prompt_that_was_too_long_has_no_answer() -> None:
    assert reason(label(UNSTATED, "too_long")) == "too_long"


# --- refusals


@pytest.mark.parametrize("opening", OPENINGS)
def test_each_listed_opening_is_a_refusal(opening: str) -> None:
    written = opening.capitalize().replace("'", "’")

    assert is_refusal(f"  **{written} do this.")


@pytest.mark.parametrize("task", ["brief", "quotes", "verify"])
def test_a_refusal_is_counted_as_one(task: str) -> None:
    assert reason(read(task, "I'm sorry, but I can’t help with that.")) == "refused"


def test_a_refusal_wholly_in_marks_is_one() -> None:
    assert is_refusal("“I cannot help with that.”")


def test_an_answer_after_an_apology_is_an_answer() -> None:
    assert label(f"I cannot be sure, but: {UNSTATED}").value == Label("unstated")


@pytest.mark.parametrize(
    "text",
    [
        "“I will not resign,” says Kela",
        "“I can’t stay,” Kela said. “I won’t.”",
        "'I cannot wait': Kela on the new ferry",
        "Kela: I can't stay",
    ],
)
def test_a_summary_that_opens_with_a_quotation_is_no_refusal(text: str) -> None:
    assert read("headline", text).value == SummaryText(text)


# --- laws


@given(st.sampled_from(list(TASKS)), ANY_TEXT, st.sampled_from(["stop", "length", "too_long", "other"]))
@settings(max_examples=300)
def test_no_text_raises(task: str, text: str, finish_reason: str) -> None:
    answer = read(task, text, finish_reason)

    assert isinstance(answer, Answer)
    assert is_writable(answer)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        '{"a":' * 5000,
        "[" + "1" * 5000 + "]",
        '{"label": ' + "9" * 5000 + "}",
        '"' * 5000,
        "<think>" * 500,
    ],
)
def test_what_breaks_parsers_is_invalid_only(text: str) -> None:
    assert isinstance(label(text).value, Invalid)


@pytest.mark.parametrize("task", list(TASKS))
def test_half_a_character_never_leaves_the_reader(task: str) -> None:
    """JSON's escapes can hold half of an emoji, which no UTF-8 file can."""
    text = '{"quotes": [{"quote": "a \\ud83d", "form": "\\ud83d"}], "speaker": "\\ud83d", "label": "\\ud83d"}'

    for answer in (read(task, text), read(task, "\ud83d " + text), read(task, "a \udc00 b")):
        assert is_writable(answer)


def test_both_halves_make_the_character() -> None:
    assert read("attribution", '{"speaker": "\\ud83d\\udea2"}').value == SpeakerName(("🚢",))


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=5), JSON_VALUES, max_size=3))
def test_any_object_is_found_whole_in_prose(value: dict[str, Any]) -> None:
    assert all_json(f"As follows: {json.dumps(value)} – that is all.") == [(value, False)]


@given(
    st.sampled_from(list(TASKS)),
    st.dictionaries(st.sampled_from(["quotes", "label", "speaker", "speakers"]), JSON_VALUES),
)
def test_no_shape_raises(task: str, value: dict[str, Any]) -> None:
    assert isinstance(read(task, json.dumps(value)), Answer)


def test_items_without_their_list_are_the_list() -> None:
    """JSON Lines, and items with a comma missing between them."""
    lines = '{"quote": "We sail", "speaker": "Kela"}\n{"quote": "All of us", "speaker": "Kela"}'
    answer = read("quotes", lines)
    assert isinstance(answer.value, Quotes)
    assert [q.words for q in answer.value.quotes] == ["We sail", "All of us"]


def test_an_item_without_words_is_dropped_and_counted() -> None:
    answer = read("quotes", '{"quotes": [{"quote": null, "speaker": "Kela"}, {"quote": "We sail"}]}')
    assert isinstance(answer.value, Quotes)
    assert [q.words for q in answer.value.quotes] == ["We sail"]
    assert answer.flags == ("dropped",)


@pytest.mark.parametrize("tail", ["\n\n[]", "\nThere are {} more.", '\n{"note": "done"}'])
def test_what_holds_nothing_does_not_replace_an_answer(tail: str) -> None:
    answer = read("quotes", '{"quotes": [{"quote": "We sail", "speaker": "Kela"}]}' + tail)
    assert isinstance(answer.value, Quotes)
    assert len(answer.value.quotes) == 1


def test_no_speaker_is_an_abstention() -> None:
    assert read("attribution", '{"speaker": null}').value == SpeakerName(())


def test_a_headline_in_the_first_person_is_no_refusal() -> None:
    answer = read("headline", "I won't sail, says ferry operator Ilka Dorvén after crack found")
    assert isinstance(answer.value, SummaryText)


def test_what_stands_beside_a_broken_item_is_kept_and_said_to_be_mended() -> None:
    broken = '{"quotes": [{"quote": "called it "slow" work", "speaker": "X"}, {"quote": "We sail"}]}'
    answer = read("quotes", broken)
    assert isinstance(answer.value, Quotes)
    assert [q.words for q in answer.value.quotes] == ["We sail"]
    assert answer.flags == ("repaired",)


@pytest.mark.parametrize("depth", [17, 500, 900])
def test_json_nested_deeper_than_any_answer_is_invalid_only(depth: int) -> None:
    for opens, closes in ('{"quotes": [', "]}"), ("[", "]"), ('{"a": ', "}"):
        text = opens * depth + "1" + closes * depth
        assert isinstance(read_answer(built_in_tasks()["quotes"], text).value, Invalid)
