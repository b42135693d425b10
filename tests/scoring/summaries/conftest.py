"""An invented article with its gold, built in code, and short ways to score a summary of it."""

from collections.abc import Callable

import pytest

from onrecord.gold.article import Article, Fact, NotQuote, Quote, Region, Speaker, Statement, Summary
from onrecord.gold.records import Change, Meta
from onrecord.scoring.summaries.summary import SummaryScore, score_summary
from onrecord.text import Span, paragraphs

RAW = (
    "Tram crash: drivers to blame\n\n"
    "The city of Marnau closed its only tram line on Tuesday after a carriage left the rails near "
    "Oldgate, injuring more than 40 passengers.\n\n"
    "“We cannot reopen the line until every wheel has been measured,” said Helga Brandt, the director "
    "of Marnau Transport. “The older carriages are safe, but the new ones may not be.”\n\n"
    "Brandt said the repairs would cost 2.5 million euros. Drivers had warned the company in March that "
    "the bends were too tight for the new carriages, according to the union leader Piet Osk.\n\n"
    "“Nobody listened to the people who drive these trams,” Osk told reporters. He called the purchase "
    "“a bargain that nobody had checked properly” and said the union would strike on 9 May.\n\n"
    "The mayor, Ines Vollmer, rejected the charge that the council had ignored the drivers. “The "
    "council was never shown a single letter,” she said. The “Silver Arrow of the North” was bought "
    "last year.\n\n"
    "A derailed carriage lies across Oldgate Street in Marnau on Tuesday. Photo: Tom Reyl\n"
)

BRIEF = (
    "Marnau shut its tram line on Tuesday after a derailment near Oldgate injured more than 40 passengers. "
    "Helga Brandt said the line would not reopen until all wheels had been measured. "
    "Union leader Piet Osk said drivers had warned the company in March about tight bends; "
    "mayor Ines Vollmer rejected the charge that the council had ignored them."
)
HEADLINE = "Marnau closes tram line after derailment injures more than 40 passengers"
QUOTED = (
    "Marnau shut its tram line on Tuesday after a derailment near Oldgate injured more than 40 passengers. "
    "“We cannot reopen the line until every wheel has been measured,” Helga Brandt said. "
    "Union leader Piet Osk said drivers had warned the company in March about tight bends; "
    "“Nobody listened to the people who drive these trams,” Osk said. "
    "Mayor Ines Vollmer rejected the charge that the council had ignored them."
)


OSK = ("osk",)


def place(words: str, nth: int = 0) -> Span:
    """The place of the nth occurrence of some words in the article."""
    start = -1
    for _ in range(nth + 1):
        start = RAW.index(words, start + 1)
    return Span(start, start + len(words))


def build_article() -> Article:
    meta = Meta(
        id="tram",
        title="Tram line shut",
        source="Invented",
        licence="CC0-1.0",
        redistributable=True,
        language="en",
        date="2024-04-30",
        origin="composed",
        phenomena=(),
        split="dev",
        version=1,
        sha256="0" * 64,
        changes=(Change(version=1, date="2026-01-01", what="Made."),),
    )
    lines = paragraphs(RAW)
    kinds = ["headline", "body", "body", "body", "body", "body"]
    regions = [Region(kind, line) for kind, line in zip(kinds, lines, strict=False)]  # type: ignore[arg-type]
    regions += [
        Region("caption", place("A derailed carriage lies across Oldgate Street in Marnau on Tuesday.")),
        Region("credit", place("Photo: Tom Reyl")),
    ]
    return Article(
        meta=meta,
        raw=RAW,
        regions=tuple(regions),
        speakers=(
            Speaker("brandt", "Helga Brandt", "person", ("Brandt", "the director of Marnau Transport")),
            Speaker("transport", "Marnau Transport", "organisation", ("the company",)),
            Speaker("osk", "Piet Osk", "person", ("Osk", "the union leader Piet Osk"), ("union leader",)),
            Speaker("vollmer", "Ines Vollmer", "person", ("Vollmer", "The mayor")),
            Speaker("drivers", "Drivers", "group"),
        ),
        quotes=(
            Quote(
                "q1",
                "direct",
                (
                    place("“We cannot reopen the line until every wheel has been measured,”"),
                    place("“The older carriages are safe, but the new ones may not be.”"),
                ),
                ("brandt",),
                on_behalf_of="transport",
            ),
            Quote("q2", "indirect", (place("the repairs would cost 2.5 million euros"),), ("brandt",)),
            Quote("q3", "indirect", (place("the bends were too tight for the new carriages"),), ("drivers",)),
            Quote(
                "q4", "direct", (place("“Nobody listened to the people who drive these trams,”"),), ("osk",)
            ),
            Quote(
                "q5",
                "mixed",
                (place("the purchase “a bargain that nobody had checked properly”"),),
                ("osk",),
                verbatim=(place("“a bargain that nobody had checked properly”"),),
            ),
            Quote("q6", "indirect", (place("the union would strike on 9 May"),), ("osk",)),
            Quote("q7", "direct", (place("“The council was never shown a single letter,”"),), ("vollmer",)),
        ),
        not_quotes=(NotQuote(place("“Silver Arrow of the North”"), "nickname"),),
        facts=(
            Fact(
                "f1",
                "Marnau closed its tram line after a derailment.",
                "vital",
                (place("The city of Marnau closed its only tram line on Tuesday"),),
                (
                    ("tram", "line"),
                    ("closed", "shut", "closure"),
                    ("derailment", "derailed", "left the rails"),
                ),
                ("headline", "brief", "quoted-brief"),
            ),
            Fact(
                "f2",
                "More than 40 passengers were injured.",
                "vital",
                (place("injuring more than 40 passengers"),),
                (("more than 40", "over 40"), ("injured", "injuring", "hurt")),
                ("headline", "brief", "quoted-brief"),
            ),
            Fact(
                "f3",
                "Helga Brandt said the line would not reopen until all wheels had been measured.",
                "vital",
                (place("We cannot reopen the line until every wheel has been measured"),),
                (("reopen", "open again"), ("wheel",), ("measured", "checked")),
                ("brief", "quoted-brief"),
                ("brandt",),
            ),
            Fact(
                "f4",
                "Brandt said the repairs would cost 2.5 million euros.",
                "okay",
                (place("the repairs would cost 2.5 million euros"),),
                (("repairs", "repair"), ("2.5 million euros",)),
                ("brief", "quoted-brief"),
                ("brandt",),
            ),
            Fact(
                "f5",
                "Piet Osk said drivers had warned the company in March.",
                "vital",
                (place("Drivers had warned the company in March"),),
                (("drivers",), ("warned", "warning"), ("March",)),
                ("brief", "quoted-brief"),
                ("osk",),
            ),
            Fact(
                "f6",
                "Ines Vollmer rejected the charge that the council had ignored the drivers.",
                "vital",
                (place("rejected the charge that the council had ignored the drivers"),),
                (("rejected", "denied"), ("council", "city"), ("ignored", "ignoring")),
                ("brief", "quoted-brief"),
                ("vollmer",),
            ),
        ),
        statements=(
            Statement(
                "v1",
                "The union leader Piet Osk said the union would strike in June.",
                "contradicted",
                "time",
                (place("said the union would strike on 9 May"),),
            ),
            Statement(
                "v2",
                "The council was shown a single letter, Vollmer said.",
                "contradicted",
                "negation",
                (place("The council was never shown a single letter"),),
            ),
            Statement("v3", "The tram line is the only one in Marnau.", "supported", "paraphrase", ()),
        ),
        summaries=(
            Summary("s1", "headline", HEADLINE, ("f1", "f2"), "a"),
            Summary("s2", "brief", BRIEF, ("f1", "f2", "f3", "f5", "f6"), "a"),
            Summary("s3", "quoted-brief", QUOTED, ("f1", "f2", "f3", "f5", "f6"), "a"),
        ),
    )


@pytest.fixture(scope="session")
def article() -> Article:
    return build_article()


@pytest.fixture(scope="session")
def reference() -> dict[str, str]:
    """Task to its reference summary: each tells every fact its task is weighed by."""
    return {"headline": HEADLINE, "brief": BRIEF, "quoted-brief": QUOTED}


@pytest.fixture(scope="session")
def score(article: Article) -> Callable[..., SummaryScore]:
    """Scores a text: ``score(text)`` as a brief, or ``score(text, task)``."""

    def scored(text: str | None, task: str = "brief") -> SummaryScore:
        return score_summary(article, task, text)

    return scored


@pytest.fixture(scope="session")
def violations(score: Callable[..., SummaryScore]) -> Callable[..., list[tuple[str, str]]]:
    """The violations of a text as (kind, words)."""

    def found(text: str, task: str = "brief") -> list[tuple[str, str]]:
        unique = dict.fromkeys((v.kind, v.words) for unit in score(text, task).units for v in unit.violations)
        return list(unique)

    return found
