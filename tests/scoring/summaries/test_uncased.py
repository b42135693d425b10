"""Names that no capital shows. The article has Marnau, Oldgate, Helga Brandt, Piet Osk, Ines Vollmer and
Marnau Transport; it has no Paris, no France and no Emmanuel Macron."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.gold.load import read_article
from onrecord.scoring.summaries.summary import SummaryScore, score_summary

Score = Callable[..., SummaryScore]
Violations = Callable[..., list[tuple[str, str]]]
ROOT = Path(__file__).resolve().parents[3]
FOLDERS = sorted(
    p.parent for at in ("gold", "tests/fixtures/gold") for p in ROOT.glob(f"{at}/*/annotations.jsonl")
)

INVENTED = (
    "Marnau shut its tram line on Tuesday after a derailment near Paris injured more than 40 passengers. "
    "Emmanuel Macron of France said the line would not reopen until all wheels had been measured."
)


def title_case(text: str) -> str:
    return re.sub(r"\b[a-z]", lambda m: m.group().upper(), text)


CASES = [str, str.lower, str.upper, title_case]


@pytest.mark.parametrize("case", CASES)
def test_inventions_are_accused_in_any_case(score: Score, case: Callable[[str], str]) -> None:
    """Three names that the article has not stand in both of two units, so nothing of the two facts told
    (f1, f2; f3 has another speaker) is left: 2/5 × (1 - 2/2) = 0."""
    scored = score(case(INVENTED))
    names = {v.words.casefold() for u in scored.units for v in u.violations}
    assert names == {"paris", "emmanuel macron", "france"}
    assert (scored.coverage, scored.violating_share, scored.primary) == (2 / 5, 1.0, 0.0)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("task", ["headline", "brief"])
def test_a_reference_is_accused_in_no_case(
    score: Score, reference: dict[str, str], task: str, case: Callable[[str], str]
) -> None:
    scored = score(case(reference[task]), task)
    assert (scored.violating_share, scored.primary) == (0.0, 1.0)


def accused(folder: Path) -> list[str]:
    """The names of which an article's references are accused in some case."""
    article = read_article(folder)
    scored = [score_summary(article, s.task, case(s.text)) for s in article.summaries for case in CASES]
    return [v.words for score in scored for u in score.units for v in u.violations if v.kind == "name"]


@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if "tests" in f.parts or f.name == "pentagon-rafah"], ids=lambda p: p.name
)
def test_no_reference_of_the_gold_is_accused_of_a_name_in_any_case(folder: Path) -> None:
    assert accused(folder) == []


def test_few_references_of_the_whole_corpus_are_accused_of_a_name_in_any_case() -> None:
    """Of 228 references in each case, 25 times a name is read that is none. A measure to hold, not an aim."""
    assert sum(bool(accused(folder)) for folder in FOLDERS) <= 12


def test_units_whose_names_could_not_be_judged_are_counted(score: Score, reference: dict[str, str]) -> None:
    """The brief has three sentences, the last one in two units: four of them in lower case, none as it
    stands; and one of two where only the second sentence is in capitals."""
    counts = [score(t).names_unjudged for t in (reference["brief"].lower(), reference["brief"])]
    assert counts == [4, 0]
    mixed = score("Marnau closed its tram line. THE REPAIRS WILL COST 2.5 MILLION EUROS.")
    assert (mixed.names_unjudged, [u.names_unjudged for u in mixed.units]) == (1, [False, True])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # A place, a given name that the article has not, one that it contradicts, parts of two people.
        ("the line closed near zurich.", "zurich"),
        ("the line was closed by karl zimmer.", "karl zimmer"),
        ("karl brandt closed the line.", "karl brandt"),
        ("the line was closed by helga osk.", "helga osk"),
        ("HELGA OSK CLOSED THE LINE.", "HELGA OSK"),
        # The source of a report, known by its place alone.
        ("the line is shut, zimmermann said.", "zimmermann"),
        # Hidden among ordinary capitals.
        ("Marnau closed its line near zurich.", "zurich"),
    ],
)
def test_what_can_be_known_for_a_name(violations: Violations, text: str, words: str) -> None:
    assert violations(text) == [("name", words)]


@pytest.mark.parametrize(
    "text",
    [
        "union leader piet osk said the line is shut.",
        "mayor ines vollmer rejected the charge.",
        "the line is shut, residents said.",
        "the line is shut, police say.",
        "the line is shut, an analyst said.",
        "the line is shut, management told us.",
        "the line is shut; turkey and china were on the table.",
        "THE LINE IS SHUT, A SPOKESMAN TOLD REPORTERS.",
        "Tram Line Is Shut After Crash, Residents Say",
    ],
)
def test_doubt_acquits(violations: Violations, text: str) -> None:
    assert violations(text) == []


def test_a_headline_source_may_be_any_noun(violations: Violations) -> None:
    """In a headline "Inquest Finds" needs no article; a brief in Title Case has no such excuse."""
    text = "Tram Line Shut After Derailment, Inquest Says"
    assert violations(text, "headline") == []
    assert violations(text) == [("name", "Inquest")]
