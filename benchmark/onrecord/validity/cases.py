"""The written cases of summaries that measure the reader: plain YAML files, which a contributor can extend.

A case is a summary of one of gold's articles with all that a careful reader finds in it: what the article
does not support, how faithful each quotation is, who is said to say what, and which facts are told. The
cases were made from the articles and the rules of docs/scoring-summaries.md, without sight of the code.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, model_validator

from onrecord.errors import GoldError
from onrecord.gold.records import Length
from onrecord.scoring.summaries.fidelity import SpeakerVerdict, Verdict
from onrecord.scoring.summaries.support import ViolationKind
from onrecord.text import Span

FOLDER = Path(__file__).parent / "cases"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _listed(value: object) -> object:
    """One id, several, or none as they stand in the file: all are a tuple here."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


class ExpectedViolation(_Model):
    """What the article does not support; ``words`` stand in the summary."""

    kind: ViolationKind
    words: str


class ExpectedQuotation(_Model):
    """The verdicts on one span in quote marks of four words or more; invented words have no right speaker."""

    verdict: Verdict
    speaker: SpeakerVerdict | None = None


class ExpectedReport(_Model):
    """``words`` of the summary that are told as ``speaker`` said them; nobody of the article for ()."""

    speaker: Annotated[tuple[str, ...], BeforeValidator(_listed)]
    words: str


class Case(_Model):
    """A summary and what is in it. None: the case says nothing about that.

    ``told_otherwise`` are facts that it tells in words that no alternative of their ``needs`` has.
    """

    article: str
    about: str
    summary: str
    task: Length = "brief"
    violations: tuple[ExpectedViolation, ...] = ()
    quotations: tuple[ExpectedQuotation, ...] | None = None
    reports: tuple[ExpectedReport, ...] | None = None
    tells: tuple[str, ...] | None = None
    told_otherwise: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _words_stand_in_the_summary(self) -> "Case":
        for words in [v.words for v in self.violations] + [r.words for r in self.reports or ()]:
            if words not in self.summary:
                raise ValueError(f"the summary has no ‘{words}’")
        return self

    def place(self, words: str) -> Span:
        """Where words stand in the summary, first."""
        start = self.summary.index(words)
        return Span(start, start + len(words))

    @cached_property
    def accused(self) -> Sequence[tuple[ViolationKind, Span]]:
        """The kinds and places of its violations."""
        return [(v.kind, self.place(v.words)) for v in self.violations]


_CASES = TypeAdapter(tuple[Case, ...])


def case_files(named: Sequence[Path] = ()) -> Mapping[str, Sequence[Path]]:
    """The files of cases by what they are for: those that are named, or those that come with the package.

    Files whose name begins with ``held-out`` are for measuring only.
    """
    if named:
        return {"cases": named}
    found = sorted(FOLDER.glob("*.yaml"))
    held_out = [path for path in found if path.name.startswith("held-out")]
    return {"mended on": [path for path in found if path not in held_out], "held out": held_out}


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases of some files.

    Raises GoldError naming the file, the case and what is wrong with it.
    """
    found: list[Case] = []
    for path in paths:
        try:
            found += _CASES.validate_python(tuple(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except ValidationError as error:
            first = error.errors()[0]
            number, *field = first["loc"] or ("",)
            at = ".".join(map(str, field))
            raise GoldError(f"{path}: case {number}{f', {at}' if at else ''}: {first['msg']}") from None
        except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
            raise GoldError(f"{path}: no list of cases in YAML ({error})") from None
    return found
