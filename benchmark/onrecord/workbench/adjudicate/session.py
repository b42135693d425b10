"""An adjudication under way: its questions, the decisions kept so far, and the gold that they make."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.load import read_labels, read_records, resolve
from onrecord.gold.records import AnyRecord, DecisionRecord, LabelRecord
from onrecord.gold.references import Fields
from onrecord.gold.save import dumps, write_file
from onrecord.text import fold
from onrecord.workbench.adjudicate.assemble import Assembled, assemble, check_record
from onrecord.workbench.adjudicate.questions import UNNAMED, Answers, Question, effective, named, questions
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.sides import GOLD, Side

_PLACED = ("region", "mention", "quote", "not_quote", "damage")

Took = Literal["a", "b", "both", "neither"]


class Adjudication:
    """The adjudication of an article's two passes; each decision is on disk when ``decide`` returns.

    Raises GoldError where the passes cannot be adjudicated, or a file is no adjudication.
    """

    def __init__(self, folder: Path, a: Side, b: Side) -> None:
        if a.name == b.name:
            raise GoldError(f"both passes are ‘{a.name}’; name two")
        self.folder = folder
        self.comparison = Comparison(a, b)
        self.file = folder / "passes" / "adjudication.jsonl"
        self._labels_file = folder / "passes" / "labels.jsonl"
        self._read = self._content()
        self._kept: list[AnyRecord] = [r for _, r in read_records(self.file)] if self._read else []
        self.unknown_labels: tuple[str, ...] = ()
        self.questions = questions(self.comparison, self._blind_labels())
        self._answers = Answers(folder, self.comparison, self.questions)

    @property
    def decisions(self) -> list[DecisionRecord]:
        return [r for r in self._kept if isinstance(r, DecisionRecord)]

    def decided(self) -> list[tuple[Question, DecisionRecord]]:
        """Each question that has an answer, with the decision that counts."""
        found: defaultdict[int, list[DecisionRecord]] = defaultdict(list)
        for decision in self.decisions:
            question = self._answers.question(decision)
            if question is not None:
                found[id(question)].append(decision)
        return [(q, effective(found[id(q)])) for q in self.questions if id(q) in found]

    def pending(self) -> list[Question]:
        """The questions that wait, in order."""
        answered = {id(question) for question, _ in self.decided()}
        return [q for q in self.questions if id(q) not in answered]

    def beside(self) -> list[DecisionRecord]:
        """Decisions about what the two passes give alike: they stay in the file and change nothing."""
        return [d for d in self.decisions if self._answers.question(d) is None]

    def decide(self, question: Question, took: Took, why: str, record: Fields | None = None) -> None:
        """Keep a decision at once. Raises GoldError where it cannot stand, or the file changed meanwhile."""
        check_choice(question, took, why)
        if record is not None:
            check_record(self.comparison, record)
        of = question.between[0]
        made = DecisionRecord(
            kind="decision", of=of, took=took, why=why.strip(), between=question.between, record=record
        )
        # An answer given before the blind labels came is answered anew.
        names = {n for n in question.between if not n.startswith("label:")}
        stale = [r for r in self._kept if isinstance(r, DecisionRecord) and names & set(r.between)]
        self._keep([*(r for r in self._kept if r not in stale), made])

    def apply(self, place: str, decision: DecisionRecord) -> None:
        """Keep a decision that was written elsewhere, at ``place``.

        Raises GoldError where it cannot stand, or is about nothing that the passes differ in.
        """
        question = self._answers.question(decision)
        if question is None:
            raise GoldError(
                f"{place}: ‘{decision.of}’: the passes do not differ there; --pending lists what waits"
            )
        try:
            self.decide(question, decision.took, decision.why, decision.record)
        except GoldError as error:
            raise GoldError(f"{place}: {error}") from None

    def undo(self) -> DecisionRecord | None:
        """Take the last decision back; None where there is none."""
        if not self.decisions:
            return None
        last = self.decisions[-1]
        self._keep([r for r in self._kept if r is not last])
        return last

    def assembled(self) -> tuple[Assembled, Article]:
        """The gold of all agreements and decisions so far, and the article that it makes."""
        made = assemble(self.comparison, self.decided())
        article = self.comparison.a.article
        records = list(enumerate(made.records, 1))
        return made, resolve(article.meta, article.raw, records, self.folder / GOLD)

    def write(self, made: Assembled) -> None:
        """Write the gold; then the decisions call records as the gold does, and labels as the passes do."""
        # Ids of the gold that stands mean nothing once it is written anew: a decision that counts names what
        # it compared, one that another followed is called as a pass calls the record.
        called: dict[int, DecisionRecord] = {}
        for decision in self.decisions:
            question = self._answers.question(decision)
            if question is not None and not decision.between:
                called[id(decision)] = decision.model_copy(update={"of": question.between[0]})
        for question, decision in self.decided():
            called[id(decision)] = named(decision, question, _gold_name(question, made))
        self._pin_labels()
        write_file(self.folder / GOLD, dumps(made.records))
        self._keep([called.get(id(r), r) for r in self._kept])

    def _keep(self, records: Sequence[AnyRecord]) -> None:
        if self._content() != self._read:
            raise GoldError(f"{self.file}: it was changed meanwhile; nothing is lost, start again to go on")
        write_file(self.file, dumps(records))
        self._kept = list(records)
        self._read = self._content()

    def _content(self) -> bytes:
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return b""

    def _blind_labels(self) -> dict[str, str]:
        """Blind labels by the passes' statements. An id alone (``v5``) is the standing gold's."""
        if not self._labels_file.exists():
            return {}
        finder = Answers(self.folder, self.comparison, ())
        found: dict[str, str] = {}
        unknown = []
        for of, label in read_labels(self._labels_file).items():
            names = [of] if ":" in of else self._statement_names(finder, of)
            found |= dict.fromkeys(names, label)
            if not names:
                unknown.append(of)
        self.unknown_labels = tuple(unknown)
        return found

    def _statement_names(self, finder: Answers, of: str) -> list[str]:
        """The passes' statements with the words of the gold's; without gold or those words, none."""
        texts: dict[str, str] = {}
        for side in (self.comparison.a, self.comparison.b):
            texts |= {f"{side.name}:{s.id}": fold(s.text) for s in side.article.statements}
        names = finder.pass_names(of)
        return [n for n in names if texts.get(n) == texts.get(names[0])] if names else []

    def _pin_labels(self) -> None:
        """Labels of gold ids, which may now be another's, name the passes' statements instead."""
        if not self._labels_file.exists():
            return
        finder = Answers(self.folder, self.comparison, ())
        records = [r for _, r in read_records(self._labels_file)]
        pinned: list[AnyRecord] = []
        for record in records:
            if isinstance(record, LabelRecord) and ":" not in record.of:
                names = self._statement_names(finder, record.of)
                record = record.model_copy(update={"of": names[0]}) if names else record
            pinned.append(record)
        if pinned != records:
            write_file(self._labels_file, dumps(pinned))


def check_choice(question: Question, took: Took, why: str) -> None:
    """Raise GoldError unless the choice fits the question and the reason names the guideline."""
    d = question.difference
    if took == "both" and d.a is not None and d.b is not None and d.kind in _PLACED:
        raise GoldError(
            f"{d.title}: ‘both’ is for two records that are both right, and these stand at one place "
            "(guideline §11.4)"
        )
    if "§" not in why:
        raise GoldError(f"{d.title}: the reason names a section of the guideline, as in ‘§4.4: …’ (§11.4)")


def _gold_name(question: Question, made: Assembled) -> str:
    """The gold's id of what a question became; the pass's name where it was dropped or has no id."""
    d = question.difference
    for name in question.between:
        side, _, own = name.partition(":")
        found = made.became.get((d.kind, side, own))
        if found:
            return found
    if d.kind in UNNAMED:
        return question.between[0].partition(":")[2]
    return question.between[0]
