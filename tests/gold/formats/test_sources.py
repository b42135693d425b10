"""Who is behind the words that name a source."""

import pytest

from onrecord.gold.formats.corpus import NOBODY
from onrecord.gold.formats.sources import speakers_behind
from onrecord.text import Span

TEXT = (
    "Ilka Quill spoke. Mr. Quill left. He waved. Later Tam Roe and Ilka Quill agreed, and Jan Roe did not. "
    "Roe slept. A spokesman for Ilka Quill agreed. Quill’s critics agreed. The Harbour Authority agreed. "
    "His agent, Orla Venn, agreed."
)
SOURCES = {
    "Ilka Quill": (["Ilka Quill"], "person"),
    "Mr. Quill": (["Ilka Quill"], "person"),
    "Tam Roe and Ilka Quill": (["Tam Roe", "Ilka Quill"], "person"),
    # Two persons have this name: it is nobody's in full.
    "Roe": (["Roe"], "person"),
    "A spokesman for Ilka Quill": (["A spokesman for Ilka Quill"], "unnamed"),
    "Quill’s critics": (["Quill’s critics"], "unnamed"),
    "The Harbour Authority": (["Harbour Authority"], "organisation"),
    "His agent, Orla Venn,": (["Orla Venn"], "person"),
    "He": ([], ""),
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_is_whoever_its_words_name(source: str) -> None:
    names, cls = SOURCES[source]
    start = TEXT.rindex(source) if source == "Roe" else TEXT.index(source)
    start = TEXT.index("Roe slept") if source == "Roe" else start
    speakers, ((*keys,),) = speakers_behind(TEXT, [(Span(start, start + len(source)),)])
    by_key = {s.key: s for s in speakers}
    if not names:
        assert keys == [NOBODY]
        return
    assert [by_key[k].name for k in keys] == names
    assert {by_key[k].cls for k in keys} == {cls}


def test_sources_of_one_person_are_one_speaker_with_other_names() -> None:
    places = [TEXT.index("Ilka Quill"), TEXT.index("Mr. Quill")]
    sources = [(Span(places[0], places[0] + 10),), (Span(places[1], places[1] + 9),), ()]
    speakers, keys = speakers_behind(TEXT, sources)
    assert keys[0] == keys[1] != keys[2] == (NOBODY,)
    assert [(s.name, s.aliases) for s in speakers] == [("Ilka Quill", ("Quill",)), ("unknown", ())]


def test_german_sources_are_told_by_capitals_and_apposition() -> None:
    text = "Der Minister, Jan Holm, sprach. Holm schwieg. Die Polizei sprach. Ein Sprecher sprach. Er ging."
    words = ["Der Minister, Jan Holm", "Holm", "Die Polizei", "Ein Sprecher", "Er"]
    starts = [text.index(words[0]), text.index("Holm schwieg"), *(text.index(w) for w in words[2:])]
    sources = [(Span(s, s + len(w)),) for s, w in zip(starts, words, strict=True)]
    speakers, keys = speakers_behind(text, sources, "de")
    named = {s.key: (s.name, s.cls) for s in speakers}
    assert [named[k] for (k,) in keys] == [
        ("Jan Holm", "person"),
        ("Jan Holm", "person"),
        ("Polizei", "organisation"),
        ("Sprecher", "unnamed"),
        ("unknown", "unnamed"),
    ]
