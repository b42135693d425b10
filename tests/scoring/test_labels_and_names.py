"""``attribution``, ``speakers``, ``verify`` and ``check-quote``: golden values by hand."""

import json
from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add
from onrecord.tasks.checks import checks
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks


@pytest.fixture
def ferry(make_article: Callable[..., Article]) -> Article:
    return make_article(
        "“The boat is safe and it will sail on Monday,” Ada Lorn said. "
        "“Nobody has shown us a single test result,” Tove Rask and Jon Brekke said in a letter. "
        "A port official said the pier was closed. The ferry was built in 1987 by a yard in the north.",
        [
            {"kind": "speaker", "id": "lorn", "name": "Ada Lorn", "class": "person"},
            {"kind": "speaker", "id": "rask", "name": "Tove Rask", "class": "person"},
            {"kind": "speaker", "id": "brekke", "name": "Jon Brekke", "class": "person"},
            {"kind": "speaker", "id": "official", "name": "port official", "class": "unnamed"},
            {
                "kind": "quote",
                "id": "q1",
                "form": "direct",
                "at": ["p1 ⟦“The boat is safe and it will sail on Monday,”⟧"],
                "speaker": "lorn",
            },
            {
                "kind": "quote",
                "id": "q2",
                "form": "direct",
                "at": ["p1 ⟦“Nobody has shown us a single test result,”⟧"],
                "speaker": ["rask", "brekke"],
            },
            {
                "kind": "quote",
                "id": "q3",
                "form": "indirect",
                "at": ["p1 ⟦the pier was closed⟧"],
                "speaker": "official",
            },
            *(
                {"kind": "statement", "id": f"v{n}", "text": text, "label": label, "trick": "plausible"}
                for n, (text, label) in enumerate(
                    [
                        ("The ferry is older than 1990.", "supported"),
                        ("A yard in the north made the ferry.", "supported"),
                        ("The ferry was built in 1997.", "contradicted"),
                        ("The yard has since closed.", "unstated"),
                    ],
                    1,
                )
            ),
        ],
    )


def total(article: Article, task_name: str, answers: dict[str, str]) -> Stats:
    """Summed statistics of raw answers by item."""
    task = built_in_tasks()[task_name]
    scorer = ArticleScorer(article)
    summed: Stats = {}
    for item, text in answers.items():
        add(summed, scorer.score(task, item, read_answer(task, text)).stats)
    return summed


def values(task_name: str, stats: Stats) -> dict[str, float | None]:
    return {m.name: m.of(stats) for m in metrics_of(built_in_tasks()[task_name])}


def test_attribution(ferry: Article) -> None:
    """q1 right (1), q2 one of two joint speakers (1/2), q3 not JSON (0): accuracy 1.5/3, invalid 1/3."""
    stats = total(
        ferry,
        "attribution",
        {"q1": '{"speaker": "Ada Lorn"}', "q2": '{"speaker": "Tove Rask"}', "q3": "the port"},
    )
    found = values("attribution", stats)
    assert found["accuracy"] == pytest.approx(0.5)
    assert found["invalid_rate"] == pytest.approx(1 / 3)
    assert found["misattribution_rate"] == 0.0


def test_an_invalid_attribution_is_no_abstention(ferry: Article) -> None:
    found = values("attribution", total(ferry, "attribution", {"q1": ""}))
    assert found["accuracy"] == 0.0
    assert found["abstention_rate"] == 0.0
    assert found["misattribution_rate"] is None


def test_speakers(ferry: Article) -> None:
    """Four gold speakers; five entries, of which Lorn, Rask right, Lorn again and Quill wrong, the official
    right with a wrong class: F1 = 2·3/(5+4), class accuracy 2/3."""
    names = [("Ada Lorn", "person"), ("Lorn, Ada", "person"), ("Tove Rask", "person")]
    names += [("a port official", "group"), ("Ada Lorn", "person"), ("Berta Quill", "person")]
    names.remove(("Lorn, Ada", "person"))
    entries = [{"name": n, "other_names": [], "class": c} for n, c in names]
    found = values("speakers", total(ferry, "speakers", {"all": json.dumps({"speakers": entries})}))
    assert found["speaker_f1"] == pytest.approx(2 * 3 / 9)
    assert found["class_accuracy"] == pytest.approx(2 / 3)


def test_other_names_do_not_make_an_entry_right(ferry: Article) -> None:
    """Alias stuffing gains nothing: only the entry's name is resolved."""
    entry = {"name": "Berta Quill", "other_names": ["Ada Lorn", "Tove Rask"], "class": "person"}
    found = values("speakers", total(ferry, "speakers", {"all": json.dumps({"speakers": [entry]})}))
    assert found["speaker_f1"] == 0.0


def test_verify_is_mean_recall(ferry: Article) -> None:
    """Always "supported": recall 1, 0, 0 of three labels, so 1/3; accuracy is 2/4."""
    answers = {f"v{n}": '{"label": "supported"}' for n in range(1, 5)}
    found = values("verify", total(ferry, "verify", answers))
    assert found["mean_recall"] == pytest.approx(1 / 3)
    assert found["accuracy"] == 0.5


def test_an_invalid_label_is_wrong_and_counted(ferry: Article) -> None:
    """v4 with a label that the task does not have: recall of unstated 0, of the others 1: 2/3."""
    right = {"v1": "supported", "v2": "supported", "v3": "contradicted", "v4": "false"}
    answers = {item: json.dumps({"label": label}) for item, label in right.items()}
    found = values("verify", total(ferry, "verify", answers))
    assert found["mean_recall"] == pytest.approx(2 / 3)
    assert found["invalid_rate"] == 0.25


def test_check_quote_rewards_every_label_alike(ferry: Article) -> None:
    """Always "genuine" scores a quarter whatever the number of items: four labels, one recalled."""
    items = checks(ferry)
    assert {c.label for c in items} == {"genuine", "altered", "misattributed", "invented"}
    found = values("check-quote", total(ferry, "check-quote", {c.id: '{"label": "genuine"}' for c in items}))
    assert found["mean_recall"] == 0.25
