"""Three of gold's articles, and what probes earn on them."""

from collections.abc import Callable, Sequence

import pytest

from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.tasks.task import built_in_tasks
from onrecord.validity.probes.probe import Probe
from onrecord.validity.probes.run import Found, Prober

from ...harness import ROOT

# With many speakers and facts.
ARTICLES = ("angrela-levy", "dis-ice-plant", "ebb-ledger-premiere")


@pytest.fixture(scope="session")
def gold() -> list[Article]:
    return [load_article(ROOT / "gold" / name) for name in ARTICLES]


@pytest.fixture(scope="session")
def try_probes(gold: list[Article]) -> Callable[[Sequence[Probe]], dict[tuple[str, str], Found]]:
    """``try_probes(probes)``: what each earns on the three, by task and name."""

    def tried(probes: Sequence[Probe]) -> dict[tuple[str, str], Found]:
        prober = Prober(list(built_in_tasks().values()), probes)
        for article in gold:
            prober.add(article)
        return {(f.task, f.probe.name): f for f in prober.found()}

    return tried
