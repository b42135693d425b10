"""Reads the news articles of SpkAtt-2023 (GermEval): who says what in German, in tokens, with their nesting.

One JSON file an article: ``Sentences`` of tokens, and ``Annotations`` whose cue, source and message are lists
of ``sentence:token``.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from onrecord.errors import GoldError
from onrecord.gold.formats.corpus import NOBODY, CorpusQuote, CorpusText, identifier, incoming
from onrecord.gold.formats.files import read_utf8
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.rewriting import Rewriting, cleaned
from onrecord.gold.formats.sources import speakers_behind
from onrecord.gold.formats.tokens import Running, running
from onrecord.text import Span

_Place = Annotated[str, Field(pattern=r"^\d{1,6}:\d{1,6}$")]
_NAME = re.compile(r"(?:(?P<number>\d+) - )?(?P<title>.*?)(?: \((?P<date>\d{4}-\d\d-\d\d)\))?")
# Thought is a quote only where it is communicated. What is told as an act of speech only names its content,
# and a sentence that goes on reporting without a cue is debatable (guideline §4.9).
_THOUGHT = frozenset(("Thought", "ST", "TW"))
_PLAIN = frozenset(("Direct", "Indirect", ""))


class _Annotation(BaseModel):
    message: list[_Place] = Field(alias="Message")
    cue: list[_Place] = Field(alias="Cue", default=[])
    source: list[_Place] = Field(alias="Source", default=[])
    form: str = Field(alias="Form", default="")
    medium: str = Field(alias="STWR", default="")


class _Sentence(BaseModel):
    tokens: list[str] = Field(alias="Tokens")


class _Document(BaseModel):
    annotations: list[_Annotation] = Field(alias="Annotations")
    sentences: list[_Sentence] = Field(alias="Sentences")


def read(source: Path) -> Iterator[Incoming]:
    """The articles of a folder, at any depth. Raises GoldError where there is none, or one is malformed."""
    paths = [source] if source.is_file() else sorted(source.rglob("*.json"))
    if not paths:
        raise GoldError(f"{source}: no SpkAtt here; name the folder that holds its JSON files")
    for path in paths:
        try:
            yield _incoming(path, _Document.model_validate(json.loads(read_utf8(path))))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise GoldError(f"{path}: not an article of SpkAtt: field ‘{place}’: {first['msg']}") from None
        except (json.JSONDecodeError, RecursionError) as error:
            raise GoldError(f"{path}: not JSON ({error})") from None
        except IndexError:
            raise GoldError(f"{path}: an annotation names a token that is not there") from None


def _incoming(path: Path, document: _Document) -> Incoming:
    joined = {n for a in document.annotations for n in _joined(a.message)}
    layout = running([s.tokens for s in document.sentences], joined)
    rewriting = cleaned(layout.text)

    def stretches(places: list[str]) -> tuple[Span, ...]:
        return _stretches(places, layout, rewriting)

    sources = [stretches(a.source) for a in document.annotations]
    speakers, keys = speakers_behind(rewriting.text, sources, "de")
    losses: Losses = Counter()
    quotes = []
    for annotation, source, key in zip(document.annotations, sources, keys, strict=True):
        is_debatable = annotation.form not in _PLAIN or annotation.medium in _THOUGHT
        losses["quotes of thought, of acts of speech, and without a cue (optional)"] += is_debatable
        if not is_debatable:
            losses["quotes without a source (optional)"] += not source
            losses["quotes of a pronoun (optional)"] += bool(source) and key == (NOBODY,)
        quotes.append(
            CorpusQuote(stretches(annotation.message), key, stretches(annotation.cue), source, is_debatable)
        )
    return incoming(
        CorpusText(
            id=_id(path),
            text=rewriting.text,
            speakers=speakers,
            quotes=quotes,
            known=_known(path),
            losses=+losses,
        )
    )


def _joined(places: list[str]) -> Iterator[int]:
    """The sentences that a message goes on in."""
    sentences = [int(place.partition(":")[0]) for place in places]
    if sentences:
        yield from range(min(sentences) + 1, max(sentences) + 1)


def _stretches(places: list[str], layout: Running, rewriting: Rewriting) -> tuple[Span, ...]:
    tokens = [(int(sentence), int(at)) for sentence, _, at in (p.partition(":") for p in places)]
    return tuple(rewriting.span(span) for span in layout.spans(tokens))


def _id(path: Path) -> str:
    named = _NAME.fullmatch(path.stem)
    return f"spkatt-{named['number']}" if named and named["number"] else identifier(path.stem)


def _known(path: Path) -> Mapping[str, object]:
    named = _NAME.fullmatch(path.stem)
    return {
        "title": (named["title"] if named else "") or path.stem,
        "source": f"SpkAtt-2023, German Wikinews: {path.stem}",
        "licence": "CC-BY-NC-SA-4.0",
        "redistributable": False,
        "language": "de",
        "date": (named["date"] if named else "") or "",
        "origin": "collected",
        "split": "dev",
    }
