"""Each phenomenon is counted where it stands, and not where something like it stands."""

from collections.abc import Callable
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.workbench.stats.phenomena import GENRES, PHENOMENA, canonical

from ...harness import ROOT

Record = dict[str, Any]
BY_NAME = {p.name: p for p in PHENOMENA}


def speaker(id: str, name: str, cls: str = "person", **more: Any) -> Record:
    return {"kind": "speaker", "id": id, "name": name, "class": cls, **more}


def mention(id: str, of: str | list[str], at: str) -> Record:
    return {"kind": "mention", "id": id, "of": of, "at": at}


def quote(at: str | list[str], by: str | list[str] = "varga", form: str = "indirect", **more: Any) -> Record:
    id = more.pop("id", "q1")
    places = [at] if isinstance(at, str) else at
    return {"kind": "quote", "id": id, "form": form, "at": places, "speaker": by, **more}


VARGA = speaker("varga", "Ilse Varga")
ORR = speaker("orr", "Tim Orr")

CASES: list[tuple[str, int, str, list[Record]]] = [
    (
        "interrupted",
        1,
        "“It will hold,” she said. “Trust me.”",
        [VARGA, quote(["p1 ⟦“It will hold,”⟧", "p1 ⟦“Trust me.”⟧"], form="direct")],
    ),
    (
        "interrupted",
        0,
        "“It will hold, she said.\n\n“Trust me.”",
        [VARGA, quote(["p1 ⟦“It will hold⟧", "p2 ⟦“Trust me.”⟧"], form="direct")],
    ),
    (
        "multi-paragraph",
        1,
        "She said: “It will hold.\n\n“Trust me.”",
        [VARGA, quote(["p1 ⟦“It will hold.⟧", "p2 ⟦“Trust me.”⟧"], form="direct")],
    ),
    (
        "multi-paragraph",
        0,
        "“It will hold,” she said. “Trust me.”",
        [VARGA, quote(["p1 ⟦“It will hold,”⟧", "p1 ⟦“Trust me.”⟧"], form="direct")],
    ),
    (
        "nested",
        1,
        "Orr said Varga warned of ice.",
        [VARGA, ORR, quote("p1 ⟦Varga warned of ice⟧", "orr"), quote("p1 ⟦ice⟧", id="q2", parent="q1")],
    ),
    (
        "relayed",
        0,
        "Orr said Varga warned of ice.",
        [
            VARGA,
            ORR,
            quote("p1 ⟦Varga warned of ice⟧", "orr"),
            quote("p1 ⟦ice⟧", id="q2", parent="q1", relayed_by=["orr"]),
        ],
    ),
    (
        "relayed",
        1,
        "Varga said through Orr that it held.",
        [VARGA, ORR, quote("p1 ⟦it held⟧", relayed_by=["orr"])],
    ),
    (
        "mixed",
        1,
        "She called it “a loaded gun” again.",
        [VARGA, quote("p1 ⟦it “a loaded gun”⟧", form="mixed", verbatim=["p1 ⟦“a loaded gun”⟧"])],
    ),
    ("implicit speaker", 1, "It will hold.", [VARGA, quote("p1 ⟦It will hold⟧")]),
    (
        "implicit speaker",
        0,
        "It will hold, Varga said.",
        [VARGA, mention("m1", "varga", "p1 ⟦Varga⟧"), quote("p1 ⟦It will hold⟧", via="m1")],
    ),
    (
        "pronoun speaker",
        1,
        "It will hold, she said.",
        [VARGA, mention("m1", "varga", "p1 ⟦she⟧"), quote("p1 ⟦It will hold⟧", via="m1")],
    ),
    (
        "pronoun speaker",
        0,
        "It will hold, Varga said of her dam.",
        [VARGA, mention("m1", "varga", "p1 ⟦Varga⟧"), quote("p1 ⟦It will hold⟧", via="m1")],
    ),
    (
        "shared surname",
        2,
        "It held. It broke. It bent.",
        [
            VARGA,
            speaker("pia", "Pia Varga Jr.", speaks=False),
            ORR,
            quote("p1 ⟦It held⟧"),
            quote("p1 ⟦It broke⟧", id="q2"),
            quote("p1 ⟦It bent⟧", "orr", id="q3"),
        ],
    ),
    (
        "shared surname",
        0,
        "It held.",
        [VARGA, speaker("mill", "Varga", "organisation"), quote("p1 ⟦It held⟧")],
    ),
    (
        "other names and titles",
        1,
        "Ilse Varga came. The mayor said it held.",
        [
            VARGA,
            mention("m1", "varga", "p1 ⟦Ilse Varga⟧"),
            mention("m2", "varga", "p1 ⟦The mayor⟧"),
            quote("p1 ⟦it held⟧"),
        ],
    ),
    (
        "other names and titles",
        0,
        "Ms. Varga came. She said it held.",
        [
            VARGA,
            mention("m1", "varga", "p1 ⟦Ms. Varga⟧"),
            mention("m2", "varga", "p1 ⟦She⟧"),
            quote("p1 ⟦it held⟧"),
        ],
    ),
    (
        "spokesperson",
        1,
        "It held, Varga said for the mill.",
        [VARGA, speaker("mill", "the mill", "organisation"), quote("p1 ⟦It held⟧", **{"for": "mill"})],
    ),
    (
        "document or post",
        1,
        "It held, Varga said in a short letter.",
        [VARGA, quote("p1 ⟦It held⟧", cue="p1 ⟦said⟧")],
    ),
    ("document or post", 1, "It held, Varga wrote.", [VARGA, quote("p1 ⟦It held⟧", cue="p1 ⟦wrote⟧")]),
    (
        "document or post",
        0,
        "A letter lay there. She said the letter lied.",
        [VARGA, quote("p1 ⟦the letter lied⟧", cue="p1 ⟦said⟧")],
    ),
    (
        "unnamed source",
        1,
        "A nurse said it held.",
        [speaker("nurse", "nurse", "unnamed"), quote("p1 ⟦it held⟧", "nurse")],
    ),
    (
        "plural source",
        2,
        "Two nurses said it held. Residents said it broke. A nurse said it bent.",
        [
            speaker("two", "two nurses", "unnamed"),
            speaker("residents", "residents", "group"),
            speaker("nurse", "nurse", "unnamed"),
            quote("p1 ⟦it held⟧", "two"),
            quote("p1 ⟦it broke⟧", "residents", id="q2"),
            quote("p1 ⟦it bent⟧", "nurse", id="q3"),
        ],
    ),
    ("joint speakers", 1, "Both said it held.", [VARGA, ORR, quote("p1 ⟦it held⟧", ["varga", "orr"])]),
    (
        "scare quotes",
        1,
        "The “temporary” bridge and “The Weir” stood.",
        [
            {"kind": "not_quote", "at": "p1 ⟦“temporary”⟧", "why": "scare quotes"},
            {"kind": "not_quote", "at": "p1 ⟦“The Weir”⟧", "why": "title"},
        ],
    ),
    (
        "titles in marks",
        1,
        "The “temporary” bridge and “The Weir” stood.",
        [
            {"kind": "not_quote", "at": "p1 ⟦“temporary”⟧", "why": "scare quotes"},
            {"kind": "not_quote", "at": "p1 ⟦“The Weir”⟧", "why": "title"},
        ],
    ),
    (
        "denied or hypothetical",
        2,
        "Nobody said “sorry” there. Varga denied lying, and said it held.",
        [
            VARGA,
            {"kind": "not_quote", "at": "p1 ⟦“sorry”⟧", "why": "not said"},
            quote("p1 ⟦lying⟧", cue="p1 ⟦denied⟧"),
            quote("p1 ⟦it held⟧", id="q2", cue="p1 and ⟦said⟧"),
        ],
    ),
    ("straight marks", 1, 'Varga: "It held."', [VARGA, quote('p1 ⟦"It held."⟧', form="direct")]),
    ("curly marks", 1, "Varga: “It held.”", [VARGA, quote("p1 ⟦“It held.”⟧", form="direct")]),
    ("single marks", 1, "Varga: ‘It held.’", [VARGA, quote("p1 ⟦‘It held.’⟧", form="direct")]),
    ("guillemets", 1, "Varga: «It held.»", [VARGA, quote("p1 ⟦«It held.»⟧", form="direct")]),
    ("guillemets", 0, "«Varga» said it held.", [VARGA, quote("p1 ⟦it held⟧")]),
    ("numbers in quotes", 1, "She said 12 pumps held.", [VARGA, quote("p1 ⟦12 pumps held⟧")]),
    ("numbers in quotes", 0, "In 12 words she said it held.", [VARGA, quote("p1 ⟦it held⟧")]),
    (
        "repeated with a change",
        1,
        "“The dam will hold for years,” she said. She said the dam will hold for days.",
        [
            VARGA,
            quote("p1 ⟦“The dam will hold for years,”⟧", form="direct"),
            quote("p1 ⟦the dam will hold for days⟧", id="q2"),
        ],
    ),
    (
        "repeated with a change",
        0,
        "“The dam will hold,” she said. She said again the dam will hold. Orr said the dam will hold up.",
        [
            VARGA,
            ORR,
            quote("p1 ⟦“The dam will hold,”⟧", form="direct"),
            quote("p1 again ⟦the dam will hold⟧", id="q2"),
            quote("p1 ⟦the dam will hold up⟧", "orr", id="q3"),
        ],
    ),
    ("no quotes", 1, "The dam held.", []),
    ("no quotes", 0, "She said it held.", [VARGA, quote("p1 ⟦it held⟧")]),
    (
        "caption",
        1,
        "She said it held.",
        [{"kind": "region", "type": "caption", "at": "p1"}, VARGA, quote("p1 ⟦it held⟧")],
    ),
    (
        "headline",
        1,
        "She said it held.",
        [{"kind": "region", "type": "headline", "at": "p1"}, VARGA, quote("p1 ⟦it held⟧")],
    ),
    (
        "organisation speaker",
        1,
        "The mill said it held.",
        [speaker("mill", "The mill", "organisation"), quote("p1 ⟦it held⟧", "mill")],
    ),
    *(
        (name, 1, "It held.”", [{"kind": "damage", "at": "p1 ⟦.”⟧", "what": what}])
        for name, what in (
            ("wrong headline", "wrong headline"),
            ("stray or missing mark", "stray mark"),
            ("stray or missing mark", "missing mark"),
            ("machine rewording", "wrong word"),
            ("machine rewording", "broken sentence"),
            ("run-in", "run-in"),
            ("two names for one source", "two names for one source"),
            ("repeated text", "repeated text"),
            ("merged articles", "merged articles"),
            ("encoding damage", "wrong encoding"),
        )
    ),
    ("boilerplate", 1, "Leave a reply", [{"kind": "region", "type": "boilerplate", "at": "p1"}]),
]


@pytest.mark.parametrize(("name", "times", "text", "records"), CASES)
def test_a_phenomenon_is_counted(
    name: str, times: int, text: str, records: list[Record], make_article: Callable[..., Article]
) -> None:
    find = BY_NAME[name].find
    assert find
    assert find(make_article(text, records)) == times


def test_every_phenomenon_that_can_be_seen_has_a_case() -> None:
    assert {p.name for p in PHENOMENA if p.find} == {name for name, times, *_ in CASES if times}


def test_references_that_lead_nowhere_find_nothing(make_article: Callable[..., Article]) -> None:
    records = [quote("p1 ⟦it held⟧", "nobody", via="m9", parent="q9", relayed_by=["x"], **{"for": "y"})]
    article = make_article("She said it held.", records)

    assert {p.name for p in PHENOMENA if p.find and p.find(article)} == {"nested", "spokesperson"}


def test_many_alike_quotes_are_not_compared_pair_by_pair(make_article: Callable[..., Article]) -> None:
    lines = [f"The dam will hold {n}" for n in range(400)]
    records = [VARGA, *(quote(f"p{n}", id=f"q{n}") for n in range(1, 401))]
    find = BY_NAME["repeated with a change"].find
    assert find
    # The first fifty of them, each with each.
    assert find(make_article("\n".join(lines), records)) == 50 * 49 // 2


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("interrupted", "interrupted"),
        ("Unnamed-Sources", "unnamed source"),
        ("no quote at all", "no quotes"),
        ("live_blog", "live blog"),
        ("press-release rewrite", "press-release rewrite"),
        ("hearsay", ""),
    ],
)
def test_names_in_meta_json_are_known_by(claim: str, name: str) -> None:
    assert canonical(claim) == name


def test_no_name_means_two_things() -> None:
    names = [n.replace("-", " ") for p in PHENOMENA for n in (p.name, *p.also)] + [*GENRES]
    assert len(names) == len(set(names))


def test_the_documented_list_is_this_one() -> None:
    section = (ROOT / "docs" / "workbench.md").read_text(encoding="utf-8").split("`gold stats`\n")[1]
    rows = [
        line[2:-2].split(" | ") for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")
    ]

    assert [(name, definition.lower()) for name, definition, _ in rows[1:]] == [
        (p.name, p.definition.lower()) for p in PHENOMENA
    ]
    assert all(genre in section for genre in GENRES)
