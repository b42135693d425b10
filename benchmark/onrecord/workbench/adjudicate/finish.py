"""The end of an adjudication: the gold is written, and what the check finds in it is shown."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from onrecord.errors import GoldError
from onrecord.gold.check import findings
from onrecord.gold.load import read_records, resolve
from onrecord.gold.records import DecisionRecord
from onrecord.gold.save import canonical, dumps
from onrecord.reports.html_text import clean, count
from onrecord.workbench.adjudicate.assemble import Assembled
from onrecord.workbench.adjudicate.session import Adjudication
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.sides import GOLD, Side
from onrecord.workbench.diff.terminal import summary


def waiting_lines(adjudication: Adjudication) -> Iterator[str]:
    """What waits, as decisions without a choice and a reason, with what is said of the difference."""
    for question in adjudication.pending():
        yield json.dumps(
            {
                "kind": "decision",
                "of": question.between[0],
                "took": "",
                "why": f"{question.sections[0]}: ",
                "between": question.between,
                "says": question.difference.said(
                    adjudication.comparison.a.name, adjudication.comparison.b.name
                ),
            },
            ensure_ascii=False,
        )


def read_decisions_to_apply(source: str) -> tuple[list[tuple[int, DecisionRecord]], list[int]]:
    """Decisions from a file (``-`` is stdin) with their lines, and the lines whose ``took`` is empty.

    Raises GoldError naming the line that is no decision: nothing is taken then.
    """
    if source != "-" and not Path(source).is_file():
        raise GoldError(f"{source}: no such file")
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8", errors="replace")
    found, empty = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            fields = None
        if not isinstance(fields, dict):
            raise GoldError(f"{source}:{number}: not a JSON object")
        if fields.get("took") == "":
            empty.append(number)
            continue
        try:
            decision = DecisionRecord.model_validate({k: v for k, v in fields.items() if k != "says"})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise GoldError(f"{source}:{number}: field ‘{place}’: {first['msg']}") from None
        found.append((number, decision))
    return found, empty


def finish(
    adjudication: Adjudication,
    out: Console,
    *,
    replace: bool,
    confirm: Callable[[str], bool] | None = None,
) -> None:
    """Write the gold and show its findings.

    Gold that stands and says something else is written over only with ``replace``, or when ``confirm`` says
    so; where it has regions alone, as a new article does, there is nothing to ask. Raises GoldError
    otherwise, with the decisions kept.
    """
    made, article = adjudication.assembled()
    file = adjudication.folder / GOLD
    differing = _standing_differs(adjudication, made)
    if differing and not replace:
        question = f"{file} stands and says something else ({differing}). Write over it?"
        if confirm is None or not confirm(question):
            raise GoldError(
                f"{file} stands and says something else than the decisions ({differing}); all decisions are "
                "kept. --replace writes over it"
            )
    adjudication.write(made)
    taken = len(adjudication.comparison.agreed)
    out.print(Text(f"{file}: {count(len(made.records), 'record')}, {taken} that both passes gave"))
    beside = adjudication.beside()
    if beside:
        names = ", ".join(d.of for d in beside)
        out.print(Text(clean(f"decisions that answer no difference of the passes: {names}")))
    for remark in made.remarks:
        out.print(Text(clean(f"left out: {remark}")))
    found = findings(article)
    for finding in found:
        out.print(Text(clean(f"{finding.level}: {finding}")))
    errors = sum(f.level == "error" for f in found)
    out.print(Text(f"gold check: {count(errors, 'error')}, {count(len(found) - errors, 'warning')}"))


def _standing_differs(adjudication: Adjudication, made: Assembled) -> str:
    """How the gold that stands differs from what is about to be written; empty where it does not."""
    file = adjudication.folder / GOLD
    if not file.exists():
        return ""
    standing = read_records(file)
    article = adjudication.comparison.a.article
    if all(record.kind == "region" for _, record in standing):
        return ""
    if dumps(canonical(article.raw, [r for _, r in standing])) == dumps(made.records):
        return ""
    records = list(enumerate(made.records, 1))
    sides = (
        Side("standing", resolve(article.meta, article.raw, standing, file), dict(standing)),
        Side("decided", resolve(article.meta, article.raw, records, file), dict(records)),
    )
    return summary(Comparison(*sides).differences).replace("no difference", "only ids and order")
