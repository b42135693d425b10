"""Presence of content units: laws, what a word weighs by hand, and agreement with people on REALSumm."""

import math
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.scoring.presence import FITTED, Presence, presence_metric
from onrecord.scoring.presence_evidence import Collection, Evidence, split

from ..harness import ROOT, environment
from .realsumm import REALSUMM, needs_corpus, report_auc

FERRY = (
    "The Zelmar ferry stopped all crossings on Monday after divers found a crack of 12 centimetres. "
    "Ilka Dorven runs the line. The mayor, Tomas Reth, said the island has bread for three weeks."
)
MILL = "A mill in Osk burnt down on Friday. Nobody was hurt, said the owner, Piet Halm."
UNIT = "Divers found a crack of 12 centimetres."

texts = st.text(st.sampled_from("aeAEkst19.,;'’ -/\né"), max_size=60) | st.text(max_size=30)


@pytest.fixture(scope="module")
def told() -> Presence:
    return presence_metric([FERRY, MILL])


@given(texts, texts, texts, st.lists(texts, max_size=3))
def test_a_presence_is_a_probability(unit: str, summary: str, document: str, others: list[str]) -> None:
    assert 0 < presence_metric(others)(unit, summary, document) < 1


@given(texts, texts, texts)
def test_a_sentence_more_never_makes_a_unit_less_present(unit: str, summary: str, more: str) -> None:
    metric = presence_metric([FERRY, MILL])

    less = metric(unit, summary, FERRY)

    assert metric(unit, f"{summary}\n{more}", FERRY) >= less - 1e-12
    assert metric(unit, f"{more}\n{summary}", FERRY) >= less - 1e-12


def test_a_unit_that_stands_in_a_summary_is_present_and_in_an_empty_one_it_is_not(told: Presence) -> None:
    whole = FERRY.split(". ")[0] + "."

    assert told(UNIT, whole, FERRY) > 0.85
    assert told(UNIT, UNIT, FERRY) > 0.8
    assert told(UNIT, "", FERRY) < 0.08
    assert told(UNIT, MILL, FERRY) < 0.08


def test_more_of_a_unit_is_more_present(told: Presence) -> None:
    summaries = ["The ferry.", "A crack.", "A crack of 12.", "Divers: a crack of 12.", UNIT]

    presences = [told(UNIT, summary, FERRY) for summary in summaries]

    assert presences == sorted(presences)
    assert len(set(presences)) == len(presences)


def test_the_order_of_documents_is_nothing() -> None:
    documents = [FERRY, MILL, "", "The ferry sails."]
    first, second = presence_metric(documents), presence_metric(documents[::-1])

    assert first(UNIT, MILL + FERRY, FERRY) == second(UNIT, MILL + FERRY, FERRY)


def test_its_arguments_can_be_given_by_name(told: Presence) -> None:
    by_name = told(unit=UNIT, summary=FERRY, document=FERRY)  # type: ignore[call-arg]

    assert by_name == told(UNIT, FERRY, FERRY)


def test_the_evidence_by_hand() -> None:
    # "mill" is in both documents: √ln(3/2.5) = .42699; "burnt" in one: √ln(3/1.5) = .83255. Each stands once
    # in the document, so both are divided by √2, which a share does not show; their places make 1.5 and 2.
    # told: .42699·1.5 ÷ (.42699·1.5 + .83255·2). copied: .42699 ÷ (.42699 + .83255).
    collection = Collection(["The mill burnt.", "The mill shut."])

    evidence = collection.evidence("Mill burnt.", "A mill shut.", "The mill burnt.")

    assert evidence == pytest.approx(Evidence(0.27780, 0.27780, 0.33901, 0.0), abs=1e-5)
    # -2.55 + (2.64 + 1.15)·.27780 + .72·.33901 = -1.25305, and 1 ÷ (1 + e^1.25305) = .22217
    assert FITTED(evidence) == pytest.approx(0.22217, abs=1e-5)


def test_what_a_word_weighs() -> None:
    weighed = Collection(["Reth"]).weigh("Bakers sold 12 loaves, Reth.", "Bakers bake. Bakers sold loaves.")
    weights = {w.word.stem: w.weight for w in weighed}
    rare, known = math.sqrt(math.log(2 / 0.5)), math.sqrt(math.log(2 / 1.5))

    assert weights == pytest.approx(
        {
            "baker": rare / 3**0.5 * 1.2,
            "sold": rare / 2**0.5 * 1.4,
            "12": rare * 0.5 * 3 * 1.6,
            "loav": rare / 2**0.5 * 1.8,
            "reth": known * 0.5 * 2.0,
        }
    )


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("Tomas Reth has bread.", ["toma", "reth"]),
        ("The mayor Reth has bread.", ["reth"]),
        ("Divers found a crack.", []),
        ("divers in Osk found a crack.", ["osk"]),
    ],
)
def test_a_capital_inside_a_sentence_is_a_name(unit: str, names: list[str]) -> None:
    collection = Collection([FERRY])

    assert [w.word.stem for w in collection.weigh(unit, FERRY) if w.is_name] == names
    assert collection.evidence(unit, "", FERRY).names_missing == len(names)


def test_another_name_or_number_makes_a_unit_less_present(told: Presence) -> None:
    unit = "Tomas Reth has bread for three weeks."

    right = told(unit, "Tomas Reth has bread for 3 weeks.", FERRY)

    assert told(unit, "Piet Halm has bread for 3 weeks.", FERRY) < right - 0.2
    assert told(unit, "Tomas Reth has bread for 4 weeks.", FERRY) < right - 0.1


def test_a_tokenised_text_in_lower_case_has_sentences_too() -> None:
    assert split("the line shut . reth said so ! who knows") == ["the line shut", "reth said so", "who knows"]
    assert split("Mr. Reth of the U.S. spoke. He left.") == ["Mr. Reth of the U.S. spoke.", "He left."]


def test_a_unit_without_content_words_is_compared_by_all_its_words(told: Presence) -> None:
    assert told("She did.", "She did. So was he.", FERRY) > 0.7
    assert told("She did.", "He was.", FERRY) < 0.08
    assert Collection([FERRY]).evidence("…", FERRY, FERRY) == Evidence(0, 0, 0, 0)


@pytest.mark.external
@needs_corpus
def test_the_coefficients_are_those_that_the_script_fits() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "fit_presence.py"), str(REALSUMM)]

    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())

    printed = {name: float(value) for name, value in re.findall(r"(\w+)=(-?[\d.]+)", done.stdout)}
    known = dict(zip(Evidence._fields, FITTED.coefficients, strict=True))
    assert printed == pytest.approx({"intercept": FITTED.intercept} | known, abs=0.05)


@pytest.mark.external
@needs_corpus
def test_it_agrees_with_people_on_the_half_that_it_was_not_fitted_to() -> None:
    assert report_auc(presence_metric) == pytest.approx(0.817, abs=0.002)
