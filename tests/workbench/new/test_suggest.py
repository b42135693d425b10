"""What a model answers, as suggestions: placed in the text, numbered, and what cannot be placed told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.gold.article import Article
from onrecord.gold.check import findings
from onrecord.gold.load import resolve
from onrecord.gold.records import AnyRecord, MentionRecord, QuoteRecord, SpeakerRecord
from onrecord.models.base import Response
from onrecord.tasks.request import Request
from onrecord.workbench.new.draft import Told, draft
from onrecord.workbench.new.suggest import Suggestions, suggest

from ...harness import Scripted

TEXT = """Bells of Orsk to ring again

“The tower has been silent for nine years,” said Dr. Maud Ellery, the bell ringer of Orsk. “That is enough.”

The council of Orsk said it had found money for “two new ropes”. Ellery said that the mayor had told her \
“not a crown more”.

Sign up for our newsletter
"""


@pytest.fixture
def article() -> Article:
    return draft(TEXT.encode(), "bells.txt", Told()).article


def answering(quotes: list[Any] | str, speakers: list[Any] | str = ()) -> Scripted:  # type: ignore[assignment]
    def answer(request: Request) -> str:
        found = {"quotes": quotes, "speakers": speakers or []}[request.task]
        return found if isinstance(found, str) else json.dumps({request.task: found})

    return Scripted(answer)


def quote(words: str, speaker: str = "Maud Ellery", form: str = "direct") -> dict[str, str]:
    return {"quote": words, "speaker": speaker, "form": form}


def of_kind(found: Suggestions, kind: type[AnyRecord]) -> list[Any]:
    return [r for r in found.records if isinstance(r, kind)]


def accepted(article: Article, found: Suggestions) -> Article:
    """The article as it would be with all suggestions accepted."""
    return resolve(article.meta, article.raw, list(enumerate(found.records, 1)), Path(article.path))


def test_the_rules_suggest_quotes_cues_speakers_and_mentions(article: Article) -> None:
    found = suggest(article, Scripted())

    first = of_kind(found, QuoteRecord)[0]
    assert first.at == (
        "p2 ⟦“The tower has been silent for nine years,”⟧",
        "p2 ⟦“That is enough.”⟧",
    )
    assert (first.form, first.cue, first.speaker, first.via) == ("direct", "p2 ⟦said⟧", "ellery", "m1")
    mentions = {m.id: m for m in of_kind(found, MentionRecord)}
    assert (mentions["m1"].of, mentions["m1"].at) == ("ellery", "p2 ⟦Dr. Maud Ellery⟧")
    ellery = next(s for s in of_kind(found, SpeakerRecord) if s.id == "ellery")
    assert (ellery.name, ellery.cls) == ("Maud Ellery", "person")


def test_accepted_as_they_are_they_pass_the_check(article: Article) -> None:
    whole = accepted(article, suggest(article, Scripted()))

    assert findings(whole, "error") == []


def test_a_model_is_asked_as_in_any_run(article: Article) -> None:
    model = Scripted()
    suggest(article, model)

    assert [r.id for r in model.asked] == [f"{t}/{article.id}/all/0/0" for t in ("quotes", "speakers")]


def test_words_without_marks_get_the_edges_that_gold_gives_them(article: Article) -> None:
    found = suggest(article, answering([quote("two new ropes", "the council of Orsk")]))

    (one,) = of_kind(found, QuoteRecord)
    assert (one.form, one.at) == ("direct", ("p3 ⟦“two new ropes”⟧",))
    assert of_kind(found, SpeakerRecord)[0].name == "council of Orsk"


@pytest.mark.parametrize("name", ["Maud Ellery", "Dr. Maud Ellery", "Dr Maud Ellery", "Ellery"])
def test_a_name_is_one_speaker_with_a_title_or_without(article: Article, name: str) -> None:
    found = suggest(article, answering([quote("That is enough.", name)], [{"name": "Maud Ellery"}]))

    assert [s.name for s in of_kind(found, SpeakerRecord)] == ["Maud Ellery"]
    assert of_kind(found, QuoteRecord)[0].speaker == "ellery"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Tilda Ommen", "Tilda Ommen"),
        ("Anna Olt", "Anna Olt"),
        ("Thea Evers", "Thea Evers"),
        ("shopkeepers on the west bank", "shopkeepers on the west bank"),
        ("The shopkeepers on the west bank", "shopkeepers on the west bank"),
        ("an engineer at a yard", "engineer at a yard"),
    ],
)
def test_only_the_article_that_a_name_begins_with_is_left_out(
    article: Article, given: str, name: str
) -> None:
    found = suggest(article, answering([quote("That is enough.", given)]))

    assert [s.name for s in of_kind(found, SpeakerRecord)] == [name]


def test_nested_quotes_have_a_parent_and_their_chain(article: Article) -> None:
    found = suggest(
        article,
        answering(
            [
                quote("not a crown more", "the mayor"),
                quote("the mayor had told her “not a crown more”", form="mixed"),
            ]
        ),
    )

    outer, inner = of_kind(found, QuoteRecord)
    assert (outer.form, outer.verbatim, outer.parent) == ("mixed", ("p3 ⟦“not a crown more”⟧",), None)
    assert (inner.speaker, inner.parent, inner.relayed_by) == ("mayor", outer.id, ("ellery",))


def test_what_cannot_be_placed_is_counted_and_said(article: Article) -> None:
    found = suggest(
        article,
        answering(
            [
                quote("The bells are made of chocolate and will melt in June"),
                quote("That is enough."),
                quote("That is enough."),
                quote("The council of Orsk said it had found money"),
                quote("it had found money for “two new ropes”", "council of Orsk"),
                quote("Sign up for our newsletter", "unknown"),
                quote("two new ropes", "unknown"),
            ]
        ),
    )

    assert sorted(found.remarks) == [
        "quotes across another quote: 1",
        "quotes in boilerplate: 1",
        "quotes whose words are given before: 1",
        "quotes whose words are not in the article: 1",
        "quotes without a speaker, given to ‘unknown’: 1",
    ]
    assert len(of_kind(found, QuoteRecord)) == 3


def test_ids_and_speakers_that_gold_has_already_are_kept(
    make_article: Callable[..., Article], ferry_records: tuple[dict[str, Any], ...]
) -> None:
    kept = [
        r for r in ferry_records if r["kind"] not in ("fact", "statement", "summary") and r.get("id") != "q3"
    ]
    article = make_article(records=kept)

    found = suggest(article, Scripted())

    (one,) = of_kind(found, QuoteRecord)
    assert one.at[0].startswith("p3 ⟦“The shops have enough bread")
    assert (one.id, one.speaker, one.via) == ("q3", "reth", "m3")
    taken = {r["id"] for r in kept if "id" in r}
    assert not taken & {r.id for r in found.records if not isinstance(r, QuoteRecord)}  # type: ignore[union-attr]
    assert any("annotated already" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Scripted(lambda _: Response(error="no connection")), "scripted: no connection"),
        (answering("I cannot help with that.", "Nor with that."), "no answer that can be read"),
    ],
)
def test_a_model_that_fails(article: Article, model: Scripted, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        suggest(article, model)


def test_one_answer_of_two_is_better_than_none(article: Article) -> None:
    found = suggest(article, answering([quote("That is enough.")], "no JSON here"))

    assert len(of_kind(found, QuoteRecord)) == 1
    assert found.remarks[0].startswith("answer to ‘speakers’ that cannot be read")


def test_hostile_answers_become_text_and_nothing_else(article: Article) -> None:
    name = "../../etc/passwd <script>alert(1)</script>"
    found = suggest(
        article,
        answering([quote("That is enough.", name)], [{"name": name, "other_names": ["he"], "class": "god"}]),
    )

    (speaker,) = of_kind(found, SpeakerRecord)
    assert speaker.id.replace("-", "").isalnum()
    assert speaker.aliases == ()
