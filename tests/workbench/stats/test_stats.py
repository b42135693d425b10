"""Counts of the small gold, all made by hand; what is lacking; how it is printed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.workbench.stats.counts import ArticleStats, article_stats, folder_stats
from onrecord.workbench.stats.lacks import lacks
from onrecord.workbench.stats.phenomena import GENRES, PHENOMENA
from onrecord.workbench.stats.show import MOST_ARTICLES, as_markdown, as_text, remarks
from onrecord.workbench.stats.targets import DAMAGED_IN, ENDLESS, LENGTHS, SPLITS

from ...harness import GOLD, gold_copy, only_line, onrecord

BY_HAND = {
    "comet-survey": {
        "interrupted": 1,
        "document or post": 1,
        "curly marks": 2,
        "numbers in quotes": 2,
        "organisation speaker": 2,
    },
    "cup-final": {"pronoun speaker": 1, "curly marks": 2},
    "frost-notice": {"no quotes": 1},
    "harbour-ferry": {"interrupted": 1, "mixed": 1, "curly marks": 2, "numbers in quotes": 1},
    "mill-fire": {
        "unnamed source": 2,
        "plural source": 1,
        "joint speakers": 1,
        "shared surname": 1,
        "document or post": 1,
        "curly marks": 2,
        "numbers in quotes": 1,
    },
}


def report(*arguments: object) -> dict[str, Any]:
    done = onrecord("gold", "stats", *arguments, "--format", "json", cwd=GOLD)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return report("--gold", GOLD)


def test_phenomena_of_the_small_gold(small: dict[str, Any]) -> None:
    assert {a["id"]: a["phenomena"] for a in small["articles"]} == BY_HAND


def test_totals_of_the_small_gold(small: dict[str, Any]) -> None:
    assert small["totals"] == {
        "articles": 5,
        "splits": {"dev": 2, "test": 3},
        "words": 75 + 73 + 39 + 79 + 64,
        "optional": 0,
        "mentions": 16,
        "two_passes": 0,
        "quotes": {"direct": 7, "indirect": 4, "mixed": 1},
        "speakers": {"person": 7, "organisation": 1, "unnamed": 2, "bystander": 1},
        "facts": {"vital": 5, "okay": 4},
        "statements": {"supported": 5, "contradicted": 5, "unstated": 5},
        "tricks": {"paraphrase": 5, "plausible": 5, "negation": 3, "number": 1, "name": 1},
        "summaries": {"headline": 10, "brief": 10, "quoted-brief": 8},
    }


def test_the_words_are_those_between_white_space(small: dict[str, Any]) -> None:
    for article in small["articles"]:
        text = (GOLD / article["id"] / "article.txt").read_text(encoding="utf-8")
        assert article["words"] == len(text.split())


def test_a_phenomenon_adds_up_over_articles(small: dict[str, Any]) -> None:
    found = {p["name"]: p for p in small["phenomena"]}

    assert (found["interrupted"]["times"], found["interrupted"]["articles"]) == (2, 2)
    # Named by harbour-ferry alone; comet-survey has one and does not say so.
    assert found["interrupted"]["claimed"] == 1
    assert found["interrupted"]["wanted"] == {"times": 12, "articles": 6}
    assert found["translated"]["times"] is None
    assert found["nested"]["times"] == 0


def test_what_the_small_gold_lacks(small: dict[str, Any]) -> None:
    lacking = {(x["kind"], x["name"], x["unit"]): (x["has"], x["wanted"]) for x in small["lacks"]}

    assert lacking["phenomenon", "interrupted", "times"] == (2, 12)
    assert lacking["phenomenon", "interrupted", "articles"] == (2, 6)
    assert lacking["phenomenon", "translated", "articles"] == (0, 6)
    assert ("phenomenon", "translated", "times") not in lacking
    assert ("phenomenon", "caption", "times") not in lacking
    assert lacking["split", "dev", "articles"] == (2, 12)
    assert lacking["length", "120–300 words", "articles"] == (0, 1)
    assert lacking["length", "2,501 words and more", "articles"] == (0, 4)
    assert lacking["genre", "courts", "articles"] == (0, 1)
    assert lacking["damage", "damaged or with boilerplate", "articles"] == (0, 14)
    assert lacking["passes", "two passes", "articles"] == (0, 5)


def full(make_article: Callable[..., Article]) -> list[ArticleStats]:
    """Gold that has everything, of articles that need not be real."""
    lengths = [w.least for w in LENGTHS for _ in range(w.articles)]
    one = article_stats(make_article())
    made = []
    for n in range(sum(SPLITS.values())):
        made.append(
            ArticleStats(
                id=f"a{n}",
                split="dev" if n < SPLITS["dev"] else "test",
                genres=(GENRES[n % len(GENRES)],),
                words=lengths[n % len(lengths)],
                counts=one.counts,
                optional=0,
                mentions=0,
                passes=2,
                is_damaged=n % DAMAGED_IN == 0,
                found=dict.fromkeys(one.found, 1),
                claimed=frozenset(p.name for p in PHENOMENA),
                unknown=(),
            )
        )
    return made


def test_gold_that_has_everything_lacks_nothing(make_article: Callable[..., Article]) -> None:
    everything = full(make_article)

    assert lacks(everything) == []
    assert "What gold still lacks\n  nothing" in as_text(everything, [])
    # One article of the longest band less, and it is said.
    short = [a for a in everything if a.words < 2501] + [a for a in everything if a.words >= 2501][:3]
    assert ("length", 3, 4) in {(x.kind, x.has, x.wanted) for x in lacks(short)}
    assert LENGTHS[-1].most == ENDLESS


def test_a_claim_that_annotations_do_not_show_is_said(make_article: Callable[..., Article]) -> None:
    stats = article_stats(
        make_article(phenomena=["nested", "interrupted", "translated", "hearsay\x1b[31m\n| x |", "courts"])
    )

    assert stats.genres == ("courts",)
    assert stats.claimed == {"nested", "interrupted", "translated"}
    assert stats.unseen == ["nested"]
    assert [*remarks([stats])] == [
        "ferry: meta.json names ‘nested’, and the annotations show none",
        "ferry: meta.json names ‘hearsay\x1b[31m | x |’, which is no phenomenon and no genre",
    ]
    text = as_text([stats], None)
    assert "  nested                    0 of 12    0 of 6  ferry?\n" in text
    assert "  interrupted               1 of 12    1 of 6  ferry 1*\n" in text
    assert "  translated                      –    1 of 6  ferry*\n" in text
    assert "\x1b" not in text
    assert "What gold still lacks" not in text
    assert "\\| x \\|" in as_markdown([stats], None)


def test_many_articles_are_told_in_short(make_article: Callable[..., Article]) -> None:
    many = full(make_article) * 30

    text = as_text(many, None)
    assert f"and {len(many) - MOST_ARTICLES:,} more: --format json has them" in text
    assert f"and {len(many) - 12:,} more\n" in text
    assert max(map(len, text.splitlines())) < 200


def test_passes_and_damage_are_counted(tmp_path: Path) -> None:
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    (folder / "passes").mkdir()
    for name in ("a", "b", "labels"):
        shutil.copy(folder / "annotations.jsonl", folder / "passes" / f"{name}.jsonl")
    with (folder / "annotations.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind":"damage","at":"p2 ⟦Garrow⟧","what":"wrong word"}\n')

    stats = folder_stats(folder)
    assert (stats.passes, stats.is_damaged, stats.found["machine rewording"]) == (2, True, 1)


def test_some_articles_are_not_held_against_all_that_gold_wants() -> None:
    found = report("frost-notice", "mill-fire", "--gold", GOLD)

    assert [a["id"] for a in found["articles"]] == ["frost-notice", "mill-fire"]
    assert found["lacks"] == []


def test_an_article_that_cannot_be_read_is_left_out_and_said(tmp_path: Path) -> None:
    gold_copy(tmp_path, "mill-fire", "cup-final")
    (tmp_path / "mill-fire" / "article.txt").write_text("Other words\n", encoding="utf-8")

    done = onrecord("gold", "stats", "--gold", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert only_line(done.stderr).startswith(
        f"left out: {tmp_path}/mill-fire/article.txt: the text has changed"
    )
    assert done.stdout.startswith("1 article (1 test), 73 words\n")


def test_markdown_is_a_table_of_each(tmp_path: Path) -> None:
    done = onrecord("gold", "stats", "--gold", GOLD, "--format", "markdown", cwd=tmp_path)

    assert "| mill-fire | test | – | 64 | 3 | 0 | 4 | 1 | 3 | 6 | 0 |" in done.stdout
    assert "| interrupted | 2 of 12 | 2 of 6 | comet-survey 1, harbour-ferry 1\\* |" in done.stdout
    assert "- phenomenon interrupted: 2 of 12 times, 2 of 6 articles" in done.stdout


def test_no_article_has_no_splits() -> None:
    assert as_text([], None).splitlines()[0] == "0 articles, 0 words"
