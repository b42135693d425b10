"""Makes an article folder of a text or a saved page: everything in it that a program can know.

What only a person can tell stands in ``meta.json`` as ``TODO``, which ``gold check`` warns of.
"""

import datetime
import hashlib
import json
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.load import resolve
from onrecord.gold.records import AnyRecord, Change, Identifier, Meta
from onrecord.gold.save import canonical, dumps, write_file
from onrecord.workbench.new.html import Page, read_page
from onrecord.workbench.new.regions import Line, headline, propose_regions
from onrecord.workbench.new.text import Changes, cleaned, plain_lines, read_text

TODO = "TODO"
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
_LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """What the contributor tells about an article; "" where it is to be found out, or filled in later."""

    id: str = ""
    title: str = ""
    source: str = ""
    licence: str = ""
    date: str = ""
    origin: Literal["collected", "composed"] = "collected"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is not written yet, and the remarks that its maker should read."""

    meta: Meta
    text: str
    records: tuple[AnyRecord, ...]
    remarks: tuple[str, ...]

    @property
    def article(self) -> Article:
        return resolve(self.meta, self.text, list(enumerate(self.records, 1)), Path(self.meta.id))

    @property
    def unknown(self) -> list[str]:
        """The fields of ``meta.json`` that a person has to fill in."""
        fields = self.meta.model_dump()
        return [name for name, value in fields.items() if str(value).startswith(TODO)]


def draft(data: bytes, where: str, told: Told, encoding: str = "", form: str = "") -> Draft:
    """Make an article of a file's bytes; ``where`` is the file's name in messages.

    Raises GoldError for a file that is no text, holds no article, or for an id that is none.
    """
    changes: Changes = Counter()
    source, kind = read_text(data, where, encoding, form)
    if kind == "html":
        page = read_page(source, where, changes)
    else:
        lines = plain_lines(cleaned(source, changes), changes)
        page = Page(tuple(Line(line) for line in lines), language="en")
    if not any(c.isalnum() for line in page.lines for c in line.text):
        raise GoldError(f"{where}: holds no words")
    text = "\n\n".join(line.text for line in page.lines) + "\n"
    regions = propose_regions(text, page.lines)
    meta = _meta(told, page, text, kind)
    return Draft(meta, text, tuple(canonical(text, regions)), tuple(_remarks(page, changes)))


def write(made: Draft, root: Path, suggestions: Sequence[AnyRecord] = ()) -> Path:
    """Write an article folder below ``root``, whole or not at all, and return it.

    Raises GoldError where there is such a folder already, where another article has the same text, or where
    it cannot be written.
    """
    folder = free_folder(made, root)
    fields = made.meta.model_dump(mode="json", exclude_defaults=True)
    try:
        root.mkdir(parents=True, exist_ok=True)
        drafted = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    except OSError as error:
        raise GoldError(f"{root}: cannot be written ({error.strerror})") from None
    try:
        write_file(drafted / "article.txt", made.text)
        write_file(drafted / "meta.json", json.dumps(fields, ensure_ascii=False, indent=2) + "\n")
        write_file(drafted / "annotations.jsonl", dumps(made.records))
        if suggestions:
            write_file(drafted / "suggestions.jsonl", dumps(canonical(made.text, suggestions)))
        drafted.chmod(0o755)
        # Over a folder that is not empty this fails, whoever made it meanwhile.
        drafted.rename(folder)
    except OSError as error:
        raise GoldError(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(drafted, ignore_errors=True)
    return folder


def free_folder(made: Draft, root: Path) -> Path:
    """The folder that the article will have. Raises GoldError where it is there, or its text is."""
    folder = root / made.meta.id
    if folder.exists() or folder.is_symlink():
        raise GoldError(f"{folder}: is there already, and stays as it is; give another --id")
    for other in sorted(root.glob("*/meta.json")):
        if made.meta.sha256 in other.read_text(encoding="utf-8", errors="replace"):
            raise GoldError(f"{other.parent}: is an article with the very same text")
    return folder


def slug(title: str, longest: int = 48) -> str:
    """A title as an id: "Late goal wins the Cup" is ``late-goal-wins-the-cup``; "" without Latin letters."""
    plain = (
        unicodedata.normalize("NFKD", re.sub("['’]", "", title)).encode("ascii", "ignore").decode().lower()
    )
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(whole) <= longest:
        return whole
    return whole[: longest + 1].rpartition("-")[0] or whole[:longest]


def _meta(told: Told, page: Page, text: str, kind: str) -> Meta:
    title = told.title or headline(page.lines) or page.title
    today = datetime.date.today().isoformat()
    return Meta(
        id=_identifier(told.id, title),
        title=" ".join(title.split()) or TODO,
        source=told.source or page.source or TODO,
        licence=told.licence or page.licence or TODO,
        # Only a person can give this away.
        redistributable=False,
        language=page.language or "en",
        date=_date(told.date) or page.date or f"{TODO}: YYYY-MM-DD",
        origin=told.origin,
        phenomena=(),
        split="dev",
        version=1,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        changes=(Change(version=1, date=today, what=f"Made from {'a page' if kind == 'html' else 'text'}."),),
    )


def _identifier(given: str, title: str) -> str:
    name = given or slug(title)
    if not name:
        raise GoldError("no title to make an id of; give --id")
    try:
        return _IDENTIFIER.validate_python(name)
    except ValidationError:
        raise GoldError(
            f"--id ‘{name}’: an id is lower-case letters, digits, - and _, 64 at most, "
            "and begins with a letter or digit"
        ) from None


def _date(given: str) -> str:
    if given:
        try:
            return datetime.date.fromisoformat(given).isoformat()
        except ValueError:
            is_written = re.fullmatch(r"\d{4}-\d\d-\d\d", given)
            what = "no day of the calendar" if is_written else "a date is written YYYY-MM-DD"
            raise GoldError(f"--date ‘{given}’: {what}") from None
    return ""


def _remarks(page: Page, changes: Changes) -> list[str]:
    found = [f"{what}: {count}" for what, count in changes.items() if count]
    if page.left_out:
        longest = max(page.left_out, key=len)
        shown = longest if len(longest) <= _LONGEST_SAMPLE else f"{longest[:_LONGEST_SAMPLE]}…"
        found.append(f"{len(page.left_out)} other texts of the page left out; the longest is ‘{shown}’")
    if page.language not in ("", "en"):
        found.append(
            f"the page says its language is ‘{page.language}’; tasks and checks are made for English"
        )
    return found
