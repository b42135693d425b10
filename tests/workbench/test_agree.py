"""The command's figures: pooled over articles, by slice, with intervals where there are five articles."""

import json
from pathlib import Path

import pytest

from onrecord.gold.agreement import Agreement, Counts
from onrecord.gold.load import read_records
from onrecord.gold.save import dumps
from onrecord.workbench.agree import (
    POLNEAR,
    article_agreement,
    as_json,
    as_markdown,
    as_text,
    table,
)

from ..harness import gold_copy


def made(name: str, a: int, b: int, exact: int, form: tuple[tuple[str, str], ...] = ()) -> Agreement:
    counts = {"form=direct": Counts(a, b, exact, exact, exact), "facts": Counts()}
    speakers, labels = (("x", "x"), ("x", "y")), (("supported", "supported"),)
    return Agreement(name, counts, form, speakers, (), (), (1, 4), (0.5, 1.0), labels)


def test_articles_are_pooled_by_their_counts() -> None:
    """2 · (1 + 3) ÷ (2 + 2 + 3 + 4): a sum, no mean of shares."""
    row = table("all", [made("x", 2, 2, 1), made("y", 3, 4, 3)]).rows[0]

    assert (row.group, row.a, row.b, row.exact.value) == ("form=direct", 5, 6, pytest.approx(8 / 11))
    assert row.exact.interval is None


def test_alpha_is_over_all_units_and_a_speaker_is_one_articles() -> None:
    """Forms: direct–direct and mixed–mixed vary only together, and agree. Speakers: x in one article
    is not x in the other, so n = 8, counts 3, 1, 3, 1: 1 − 7 · 4 ÷ (64 − 20) = 4/11."""
    both = [made("x", 1, 1, 1, (("direct", "direct"),)), made("y", 1, 1, 1, (("mixed", "mixed"),))]

    assert table("x", both[:1]).alphas["form"].value is None
    assert table("all", both).alphas["form"].value == 1
    assert table("all", both).alphas["speaker"].value == pytest.approx(4 / 11)
    assert table("all", both).tells.value == pytest.approx(2 * 2 / 8)
    assert table("all", both).labels == (2, 2)


def test_five_articles_have_an_interval_and_four_have_none() -> None:
    articles = [made(f"x{n}", 4, 4, n % 3 + 1) for n in range(5)]
    figure = table("all", articles).rows[0].exact

    assert table("all", articles[:4]).rows[0].exact.interval is None
    assert figure.interval is not None
    low, high = figure.interval
    assert 0.25 <= low < (figure.value or 0) < high <= 0.75
    assert table("all", articles).rows[0].exact == figure, "resampling has a seed"


def test_articles_that_are_alike_leave_no_doubt() -> None:
    assert table("all", [made("x", 4, 4, 2)] * 6).rows[0].exact.interval == (0.5, 0.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article whose passes are its gold, but that b lacks the first quote."""
    made = gold_copy(tmp_path, "harbour-ferry") / "harbour-ferry"
    records = [r for _, r in read_records(made / "annotations.jsonl")]
    quotes = [r for r in records if r.kind == "quote"]
    (made / "passes").mkdir()
    (made / "passes" / "a.jsonl").write_text(dumps(records), encoding="utf-8")
    (made / "passes" / "b.jsonl").write_text(
        dumps(r for r in records if r is not quotes[0] and getattr(r, "parent", None) != quotes[0].id),
        encoding="utf-8",
    )
    return made


def test_slices_of_an_article(folder: Path) -> None:
    found = table("x", [article_agreement(folder)])
    total = next(r for r in found.rows if r.group == "all")

    assert total.a > total.b
    assert total.exact.value == pytest.approx(2 * total.b / (total.a + total.b))
    for dimension in ("region", "place", "nested", "named by"):
        rows = [r for r in found.slices if r.group.startswith(f"{dimension}=")]
        assert (sum(r.a for r in rows), sum(r.b for r in rows)) == (total.a, total.b), dimension
    assert not any(r.group.startswith("form=") for r in found.slices)


def test_blind_labels_are_the_golds_or_a_passs(
    folder: Path,
) -> None:
    statements = {r.id: r for _, r in read_records(folder / "annotations.jsonl") if r.kind == "statement"}
    first, second, *_ = statements
    wrong = "unstated" if statements[second].label != "unstated" else "supported"
    lines = [
        {"kind": "label", "of": first, "label": statements[first].label},
        {"kind": "label", "of": f"a:{second}", "label": wrong},
        {"kind": "label", "of": "v99", "label": "unstated"},
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (folder / "passes" / "labels.jsonl").write_text(text, encoding="utf-8")

    assert table("x", [article_agreement(folder)]).labels == (1, 2)


def test_people_stand_beside_their_forms(folder: Path) -> None:
    tables = [table("x", [article_agreement(folder)])]

    assert POLNEAR["form=direct"] == (0.924, 0.969, 0.948)
    rows = json.loads(as_json(tables))["tables"][0]["rows"]
    assert {r["group"]: r["people"] for r in rows if r["people"]} == {k: list(v) for k, v in POLNEAR.items()}
    text, markdown = as_text(tables, slices=True), as_markdown(tables, slices=False)
    assert "62.3 / 73.5 / 69.0" in text
    assert "region=body" in text
    assert "region=body" not in markdown
    widths = {line.count("|") for line in markdown.splitlines() if line.startswith("|")}
    assert len(widths) == 1


def test_the_evidence_of_vital_facts_is_a_mean_over_all_of_them() -> None:
    assert table("all", [made("x", 1, 1, 1), made("y", 1, 1, 1)]).evidence.value == pytest.approx(0.75)
