"""Three of gold's articles, and summaries to edit."""

from collections.abc import Callable
from random import Random

import pytest

from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.validity.edits.bases import BASES
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.rates import edits_of

from ...harness import ROOT

Edited = Callable[..., list[str]]


@pytest.fixture(scope="session")
def gold() -> list[Article]:
    # Dates, numbers, units, names, and quotations of many speakers.
    return [
        load_article(ROOT / "gold" / name) for name in ("angrela-levy", "gwennolys-bid", "pentagon-rafah")
    ]


@pytest.fixture(scope="session")
def bases(gold: list[Article]) -> list[Base]:
    """All bases of the three."""
    return [base for article in gold for make in BASES.values() for base in make(article)]


@pytest.fixture(scope="session")
def edited(gold: list[Article]) -> Edited:
    """``edited("unit changed", base)``: every text that an edit makes of a base, if it is made on such."""
    types = {edit.name: edit for edit in edits_of(gold)}

    def texts(name: str, base: Base, seed: int = 0) -> list[str]:
        edit = types[name]
        applies = base.task in edit.tasks and base.kind in edit.of
        return list(edit.make(base, Random(seed))) if applies else []

    return texts
