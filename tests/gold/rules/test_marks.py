"""Quotes in whatever marks an outlet has."""

from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.gold.check import findings


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "''", "«»", "„“"])
def test_a_quote_takes_its_marks_in_whichever_they_are(
    marks: str, make_article: Callable[..., Article]
) -> None:
    text = f"Kela speaks\n\n{marks[0]}We sail at dawn,{marks[1]} Kela said.\n"

    def broken(words: str) -> list[str]:
        quote = {"kind": "quote", "id": "q1", "form": "direct", "at": [f"p2 ⟦{words}⟧"], "speaker": "kela"}
        kela = {"kind": "speaker", "id": "kela", "name": "Kela", "class": "person"}
        return [f.rule for f in findings(make_article(text, (kela, quote)), "error")]

    assert "quote-marks" not in broken(f"{marks[0]}We sail at dawn,{marks[1]}")
    assert broken(f"We sail at dawn,{marks[1]}").count("quote-marks") == 1
    assert broken("We sail at dawn,").count("quote-marks") == 2
