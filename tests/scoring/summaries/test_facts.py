"""Which facts are told. f1 closure, f2 more than 40 injured, f3 Brandt: not reopened until wheels measured,
f4 Brandt: 2.5 million euros (okay), f5 Osk: drivers warned in March, f6 Vollmer: rejects the charge."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.gold.article import Article, Fact
from onrecord.scoring.summaries.summary import SummaryScore, score_summary

Score = Callable[..., SummaryScore]


@pytest.mark.parametrize(
    ("text", "fact", "credit"),
    [
        ("Over 40 people were hurt.", "f2", 1.0),
        ("At least 41 people were hurt.", "f2", 0.0),
        ("40 people were hurt.", "f2", 0.0),
        # One or two neighbouring sentences, never three.
        ("The tram line is closed. A carriage derailed.", "f1", 1.0),
        ("The tram line is closed. It is sunny here. A carriage derailed.", "f1", 0.0),
        # With its speaker, by any of the speaker's names; without one; with another.
        ("Osk said drivers had warned the company in March.", "f5", 1.0),
        ("The union leader said drivers had warned the company in March.", "f5", 1.0),
        ("Drivers had warned the company in March.", "f5", 0.5),
        ("Drivers had warned the company in March, it was claimed.", "f5", 0.5),
        ("Vollmer said drivers had warned the company in March.", "f5", 0.0),
        ("Karl Zimmer said drivers had warned the company in March.", "f5", 0.0),
        # Negation must agree.
        ("Osk said drivers had not warned the company in March.", "f5", 0.0),
        ("Osk said drivers had never warned the company in March.", "f5", 0.0),
        ("Brandt said the line would reopen until all wheels were measured.", "f3", 0.0),
        ("Brandt said the line would not reopen before every wheel was checked.", "f3", 1.0),
        # "Not … until" affirms what "must … before" does.
        ("Brandt said every wheel must be measured before the line can reopen.", "f3", 1.0),
        ("“We cannot reopen the line until every wheel has been measured,” Brandt said.", "f3", 1.0),
        # The unit and the currency count.
        ("Brandt put the repair at €2.5 million.", "f4", 1.0),
        ("Brandt put the repair at $2.5 million.", "f4", 0.0),
    ],
)
def test_told(score: Score, text: str, fact: str, credit: float) -> None:
    assert score(text).credits[fact] == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Brandt bought the carriages.", 1.0),
        ("Brandt is tired. She bought the carriages.", 1.0),
        ("Osk bought the carriages. Brandt is tired.", 0.0),
    ],
)
def test_a_person_is_not_borrowed_from_the_next_sentence(article: Article, text: str, credit: float) -> None:
    """Two sentences may share a claim, but not where one says that somebody else did it."""
    needs = (("Brandt",), ("bought",), ("carriages",))
    bought = Fact("g1", "Brandt bought the carriages.", "vital", (), needs, ("brief",))
    small = replace(article, facts=(bought,), summaries=())
    assert score_summary(small, "brief", text).credits == {"g1": credit}


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        # No report: the speaker named near by will do.
        ("Brandt was there. The repairs will cost 2.5 million euros.", 1.0),
        # A report whose source fits nobody: who is merely named near by did not say it.
        ("Osk visited Brandt. The repairs will cost 2.5 million euros, an analyst said.", 0.5),
        ("Nobody trusts Brandt. The repairs will cost 2.5 million euros, residents say.", 0.5),
        ("The repairs will cost 2.5 million euros, police say.", 0.5),
        ("The repairs will cost 2.5 million euros, Police say.", 0.5),
        ("Police say the repairs will cost 2.5 million euros.", 0.5),
        # Another person, of the article or not, in any case.
        ("Osk visited Brandt. The repairs will cost 2.5 million euros, Osk said.", 0.0),
        ("Brandt was there. The repairs will cost 2.5 million euros, Zimmermann said.", 0.0),
        ("brandt was there. the repairs will cost 2.5 million euros, zimmermann said.", 0.0),
        # The right source inside another's report is the one nearest to the claim.
        ("According to a witness, Brandt said repairs would cost 2.5 million euros.", 1.0),
    ],
)
def test_a_source_that_is_not_the_speaker(score: Score, text: str, credit: float) -> None:
    """f4 is Brandt's: 1 with her as the source, ½ with none or a description, 0 with another name."""
    assert score(text).credits["f4"] == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("It is false that Marnau shut its tram line after a derailment.", 0.0),
        ("It is not true that Marnau shut its tram line after a derailment.", 0.0),
        ("It is untrue Marnau shut its tram line after a derailment.", 0.0),
        ("Vollmer denied that Marnau shut its tram line after a derailment.", 0.0),
        ("There is no evidence that Marnau shut its tram line after a derailment.", 0.0),
        ("Vollmer rejects claims that Marnau shut its tram line after a derailment.", 0.0),
        ("The report that Marnau shut its tram line after a derailment is false.", 0.0),
        ("Marnau shut its tram line after a derailment, which is untrue.", 0.0),
        # Two denials affirm, and what is no denial of the claim denies nothing.
        ("Nobody denied that Marnau shut its tram line after a derailment.", 1.0),
        ("It is not false that Marnau shut its tram line after a derailment.", 1.0),
        ("It is true that Marnau shut its tram line after a derailment.", 1.0),
        ("Vollmer confirmed reports that Marnau shut its tram line after a derailment.", 1.0),
        ("Amid false alarms Marnau shut its tram line after a derailment.", 1.0),
    ],
)
def test_a_denied_fact_is_not_told(score: Score, text: str, credit: float) -> None:
    """f1 affirms, so an odd number of negations and denials round it does not tell it."""
    assert score(text).credits["f1"] == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Vollmer denied that the council had ignored the drivers.", 1.0),
        ("Vollmer rejected claims that the council had ignored the drivers.", 1.0),
        ("Vollmer said it is false that the council had ignored the drivers.", 1.0),
        ("Vollmer said that the council had ignored the drivers.", 0.0),
        ("Vollmer never denied that the council had ignored the drivers.", 0.0),
    ],
)
def test_a_denial_is_told_by_a_denial(article: Article, text: str, credit: float) -> None:
    """The fact's own sentence has one denial that is in no group of its needs, so the summary needs one."""
    wording = "Vollmer denied that the council had ignored the drivers."
    needs = (("council",), ("ignored",), ("drivers",))
    denied = Fact("g1", wording, "vital", (), needs, ("brief",), ("vollmer",))
    small = replace(article, facts=(denied,), summaries=(), statements=())
    assert score_summary(small, "brief", text).credits == {"g1": credit}


def test_coverage_is_weight_over_the_best_reference(score: Score) -> None:
    """f2 (vital, 1) and half of f5 (vital, ½) over the reference's five vital facts: 1.5 ÷ 5."""
    scored = score("Over 40 people were hurt. Drivers had warned the company in March.")
    assert scored.coverage == pytest.approx(1.5 / 5)
    assert scored.primary == pytest.approx(1.5 / 5)


def test_all_annotated_facts_may_be_told_at_any_length(score: Score) -> None:
    """A headline is weighed by its reference's two facts; f4 (okay, ½) is none of them and counts all the
    same: ½ ÷ 2."""
    assert score("Brandt: repairs cost 2.5 million euros", "headline").coverage == pytest.approx(0.25)


def test_coverage_is_capped_in_the_score_only(score: Score, reference: dict[str, str]) -> None:
    """f4 on top of all that the reference tells: 5.5 ÷ 5."""
    scored = score(reference["brief"] + " Brandt said repairs would cost 2.5 million euros.")
    assert scored.coverage == pytest.approx(1.1)
    assert scored.primary == 1.0


def test_a_violating_unit_lends_no_words_to_its_neighbour(score: Score) -> None:
    """The second unit alone does not tell f1; together with the invention in it the first may not either."""
    assert score("The tram line is closed. Karl Zimmer saw a carriage that derailed.").credits["f1"] == 0


def test_the_words_of_a_reference_thrown_together_tell_nothing(score: Score) -> None:
    scrambled = (
        "40 the passengers of 40 derailment March all Brandt warned. tram injured had more in said after the "
        "about ignored them the that Osk rejected the line. measured until reopen would wheels not been had "
        "council drivers Vollmer mayor union charge"
    )
    scored = score(scrambled)
    assert scored.garbled
    assert scored.primary == 0


def _one_fact(article: Article, text: str, *needs: tuple[str, ...]) -> Article:
    return replace(article, facts=(Fact("g1", text, "vital", (), needs, ("brief",)),), summaries=())


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("The vote is on 9 February.", 1.0),
        ("The vote is on February 9.", 1.0),
        ("The vote is on Feb. 9.", 1.0),
        ("The vote is on 9 Feb.", 1.0),
        ("The vote is on February 9th.", 1.0),
        ("The vote is on the 9th of February.", 1.0),
        ("The vote is on Tuesday 9 February 2027.", 1.0),
        ("the vote is on february 9.", 1.0),
        ("The vote is on Feb. 19.", 0.0),
        ("The vote is on 9 March.", 0.0),
        ("The vote is in February.", 0.0),
    ],
)
def test_a_date_is_told_in_any_form(article: Article, text: str, credit: float) -> None:
    asked = _one_fact(article, "The vote is on 9 February.", ("vote",), ("9 February",))
    assert score_summary(asked, "brief", text).credits["g1"] == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("More meetings would follow.", 1.0),
        ("More meetings would not follow.", 0.0),
        ("More meetings wouldn't follow.", 0.0),
        ("More meetings never followed.", 0.0),
        ("More meetings would not only follow but last longer.", 1.0),
        ("More meetings were planned, but not at once.", 1.0),
        # Something else that is not so.
        ("The council that planned more meetings did not pay.", 1.0),
    ],
)
def test_a_subject_is_denied_by_the_verb_behind_it(article: Article, text: str, credit: float) -> None:
    asked = _one_fact(article, "More meetings would be held.", ("more meetings",))
    assert score_summary(asked, "brief", text).credits["g1"] == credit


@pytest.mark.parametrize(
    ("text", "needs", "credit"),
    [
        ("The city promised money.", ("city", "promised"), 1.0),
        ("The city promised nothing.", ("city", "promised"), 0.0),
        ("The petition would count as interest.", ("petition", "interest"), 1.0),
        ("The petition would not count as interest.", ("petition", "interest"), 0.0),
        # A clause of its own.
        ("The petition did not move as interest grew.", ("interest",), 1.0),
        ("The city would have paid the drivers.", ("would have paid",), 1.0),
        ("The city would've paid the drivers.", ("would have paid",), 1.0),
    ],
)
def test_how_far_a_negation_reaches(
    article: Article, text: str, needs: tuple[str, ...], credit: float
) -> None:
    asked = _one_fact(article, "The city paid, as the petition asked.", *((word,) for word in needs))
    assert score_summary(asked, "brief", text).credits["g1"] == credit


@pytest.mark.parametrize("said", ["She had told", "She'd told", "She’d told"])
def test_a_contracted_pronoun_is_a_source(score: Score, said: str) -> None:
    text = f"Vollmer met Brandt. {said} the town that a repair would cost 2.5 million euros."
    assert score(text).credits["f4"] == 1.0


def test_a_preface_is_no_name(score: Score) -> None:
    told = "According to Osk, drivers warned the company in March."
    assert not any(u.violations for u in score(f"Summary: {told}").units)
    assert score(f"Summary: {told}").credits["f5"] == 1.0
