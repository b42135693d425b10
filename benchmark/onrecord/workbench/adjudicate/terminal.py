"""Deciding in the terminal: one difference at a time, both sides in view, a key and a reason each."""

from collections.abc import Callable
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from onrecord.errors import GoldError
from onrecord.gold.references import Fields
from onrecord.reports.html_text import clean
from onrecord.workbench.adjudicate.assemble import check_record
from onrecord.workbench.adjudicate.edit import edited, mixed, read_edited, sides_fields, written
from onrecord.workbench.adjudicate.guideline import section
from onrecord.workbench.adjudicate.questions import Question
from onrecord.workbench.adjudicate.session import Adjudication, Took, check_choice
from onrecord.workbench.diff.terminal import sentence, side_by_side

Ask = Callable[[str, str], str]
"""``ask(prompt, prefill)`` is a line from the user. Raises EOFError where there is no more."""

_TOOK: dict[str, Took] = {
    "a": "a",
    "b": "b",
    "c": "both",
    "both": "both",
    "n": "neither",
    "neither": "neither",
}
_KEYS = (
    "[a] as a  [b] as b  [c] both  [n] neither  [a+cue] a with b's cue  [ea] [eb] rewrite a or b\n"
    "[g] guideline  [s] later  [u] undo the last  [?] keys  [q] stop: every decision is kept"
)


def ask_terminal(prompt: str, prefill: str) -> str:
    """A line with editing and ↑ for earlier ones, where Python has readline."""
    try:
        import readline
    except ImportError:
        return input(prompt)
    readline.set_startup_hook(lambda: readline.insert_text(prefill))
    try:
        return input(prompt)
    finally:
        readline.set_startup_hook(None)


def decide_all(adjudication: Adjudication, out: Console, ask: Ask = ask_terminal) -> bool:
    """Ask until everything is decided, or the user stops; whether everything is decided."""
    later: set[int] = set()
    with suppress(EOFError):
        while waiting := adjudication.pending():
            first = [q for q in waiting if id(q) not in later] or waiting
            if first is waiting:
                later.clear()
            question = first[0]
            _show(adjudication, question, len(waiting), out)
            match _answer(adjudication, question, out, ask):
                case "stop":
                    return False
                case "later":
                    later.add(id(question))
                case _:
                    pass
    return not adjudication.pending()


def _show(adjudication: Adjudication, question: Question, waiting: int, out: Console) -> None:
    comparison, d = adjudication.comparison, question.difference
    total = len(adjudication.questions)
    if out.is_terminal:
        out.clear()
    out.rule(Text(f"{total - waiting + 1} of {total} · {d.kind.replace('_', ' ')}", style="bold"))
    out.print(sentence(d, comparison.a.name, comparison.b.name))
    out.print()
    out.print(side_by_side(comparison.a.article.raw, d, (comparison.a.name, comparison.b.name), out.width))
    if question.blind:
        out.print(Text(f"    blind label: {question.blind}"))
    out.print()
    titles = [f"{n} {section(n)[0]}".strip() for n in question.sections]
    out.print(Text(f"guideline: {' · '.join(titles)}", style="italic"))
    out.print(Text(_KEYS, style="dim"))


def _answer(adjudication: Adjudication, question: Question, out: Console, ask: Ask) -> str:
    """Take commands until one settles what to show next."""
    drafts: dict[str, str] = {}
    while True:
        words = ask("> ", "").strip()
        match words.lower():
            case "q":
                return "stop"
            case "s":
                return "later"
            case "g":
                for number in question.sections:
                    title, text = section(number)
                    shown = f"{number} {text}" if title else f"{number}: see docs/guideline.md"
                    out.print(Text(clean(shown), style="italic"))
            case "u":
                last = adjudication.undo()
                if last is None:
                    out.print(Text("nothing is decided yet"))
                else:
                    return "again"
            case "" | "?":
                out.print(Text(_KEYS, style="dim"))
            case command:
                try:
                    _decide(adjudication, question, command, ask, drafts)
                    return "decided"
                except GoldError as error:
                    out.print(Text(clean(str(error)), style="yellow"))


def _decide(
    adjudication: Adjudication, question: Question, command: str, ask: Ask, drafts: dict[str, str]
) -> None:
    took, record = _choice(adjudication, question, command, drafts)
    why = ask("why: ", f"{question.sections[0]}: ").strip()
    check_choice(question, took, why)
    adjudication.decide(question, took, why, record)


def _choice(
    adjudication: Adjudication, question: Question, command: str, drafts: dict[str, str]
) -> tuple[Took, Fields | None]:
    """What a command takes. ``drafts`` keeps what was written of each side, for when it is not taken."""
    base, *fields = command.split("+")
    if fields:
        if base not in ("a", "b"):
            raise GoldError(f"‘{command}’: write a+FIELD or b+FIELD")
        record = mixed(adjudication.comparison, question, base, [f.strip() for f in fields])
        check_record(adjudication.comparison, record)
        return _TOOK[base], record
    if command in ("e", "ea", "eb"):
        sides = sides_fields(adjudication.comparison, question)
        base = command[1:] or next(iter(sides))
        if base not in sides:
            raise GoldError(f"pass {base} has no such record")
        draft = edited(drafts.get(base) or written(sides[base]))
        drafts[base] = draft
        try:
            return _TOOK[base], read_edited(adjudication.comparison, draft, sides[base]["kind"])
        except GoldError as error:
            raise GoldError(f"{error}; ‘{command}’ opens what you wrote again") from None
    if command not in _TOOK:
        raise GoldError(f"‘{command}’ is no key here")
    return _TOOK[command], None
