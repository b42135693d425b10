"""What is asked, in which order, and what an error leaves behind."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

from onrecord.api import run
from onrecord.errors import IncompleteError, RunError
from onrecord.models.base import Occasion, Response
from onrecord.models.baselines.rules import rules
from onrecord.runs.execute import execute
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted

Run = Callable[..., bytes]
TASKS = ("quotes", "attribution", "verify")


def outcome_of(model: object, folder: Path, *tasks: str, **fields: object) -> object:
    return execute(Plan(tasks, str(GOLD), **fields), model, RunFolder(folder))  # type: ignore[arg-type]


def shuffled(seed: int) -> Callable[[list[Request]], list[Request]]:
    return lambda batch: Random(seed).sample(batch, len(batch))


@pytest.mark.parametrize(
    ("order", "ahead"),
    [(list, 7), (lambda b: b[::-1], 3), (lambda b: b[::-1], 1000), (shuffled(1), 1000)],
    ids=["batches", "batches-reversed", "reversed", "shuffled"],
)
def test_scores_are_the_same_bytes_in_any_order_and_batch(
    make_run: Run, order: Callable[[list[Request]], list[Request]], ahead: int
) -> None:
    plain = make_run(Scripted(), *TASKS, out="plain")
    assert make_run(Scripted(order=order, ahead=ahead), *TASKS, out="other") == plain


def test_items_are_the_same_bytes_in_any_order(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), *TASKS, out="plain")
    make_run(Scripted(order=shuffled(2), ahead=1000), *TASKS, out="other")
    items = [(tmp_path / out / "items.jsonl").read_bytes() for out in ("plain", "other")]
    assert items[0] == items[1]


def test_each_question_is_asked_once(make_run: Run) -> None:
    model = Scripted()
    make_run(model, *TASKS)
    ids = [r.id for r in model.asked]
    assert len(ids) == len(set(ids))


class Told(Scripted):
    """A model that wants to know the run; the second time it is told, it has answered a question before."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[Path, list[str], list[str], list[str]]] = []

    def prepare(self, occasion: Occasion) -> None:
        assert not self.told or self.asked
        earlier = [response.text for response in occasion.earlier]
        self.told.append((occasion.folder, earlier, list(occasion.asked), list(occasion.known)))


def test_a_model_is_told_of_the_run_before_it_is_asked(make_run: Run, tmp_path: Path) -> None:
    model = Told()
    make_run(model, "quotes", limit=1)
    make_run(model, "quotes", limit=1)

    (folder, none, asked, known), (_, earlier, _, _) = model.told
    assert folder.parent == tmp_path
    assert (none, earlier) == ([], [rules(model.asked[0])])
    assert asked == [r.id for r in model.asked] == known[:1]
    assert len(known) == 5


def test_a_limit_first_and_then_the_rest_asks_nothing_twice(make_run: Run) -> None:
    first, second = Scripted(), Scripted()
    make_run(first, *TASKS, limit=2)
    whole = make_run(second, *TASKS)
    assert not {r.id for r in first.asked} & {r.id for r in second.asked}
    assert whole == make_run(Scripted(), *TASKS, out="undisturbed")


def test_a_second_run_asks_nothing_and_does_not_load_the_model(make_run: Run) -> None:
    class Unloadable(Scripted):
        def __enter__(self) -> "Unloadable":
            raise AssertionError("loaded for nothing")

    before = make_run(Scripted(), "quotes")
    assert make_run(Unloadable(), "quotes") == before


@pytest.mark.parametrize(
    "changed", [{"seed": 1}, {"system": "Be brief."}, {"max_tokens": 7}, {"temperature": 0.5}], ids=str
)
def test_another_protocol_is_asked_again(make_run: Run, changed: dict[str, object]) -> None:
    before, after = Scripted(), Scripted()
    make_run(before, "quotes")
    make_run(after, "quotes", **changed)
    assert [r.id for r in after.asked] == [r.id for r in before.asked]


def test_a_changed_prompt_is_asked_again(make_run: Run, tmp_path: Path) -> None:
    task = tmp_path / "mine.yaml"
    source = (GOLD.parents[2] / "tasks" / "quotes.yaml").read_text(encoding="utf-8")
    task.write_text(source, encoding="utf-8")
    make_run(Scripted(), str(task))
    task.write_text(source.replace("List every quote", "List each quote"), encoding="utf-8")
    again = Scripted()
    make_run(again, str(task))
    assert len(again.asked) == 5


def test_all_wordings_reuse_the_answers_to_the_first(make_run: Run) -> None:
    make_run(Scripted(), "quotes")
    more = Scripted()
    make_run(more, "quotes", prompts="all")
    assert {r.id.split("/")[3] for r in more.asked} == {"1", "2"}


def test_another_model_is_refused_and_the_answers_stay(make_run: Run, tmp_path: Path) -> None:
    """A cache that serves one model's answers as another's is fault 8."""
    before = make_run(Scripted(name="one"), "quotes")
    other = Scripted(name="another", fingerprint="other weights")
    with pytest.raises(RunError, match=r"holds answers of one .*, not of another .*choose another --out"):
        make_run(other, "quotes")
    assert other.asked == []
    assert (tmp_path / "run" / "scores.json").read_bytes() == before


def test_other_weights_under_the_same_name_are_another_model(make_run: Run) -> None:
    make_run(Scripted(fingerprint="weights 1"), "quotes")
    with pytest.raises(RunError, match=r"weights 1"):
        make_run(Scripted(fingerprint="weights 2"), "quotes")


def test_a_folder_without_answers_can_be_taken_by_another_model(make_run: Run) -> None:
    class Broken(Scripted):
        def __enter__(self) -> "Broken":
            raise RuntimeError("no weights")

    with pytest.raises(RuntimeError):
        make_run(Broken(fingerprint="broken"), "quotes")
    assert make_run(Scripted(), "quotes") == make_run(Scripted(), "quotes", out="fresh")


def test_an_error_is_asked_again_and_an_invalid_answer_is_not(make_run: Run) -> None:
    first = Scripted(lambda r: Response(error="no network") if "mill" in r.id else "no JSON at all")
    make_run(first, "quotes")
    second = Scripted()
    make_run(second, "quotes")
    assert [r.id for r in second.asked] == ["quotes/mill-fire/all/0/0"]


def test_errors_are_counted_and_the_first_is_told(tmp_path: Path) -> None:
    errors = iter(["no network", *["still none"] * 9])
    outcome = outcome_of(Scripted(lambda r: Response(error=next(errors))), tmp_path, "quotes")
    assert (outcome.errors, outcome.first_error) == (5, "no network")  # type: ignore[attr-defined]


class Careless(Scripted):
    """Breaks the contract in one way."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            answer = Response(text=rules(request) or "")
            if self.way == "passes over" and "mill" in request.id:
                continue
            yield ("quotes/nowhere/all/0/0" if self.way == "invents" else request.id), answer
            if self.way == "repeats":
                yield request.id, answer


@pytest.mark.parametrize("way", ["invents", "repeats"])
def test_an_answer_that_was_not_asked_for_is_an_error(tmp_path: Path, way: str) -> None:
    with pytest.raises(RunError, match=r"which was not asked"):
        outcome_of(Careless(way), tmp_path, "quotes")


def test_a_question_that_a_model_passes_over_is_unfinished(tmp_path: Path) -> None:
    outcome = outcome_of(Careless("passes over"), tmp_path, "quotes")
    assert outcome.errors == 1  # type: ignore[attr-defined]
    assert "mill-fire" in outcome.first_error  # type: ignore[attr-defined]


def test_a_model_that_fails_leaves_its_answers(make_run: Run) -> None:
    def dies_at_the_third(request: Request) -> str | None:
        if "harbour" in request.id:
            raise OSError("the model's own socket broke")
        return rules(request)

    with pytest.raises(OSError, match=r"own socket"):
        make_run(Scripted(dies_at_the_third), "quotes")
    rest = Scripted()
    make_run(rest, "quotes")
    assert [r.article for r in rest.asked] == ["harbour-ferry", "mill-fire"]


def test_a_torn_last_line_costs_one_answer(make_run: Run, tmp_path: Path) -> None:
    before = make_run(Scripted(), *TASKS)
    path = tmp_path / "run" / "responses.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    again = Scripted()
    assert make_run(again, *TASKS) == before
    assert len(again.asked) == 1


def test_a_broken_middle_line_is_named_and_costs_one_answer_once_deleted(
    make_run: Run, tmp_path: Path
) -> None:
    before = make_run(Scripted(), *TASKS)
    path = tmp_path / "run" / "responses.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], lines[1][:20] + "\n", *lines[2:]]))
    with pytest.raises(RunError, match=r"responses.jsonl:2: not a response; delete this line and resume"):
        make_run(Scripted(), *TASKS)
    path.write_text("".join([lines[0], *lines[2:]]))
    again = Scripted()
    assert make_run(again, *TASKS) == before
    assert len(again.asked) == 1


def test_nothing_to_ask_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"nothing to ask"):
        outcome_of(Scripted(), tmp_path, "attribution", article_ids=("frost-notice",))


def test_a_plan_that_asks_nothing_leaves_a_finished_run_alone(make_run: Run, tmp_path: Path) -> None:
    before = make_run(Scripted(), "quotes")
    manifest = (tmp_path / "run" / "manifest.json").read_bytes()
    plan = Plan(("attribution",), str(GOLD), ("frost-notice",))
    with pytest.raises(IncompleteError, match=r"nothing to ask"):
        run(plan, Scripted(), RunFolder(tmp_path / "run"))
    assert (tmp_path / "run" / "manifest.json").read_bytes() == manifest
    assert (tmp_path / "run" / "scores.json").read_bytes() == before


def test_progress_counts_the_answers_that_were_there(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), "quotes", limit=2)
    shown: list[tuple[int, int]] = []
    plan = Plan(("quotes",), str(GOLD))
    execute(plan, Scripted(), RunFolder(tmp_path / "run"), lambda done, total: shown.append((done, total)))
    assert shown == [(2, 5), (3, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("answer", ["text", ("id", "text"), ("id",)], ids=["text", "no-response", "no-pair"])
def test_a_model_that_gives_no_responses_is_told(make_run: Run, answer: object) -> None:
    class Loose(Scripted):
        def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
            yield from (answer for _ in requests)  # type: ignore[misc]

    with pytest.raises(RunError, match=r"scripted gave .*, not an id and a Response"):
        make_run(Loose(), "quotes")
