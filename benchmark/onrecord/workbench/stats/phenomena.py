"""What makes quoting and summarising hard: each phenomenon's name, what counts as one, how it is seen.

These names are what ``meta.json`` lists under ``phenomena``, with the genre, which is one of ``GENRES``.
"""

from dataclasses import dataclass

from onrecord.text import fold
from onrecord.workbench.stats import finders as f


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """One phenomenon. ``find`` counts it in the annotations; None where they do not show it, so that only
    what ``meta.json`` says is known. Gold wants it so many ``times``, over so many ``articles``; 0: it is
    counted, not asked for. ``also`` are other names for it."""

    name: str
    definition: str
    find: f.Finder | None = None
    also: tuple[str, ...] = ()
    times: int = 12
    articles: int = 6


PHENOMENA = (
    Phenomenon(
        "interrupted",
        "a quote in several segments in one paragraph, the attribution between them (§4.5, §4.7)",
        f.quotes_where(f.is_interrupted),
    ),
    Phenomenon(
        "multi-paragraph",
        "a quote that goes on over several paragraphs (§4.8)",
        f.quotes_where(f.is_over_paragraphs),
    ),
    Phenomenon(
        "nested",
        "a quote inside another one (§4.10)",
        f.quotes_where(lambda _, quote: quote.parent is not None),
    ),
    Phenomenon(
        "relayed",
        "a quote that came through somebody else, without an outer quote of theirs (§4.11)",
        f.quotes_where(f.is_relayed),
    ),
    Phenomenon(
        "mixed",
        "a quote with some of its words in marks (§4.2)",
        f.quotes_where(lambda _, quote: quote.form == "mixed"),
    ),
    Phenomenon(
        "implicit speaker",
        "a quote whose source is not named at the quote: no via (§3.9)",
        f.quotes_where(lambda _, quote: quote.via is None),
        also=("implicit source",),
    ),
    Phenomenon(
        "pronoun speaker",
        "a quote whose source is a pronoun, so that earlier mentions tell who it is (§3.9)",
        f.quotes_where(f.has_pronoun_source),
        also=("pronoun chain", "pronoun chains", "pronoun"),
    ),
    Phenomenon(
        "shared surname",
        "a quote of a person whose surname another recorded person has",
        f.shared_surnames,
        also=("two speakers with one surname", "one surname"),
    ),
    Phenomenon(
        "other names and titles",
        "a quoted person or organisation that is also called by words of which its name has none",
        f.other_names,
        also=("name change", "name changes", "titles", "name changes and titles"),
    ),
    Phenomenon(
        "spokesperson",
        "a quote uttered for an organisation: it has a for (§3.6)",
        f.quotes_where(lambda _, quote: quote.on_behalf_of is not None),
        also=("spokesperson for an organisation",),
    ),
    Phenomenon(
        "document or post",
        "a quote from something written: near its cue a document or post is named, or the cue is of writing",
        f.from_documents,
        also=("document", "post", "documents and posts", "documents and posts as sources"),
    ),
    Phenomenon(
        "unnamed source",
        "a quote of a particular source without a name: its class is unnamed (§3.4)",
        f.with_class("unnamed"),
        also=("unnamed sources",),
    ),
    Phenomenon(
        "plural source",
        "a quote of one source that is several people: a group, or a counted few (§3.4)",
        f.quotes_where(f.has_plural_source),
        also=("plural sources",),
    ),
    Phenomenon(
        "joint speakers",
        "a quote with several speakers (§3.5)",
        f.quotes_where(lambda _, quote: len(quote.speakers) > 1),
        also=("joint sources", "joint statement", "joint statements"),
    ),
    Phenomenon(
        "scare quotes", "marked words at the writer's distance: a not_quote (§6)", f.not_quotes("scare")
    ),
    Phenomenon(
        "titles in marks",
        "a marked title, motto, nickname, term or sign: a not_quote (§6)",
        f.marked_titles,
        also=("titles in quote marks",),
    ),
    Phenomenon(
        "denied or hypothetical",
        "marked words that nobody said, or a quote whose cue denies (§4.6, §6); without marks it is not seen",
        f.denied_or_hypothetical,
        also=("denied speech", "hypothetical speech", "denied or hypothetical speech"),
    ),
    Phenomenon(
        "translated", "words that were said in another language", also=("translated speech",), times=0
    ),
    Phenomenon(
        "correction",
        "somebody's words, or the article's, that are corrected later on",
        also=("corrections",),
        times=0,
    ),
    Phenomenon(
        "against herself",
        "a speaker whose own earlier words are held against the new ones",
        also=("a speaker quoted against herself", "against himself", "quoted against herself"),
        times=0,
    ),
    Phenomenon("straight marks", 'a quote with words in ""', f.with_marks(f.STRAIGHT)),
    Phenomenon("curly marks", "a quote with words in “” or „“", f.with_marks(f.CURLY)),
    Phenomenon("single marks", "a quote with words in ‘’ or ''", f.with_marks(f.SINGLE)),
    Phenomenon(
        "guillemets", "a quote with words in «» or ‹›", f.with_marks(f.GUILLEMETS), also=("guillemet marks",)
    ),
    Phenomenon("numbers in quotes", "a quote with a number", f.with_numbers, also=("quotes with numbers",)),
    Phenomenon(
        "repeated with a change",
        "two quotes of one speaker that share half of their words, three of them in a row, but not all",
        f.repeated_with_change,
        also=("quote repeated", "a quote repeated with a change"),
    ),
    Phenomenon(
        "no quotes", "an article without a quote", f.no_quotes, also=("no quote", "no quote at all"), times=6
    ),
    # Counted only: no number of these is asked for.
    Phenomenon("caption", "a quote in a caption (§4.13)", f.in_region("caption"), ("captions",), 0, 0),
    Phenomenon("headline", "a quote in a headline (§4.13)", f.in_region("headline"), ("headlines",), 0, 0),
    Phenomenon(
        "organisation speaker",
        "a quote of an organisation (§3.4)",
        f.with_class("organisation"),
        ("statement of an organisation",),
        0,
        0,
    ),
    Phenomenon(
        "wrong headline",
        "damage: the headline says what the body does not",
        f.damaged("wrong headline"),
        (),
        0,
        0,
    ),
    Phenomenon(
        "stray or missing mark",
        "damage: a quote mark lost or doubled",
        f.damaged("stray mark", "missing mark"),
        ("stray mark", "stray marks", "missing mark", "missing marks"),
        0,
        0,
    ),
    Phenomenon(
        "machine rewording",
        "damage: a wrong word, or a sentence broken",
        f.damaged("wrong word", "broken sentence"),
        ("wrong word", "broken sentence"),
        0,
        0,
    ),
    Phenomenon(
        "run-in",
        "damage: two sentences, or a caption and what follows it, stuck together",
        f.damaged("run-in"),
        ("captions run into credits", "captions run into text"),
        0,
        0,
    ),
    Phenomenon(
        "two names for one source",
        "damage: a name that changes by mistake",
        f.damaged("two names"),
        (),
        0,
        0,
    ),
    Phenomenon("repeated text", "damage: text that stands twice", f.damaged("repeated text"), (), 0, 0),
    Phenomenon(
        "boilerplate",
        "a region of text that is not the article's (§2)",
        f.boilerplate,
        ("related links",),
        0,
        0,
    ),
    Phenomenon(
        "merged articles", "damage: another article in the text", f.damaged("merged articles"), (), 0, 0
    ),
    Phenomenon(
        "encoding damage",
        "damage: characters that were decoded wrongly",
        f.damaged("wrong encoding"),
        ("wrong encoding",),
        0,
        0,
    ),
)

GENRES = (
    "politics",
    "diplomacy",
    "courts",
    "business",
    "science",
    "health",
    "disaster",
    "sport",
    "culture",
    "local",
    "obituary",
    "live blog",
    "interview",
    "press-release rewrite",
)


def canonical(claim: str) -> str:
    """The name in the list that a name in ``meta.json`` means: a phenomenon's or a genre; "" for neither."""
    return _KNOWN.get(_key(claim), "")


def _key(name: str) -> str:
    return fold(name).replace("-", " ").replace("_", " ").strip()


_KNOWN = {_key(genre): genre for genre in GENRES} | {
    _key(name): phenomenon.name for phenomenon in PHENOMENA for name in (phenomenon.name, *phenomenon.also)
}
