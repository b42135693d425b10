"""Speakers: their names, their class, and that each is somebody in this article."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from onrecord.gold.article import Article, Speaker
from onrecord.gold.rules.rule import Problem, rule
from onrecord.gold.rules.runs import forms, run, standing
from onrecord.text import fold

# Words of names that are written small: "Ursula von der Leyen", "Charles de Gaulle".
_PARTICLES = frozenset(
    "of the and de da do dos du des del della di la le van von der den ter bin ibn al el y e zu af".split()
)
_DETERMINERS = frozenset("a an the".split())
_WORD = re.compile(r"[^\W\d_][^\W_]*")
_LEAST_ALIKE = 6
"""Letters that two names must have before one letter's difference makes them near."""


@rule("speaker-chosen", "error", "§3", "A quote or a mention of nobody has no right answer.")
def _chosen(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if not quote.speakers:
            yield Problem(quote.line, f"‘{quote.id}’ has no speaker yet; choose one", words='"speaker"')
    for mention in article.mentions:
        if not mention.of:
            yield Problem(mention.line, f"‘{mention.id}’ has no speaker yet; choose one", words='"of"')


@rule("speaker-speaks", "error", "§3", "Who says nothing is a bystander, and a wrong answer.")
def _speaks(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        for speaker in quote.speakers:
            if speaker in article.speaker and not article.speaker[speaker].speaks:
                message = f'speaker ‘{speaker}’ is marked "speaks": false; one of the two is wrong'
                yield Problem(quote.line, message, words=f'"{speaker}"')


@rule(
    "speaker-names", "error", "§3", "A name that means two speakers makes an answer right and wrong at once."
)
def _names(article: Article) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for speaker in article.speakers:
        owner.setdefault(fold(speaker.name), speaker.id)
    for speaker in article.speakers:
        name = fold(speaker.name)
        if owner[name] != speaker.id:
            message = f"‘{speaker.name}’ is also the name of ‘{owner[name]}’; merge them"
            yield Problem(speaker.line, message, words=speaker.name)
        accepted = {name}
        for alias in (*speaker.aliases, *speaker.accept):
            folded = fold(alias)
            accepted.add(folded)
            holder = owner.get(folded, speaker.id)
            if holder != speaker.id:
                message = f"‘{alias}’ also names ‘{holder}’; an alias names one speaker"
                yield Problem(speaker.line, message, words=alias)
        for rejected in speaker.reject:
            if fold(rejected) in accepted:
                message = f"‘{rejected}’ is both accepted and rejected; keep one"
                yield Problem(speaker.line, message, words=rejected)


@rule("speaker-mentioned", "warning", "§3.8", "Whom the article never names cannot be found in it.")
def _mentioned(article: Article) -> Iterator[Problem]:
    mentioned = {name for m in article.mentions for name in m.of}
    for speaker in article.speakers:
        if speaker.id not in mentioned:
            message = f"speaker ‘{speaker.id}’ has no mention; add one, or take the speaker out"
            yield Problem(speaker.line, message, words=f'"{speaker.id}"')


@rule(
    "speaker-orphan",
    "warning",
    "§3.1",
    "Who is the source of nothing is a bystander, and the record says so.",
)
def _orphans(article: Article) -> Iterator[Problem]:
    used = {
        name for q in article.quotes for name in (*q.speakers, *q.relayed_by, *filter(None, [q.on_behalf_of]))
    }
    for speaker in article.speakers:
        if article.quotes and speaker.speaks and speaker.id not in used:
            message = (
                f'no quote is by, for or through ‘{speaker.id}’; mark it "speaks": false, or add the quote'
            )
            yield Problem(speaker.line, message, words=f'"{speaker.id}"')


@rule(
    "name-in-text",
    "warning",
    "§3.3",
    "Names and aliases are the article's own; other fair answers are accepted.",
)
def _in_text(article: Article) -> Iterator[Problem]:
    named = [(s, n) for s in article.speakers for n in (s.name, *s.aliases)]
    runs = {name: run(name) for _, name in named}
    there = standing(runs.values(), forms(article))
    for speaker, name in named:
        if runs[name] and runs[name] not in there:
            field = "name it as the article does" if name == speaker.name else "move it to accept"
            yield Problem(speaker.line, f"‘{name}’ is not in the article; {field}", words=name)


@rule("speaker-class", "warning", "§3.4", "An unnamed source is scored by other rules than a name.")
def _class(article: Article) -> Iterator[Problem]:
    for speaker in article.speakers:
        words = [w for w in _WORD.findall(speaker.name) if w.casefold() not in _PARTICLES]
        if not any(w[0].isupper() or w[0].islower() for w in words):
            continue  # a script without capitals
        if speaker.cls == "person" and not any(w[0].isupper() for w in words):
            message = f"‘{speaker.name}’ is no proper name; is the source unnamed?"
            yield Problem(speaker.line, message, words=speaker.name)
        # With a number it is a document's or an account's: “Article 14”.
        numbered = any(c.isdigit() for c in speaker.name)
        if speaker.cls == "unnamed" and not numbered and all(w[0].isupper() for w in words):
            message = f"‘{speaker.name}’ is a proper name; is it a person or an organisation?"
            yield Problem(speaker.line, message, words=speaker.name)


@rule(
    "speaker-similar",
    "warning",
    "§3.2",
    "One identity with two records splits its quotes between two speakers.",
)
def _similar(article: Article) -> Iterator[Problem]:
    """Names that differ in marks, articles or one letter alone."""
    seen: dict[str, tuple[Speaker, str]] = {}
    told: defaultdict[str, set[str]] = defaultdict(set)
    for speaker in article.speakers:
        for name in dict.fromkeys((speaker.name, *speaker.aliases)):
            plain = _plain(name)
            near = [seen[key] for key in _keys(plain) if key in seen]
            # A ministry is not its minister, however like their names.
            other = next(
                (
                    o
                    for o, n in near
                    if o.id != speaker.id
                    and fold(n) != fold(name)
                    and {o.cls, speaker.cls} != {"person", "organisation"}
                ),
                None,
            )
            if other and other.id not in told[speaker.id]:
                told[speaker.id].add(other.id)
                message = f"‘{name}’ is nearly a name of ‘{other.id}’; are they one?"
                yield Problem(speaker.line, message, words=name)
        for name in (speaker.name, *speaker.aliases):
            for key in _keys(_plain(name)):
                seen.setdefault(key, (speaker, name))


def _plain(name: str) -> str:
    """A name's letters and digits, without articles, accents and marks."""
    parts = [w for w in fold(name).split() if w not in _DETERMINERS]
    return "".join(c for c in unicodedata.normalize("NFD", "".join(parts)) if c.isalnum())


def _keys(plain: str) -> Iterator[str]:
    """What two names share that are alike but for one letter: either without one of its letters."""
    yield plain
    if len(plain) >= _LEAST_ALIKE:
        # Another digit is another of a row: "officer 1", "officer 2".
        yield from {
            f"{plain[:n]}*{plain[n + 1 :]}" for n in range(min(len(plain), 80)) if not plain[n].isdigit()
        }
        yield from {plain[:n] + plain[n + 1 :] for n in range(min(len(plain), 80)) if not plain[n].isdigit()}
