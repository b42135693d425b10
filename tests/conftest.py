"""Small articles about invented people and places, and what builds them."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from onrecord.gold.article import Article
from onrecord.gold.load import resolve
from onrecord.gold.records import Meta, record_adapter

from .browser import driver, listener  # noqa: F401 - fixtures of all tests

# A busy machine is no failure: no example has a deadline.
settings.register_profile("onrecord", deadline=None)
settings.load_profile("onrecord")

Record = Mapping[str, Any]


def pytest_configure(config: pytest.Config) -> None:
    """Rows beside a model are worked out once a test session, in a cache of its own."""
    if not hasattr(config, "workerinput"):
        cache = tempfile.TemporaryDirectory(prefix="onrecord-cache-")
        config.add_cleanup(cache.cleanup)
        os.environ["ONRECORD_CACHE"] = cache.name


FERRY = """Zelmar ferry halted after crack found in hull

The operator of the Zelmar ferry stopped all crossings on Monday after divers found a crack of 12 \
centimetres. “We will not sail until the hull is safe again 🚢,” said Ilka Dorvén, who runs the line.

The mayor, Tomas Reth, said the island could hold out for three weeks. “The shops have enough bread and \
the clinic has enough oil,” Reth said. “Nobody has to leave.”

An engineer at the yard (מספנה) described the repair as “slow and costly” work.

The crossing to the mainland takes forty minutes in calm weather and carries mostly schoolchildren.

The ferry in dry dock on Tuesday.Credit…Nol Abari
"""
FERRY_RECORDS: tuple[Record, ...] = (
    {"kind": "region", "type": "headline", "at": "p1"},
    *({"kind": "region", "type": "body", "at": f"p{n}"} for n in (2, 3, 4, 5)),
    {"kind": "region", "type": "caption", "at": "p6 ⟦The ferry in dry dock on Tuesday.⟧"},
    {"kind": "region", "type": "credit", "at": "p6 ⟦Credit…Nol Abari⟧"},
    {"kind": "speaker", "id": "dorven", "name": "Ilka Dorvén", "class": "person", "aliases": ["Dorvén"]},
    {"kind": "speaker", "id": "reth", "name": "Tomas Reth", "class": "person", "aliases": ["Reth"]},
    {"kind": "speaker", "id": "engineer", "name": "engineer at the yard", "class": "unnamed"},
    {"kind": "mention", "id": "m1", "of": "dorven", "at": "p2 ⟦Ilka Dorvén⟧"},
    {"kind": "mention", "id": "m2", "of": "reth", "at": "p3 ⟦The mayor, Tomas Reth⟧"},
    {"kind": "mention", "id": "m3", "of": "reth", "at": "p3 ⟦Reth⟧ said."},
    {"kind": "mention", "id": "m4", "of": "engineer", "at": "p4 ⟦An engineer at the yard⟧"},
    {
        "kind": "quote",
        "id": "q1",
        "form": "direct",
        "at": ["p2 ⟦“We will not sail until the hull is safe again 🚢,”⟧"],
        "cue": "p2 ⟦said⟧",
        "speaker": "dorven",
        "via": "m1",
    },
    {
        "kind": "quote",
        "id": "q2",
        "form": "indirect",
        "at": ["p3 ⟦the island could hold out for three weeks⟧"],
        "cue": "p3 Tomas Reth, ⟦said⟧",
        "speaker": "reth",
        "via": "m2",
    },
    {
        "kind": "quote",
        "id": "q3",
        "form": "direct",
        "at": [
            "p3 ⟦“The shops have enough bread and the clinic has enough oil,”⟧",
            "p3 ⟦“Nobody has to leave.”⟧",
        ],
        "cue": "p3 Reth ⟦said⟧.",
        "speaker": "reth",
        "via": "m3",
    },
    {
        "kind": "quote",
        "id": "q4",
        "form": "mixed",
        "at": ["p4 ⟦the repair as “slow and costly” work⟧"],
        "verbatim": ["p4 ⟦“slow and costly”⟧"],
        "cue": "p4 ⟦described⟧",
        "speaker": "engineer",
        "via": "m4",
    },
    {
        "kind": "fact",
        "id": "f1",
        "text": "The Zelmar ferry stopped sailing.",
        "weight": "vital",
        "lengths": ["headline", "brief", "quoted-brief"],
        "at": ["p2 ⟦stopped all crossings⟧"],
        "needs": [["ferry", "crossings"], ["stopped", "halted"]],
    },
    {
        "kind": "fact",
        "id": "f2",
        "text": "Reth said the island could hold out for three weeks.",
        "weight": "okay",
        "lengths": ["brief", "quoted-brief"],
        "speaker": "reth",
        "at": ["p3 ⟦the island could hold out for three weeks⟧"],
        "needs": [["island"], ["three weeks"]],
    },
    {
        "kind": "statement",
        "id": "v1",
        "text": "Ferries to Zelmar did not run after Monday's discovery.",
        "label": "supported",
        "trick": "paraphrase",
        "at": ["p2 ⟦stopped all crossings on Monday⟧"],
    },
    {
        "kind": "statement",
        "id": "v2",
        "text": "The crack measures half a metre.",
        "label": "contradicted",
        "trick": "number",
        "at": ["p2 ⟦a crack of 12 centimetres⟧"],
    },
    {
        "kind": "statement",
        "id": "v3",
        "text": "The divers will be paid twice their usual wage.",
        "label": "unstated",
        "trick": "plausible",
    },
    *(
        {"kind": "summary", "id": f"s{n}", "task": task, "text": text, "tells": tells, "pass": by}
        for n, (task, text, tells, by) in enumerate(
            (
                ("headline", "Zelmar ferry stopped over a crack", ["f1"], "a"),
                ("headline", "Crack halts the Zelmar ferry", ["f1"], "b"),
                (
                    "brief",
                    "The Zelmar ferry stopped. Reth gave the island three weeks.",
                    ["f1", "f2"],
                    "a",
                ),
                ("brief", "Crossings to Zelmar were halted.", ["f1"], "b"),
                (
                    "quoted-brief",
                    "The Zelmar ferry stopped. “We will not sail until the hull is safe again,” said Ilka "
                    "Dorvén. “Nobody has to leave,” said Tomas Reth.",
                    ["f1"],
                    "a",
                ),
                (
                    "quoted-brief",
                    "Crossings stopped. “We will not sail until the hull is safe again,” Ilka Dorvén said. "
                    "“Nobody has to leave,” Reth said.",
                    ["f1"],
                    "b",
                ),
            ),
            1,
        )
    ),
)

TOWER = """Bells of Orsk to ring again

“The tower has been silent for nine long years,” said Maud Ellery, the bell ringer of Orsk.

The council of Orsk voted on Friday to pay for two new ropes and a wheel of oak.
"""
TOWER_RECORDS: tuple[Record, ...] = (
    {"kind": "region", "type": "headline", "at": "p1"},
    {"kind": "region", "type": "body", "at": "p2"},
    {"kind": "region", "type": "body", "at": "p3"},
    {"kind": "speaker", "id": "ellery", "name": "Maud Ellery", "class": "person"},
    {"kind": "mention", "id": "m1", "of": "ellery", "at": "p2 ⟦Maud Ellery⟧"},
    {
        "kind": "quote",
        "id": "q1",
        "form": "direct",
        "at": ["p2 ⟦“The tower has been silent for nine long years,”⟧"],
        "cue": "p2 ⟦said⟧",
        "speaker": "ellery",
        "via": "m1",
    },
    {
        "kind": "fact",
        "id": "f1",
        "text": "The council will pay.",
        "weight": "vital",
        "at": ["p3 ⟦voted on Friday to pay⟧"],
        "needs": [["council"], ["pay"]],
    },
    {
        "kind": "statement",
        "id": "v1",
        "text": "Orsk pays for ropes.",
        "label": "supported",
        "trick": "paraphrase",
    },
    *(
        {
            "kind": "summary",
            "id": f"s{n}",
            "task": task,
            "text": "The council pays for its bells.",
            "tells": ["f1"],
            "pass": "a",
        }
        for n, task in enumerate(("headline", "brief", "quoted-brief"), 1)
    ),
)


def _meta(identifier: str, text: str, changed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": "A test article",
        "source": "Invented",
        "licence": "CC0-1.0",
        "redistributable": True,
        "language": "en",
        "date": "2031-05-06",
        "origin": "composed",
        "phenomena": [],
        "split": "dev",
        "version": 1,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "changes": [{"version": 1, "date": "2031-05-06", "what": "First gold."}],
    } | dict(changed)


@pytest.fixture(scope="session")
def write_article() -> Callable[..., Path]:
    """``write_article(folder, text, records, **meta)`` writes an article folder and returns it."""

    def write(
        folder: Path, text: str = FERRY, records: Iterable[Record] = FERRY_RECORDS, **meta: Any
    ) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "article.txt").write_bytes(text.encode())
        (folder / "meta.json").write_text(json.dumps(_meta(folder.name, text, meta)), encoding="utf-8")
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / "annotations.jsonl").write_text(lines, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """``make_article(text, records, **meta)`` builds an article in memory; line n is record n."""

    def make(text: str = FERRY, records: Iterable[Record] = FERRY_RECORDS, **meta: Any) -> Article:
        parsed = [(n, record_adapter.validate_python(dict(r))) for n, r in enumerate(records, 1)]
        identifier = meta.pop("id", "ferry")
        return resolve(
            Meta.model_validate(_meta(identifier, text, meta)),
            text,
            parsed,
            Path(identifier, "annotations.jsonl"),
        )

    return make


@pytest.fixture(scope="session")
def ferry(make_article: Callable[..., Article]) -> Article:
    """A whole article without findings: all three forms, an interrupted quote, emoji, right-to-left text."""
    return make_article()


@pytest.fixture(scope="session")
def tower(make_article: Callable[..., Article]) -> Article:
    """Another, short one, to take shots from."""
    return make_article(TOWER, TOWER_RECORDS, id="tower")


@pytest.fixture(scope="session")
def ferry_records() -> tuple[Record, ...]:
    """The records of ``ferry``, to change one and see what happens."""
    return FERRY_RECORDS


@pytest.fixture(scope="session")
def ferry_text() -> str:
    return FERRY


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ONRECORD_STRICT=1 (in CI) a test that skips for a missing part is an error."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips as a whole."""
    return _no_skip((yield))


def _no_skip(report: Any) -> Any:
    if os.environ.get("ONRECORD_STRICT") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"ONRECORD_STRICT=1 forbids skipping: {reason}"
    return report
