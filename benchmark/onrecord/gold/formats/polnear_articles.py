"""Reads PolNeAR's articles as gold: attributions become quotes, and sources speakers as far as they are told.

PolNeAR marks no coreference: a pronoun's quote, and one without a source, are optional, and so nothing is
scored on who spoke there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.formats.corpus import NOBODY, CorpusQuote, CorpusText, identifier, incoming
from onrecord.gold.formats.polnear import PolnearArticle, PolnearError, read_polnear
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.rewriting import Rewriting, cleaned
from onrecord.gold.formats.sources import speakers_behind
from onrecord.text import Span

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read(source: Path) -> Iterator[Incoming]:
    """The articles of the corpus, or of one split, each as its first annotator saw it.

    Raises GoldError where files are missing or malformed.
    """
    splits = [source] if (source / "text").is_dir() else sorted(p.parent for p in source.glob("*/text"))
    if not splits:
        raise GoldError(f"{source}: no PolNeAR here; name the folder that holds ‘text’ and ‘attributions’")
    for split in splits:
        try:
            for article in read_polnear(split):
                yield _incoming(article, "test" if split.name == "test" else "dev")
        except (PolnearError, UnicodeDecodeError) as error:
            raise GoldError(f"{split}: {error}") from None


def _incoming(article: PolnearArticle, split: str) -> Incoming:
    rewriting = cleaned(article.text)
    sources = [_moved(rewriting, a.source) for a in article.attributions]
    speakers, keys = speakers_behind(rewriting.text, sources)
    losses: Losses = Counter(
        {
            "quotes without a source (optional)": sum(not s for s in sources),
            "quotes of a pronoun (optional)": sum(
                bool(s) and k == (NOBODY,) for s, k in zip(sources, keys, strict=True)
            ),
        }
    )
    quotes = [
        CorpusQuote(
            spans=_moved(rewriting, a.content), speakers=key, cue=_moved(rewriting, a.cue), source=words
        )
        for a, words, key in zip(article.attributions, sources, keys, strict=True)
    ]
    date = _DATE.search(article.name)
    return incoming(
        CorpusText(
            id=identifier(article.name),
            text=rewriting.text,
            speakers=speakers,
            quotes=quotes,
            known={
                "title": next((line for line in rewriting.text.split("\n") if line.strip()), "")[:200],
                "source": f"PolNeAR: {article.name}",
                "licence": "none stated: the publishers' text",
                "redistributable": False,
                "language": "en",
                "date": date[0] if date else "",
                "origin": "collected",
                "split": split,
            },
            losses=+losses,
        )
    )


def _moved(rewriting: Rewriting, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    moved = (rewriting.span(span) for span in spans)
    return tuple(span for span in moved if span.start < span.end)
