"""From a damaged text to the clean one."""

from onrecord.gold.twins.clean import into
from onrecord.text import Span

CLEAN = (
    "Ferry halted\n\n“We will not sail,” said García. “Not today.”\n\nThe mayor called it “a nuisance”.\n\n"
    "Boats wait in the harbour.\n"
)
DAMAGED = (
    "Ferry halted\n\n“We will not sail,” said GarcÃ­a. “Not today.\n\nREAD MORE: Ten bridges\n\n"
    "The mayor called it â€œa annoyanceâ€\x9d. Boats wait in the harbour.\n"
)


def place(words: str) -> Span:
    return Span(DAMAGED.index(words), DAMAGED.index(words) + len(words))


def moved(words: str) -> str | None:
    found = into(DAMAGED, CLEAN)(place(words))
    return found.of(CLEAN) if found else None


def test_what_is_undamaged_is_found_again() -> None:
    assert moved("“We will not sail,”") == "“We will not sail,”"
    assert moved("Boats wait in the harbour.") == "Boats wait in the harbour."
    assert moved("Ferry halted") == "Ferry halted"


def test_a_lost_mark_is_there_again() -> None:
    assert moved("“Not today.") == "“Not today.”"


def test_what_is_not_in_the_clean_text_has_no_place() -> None:
    assert moved("READ MORE: Ten bridges") is None
