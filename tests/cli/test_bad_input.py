"""Bad input: exit code 2, nothing written, and one line that names the place and the remedy."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ..harness import GOLD, ROOT, gold_copy, onrecord
from .conftest import Command

RUN = ("run", "--tasks", "brief", "-q", "--out", "out")
ANNOTATIONS = "gold/mill-fire/annotations.jsonl"


def refused(command: Command, *arguments: object, code: int = 2) -> str:
    done = command(*arguments)
    assert done.code == code, done
    assert done.out == ""
    assert "Traceback" not in done.err
    assert done.error.startswith("onrecord: ")
    return done.error.removeprefix("onrecord: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("baseline:ruels",), "no baseline ‘ruels’; did you mean ‘baseline:rules’?"),
        (("basline:rules",), "did you mean ‘baseline:rules’?"),
        (("rules",), "no kind of model ‘rules’; a model is baseline:NAME"),
        (("--tasks", "qoutes"), "no task ‘qoutes’; did you mean ‘quotes’?"),
        (("--tasks", "missing.yaml"), "missing.yaml: no such task file"),
        (("--articles", "nowhere"), "no article ‘nowhere’ in"),
        (("--gold", "nowhere"), "nowhere: no such gold folder"),
        (("--split", "train"), "--split is dev or test, not ‘train’"),
        (("--prompts", "some"), "--prompts is first or all, not ‘some’"),
        (("--model-option", "dtype"), "--model-option ‘dtype’: write KEY=VALUE"),
        (("--model-option", "dtype=x"), "baseline:rules takes no model option ‘dtype’"),
        (("predictions:nowhere.jsonl",), "nowhere.jsonl: no such predictions file"),
        (("--shots", "4"), "--shots 4: task ‘brief’ needs 4 other dev articles"),
        (("hf:",), "‘hf:’ names no model; write hf:PATH_OR_HUB_ID"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_what_the_line_names_wrongly(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    gold = () if "--gold" in arguments else ("--gold", GOLD)
    assert message in refused(command, *RUN, *gold, *arguments)
    assert not (tmp_path / "out" / "responses.jsonl").exists()


@pytest.mark.parametrize(
    "arguments",
    [("run", "--limit", "0"), ("run", "--shots", "9"), ("run", "--nope"), ("table",), ("score",), ("nope",)],
    ids=" ".join,
)
def test_what_the_command_does_not_take(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.code == 2
    assert "Error" in done.err


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return gold_copy(tmp_path / "gold", "mill-fire")


def break_anchor(gold: Path) -> None:
    edit(gold / "mill-fire" / "annotations.jsonl", "⟦two fire officials⟧", "⟦two fyre officials⟧")


def ambiguous_anchor(gold: Path) -> None:
    edit(gold / "mill-fire" / "annotations.jsonl", "p4 ⟦Edda Strand⟧", "p4 ⟦Strand⟧")


def unknown_field(gold: Path) -> None:
    edit(gold / "mill-fire" / "annotations.jsonl", '"id":"f1"', '"id":"f1","wieght":1')


def broken_json(gold: Path) -> None:
    edit(
        gold / "mill-fire" / "annotations.jsonl",
        '{"kind":"speaker","id":"edda"',
        '{"kind":"speaker","id""edda"',
    )


def not_an_object(gold: Path) -> None:
    edit(
        gold / "mill-fire" / "annotations.jsonl",
        '{"kind":"speaker","id":"edda"',
        '[]\n{"kind":"speaker","id":"edda"',
    )


def unknown_speaker(gold: Path) -> None:
    edit(gold / "mill-fire" / "annotations.jsonl", '"speaker":"worker"', '"speaker":"wroker"')


def not_utf8(gold: Path) -> None:
    path = gold / "mill-fire" / "annotations.jsonl"
    path.write_bytes(path.read_bytes() + b"\xff\n")


def article_not_utf8(gold: Path) -> None:
    path = gold / "mill-fire" / "article.txt"
    path.write_bytes(path.read_bytes() + b"\xff\n")


def changed_text(gold: Path) -> None:
    edit(gold / "mill-fire" / "article.txt", "Nobody was hurt", "Somebody was hurt")


def no_article(gold: Path) -> None:
    (gold / "mill-fire" / "article.txt").unlink()


def broken_meta(gold: Path) -> None:
    edit(gold / "mill-fire" / "meta.json", '"split": "test"', '"split": "train"')


def wrong_id(gold: Path) -> None:
    edit(gold / "mill-fire" / "meta.json", '"id": "mill-fire"', '"id": "mill-fires"')


def no_meta(gold: Path) -> None:
    (gold / "mill-fire" / "meta.json").unlink()


@pytest.mark.parametrize(
    ("damage", "place", "message"),
    [
        (break_anchor, "annotations.jsonl:9: ", "Did you mean ‘two fire officials’?"),
        (ambiguous_anchor, "annotations.jsonl:12: ", "matches 2 places"),
        (unknown_field, "annotations.jsonl:17: ", "‘fact.wieght’"),
        (broken_json, "annotations.jsonl:7: ", "not JSON"),
        (not_an_object, "annotations.jsonl:7: ", ""),
        (unknown_speaker, "annotations.jsonl:15: ", "no speaker ‘wroker’; there is officials, worker"),
        (not_utf8, "annotations.jsonl: ", "not UTF-8 (byte"),
        (article_not_utf8, "article.txt: ", "not UTF-8 (byte"),
        (changed_text, "article.txt: ", "the text has changed"),
        (no_article, "article.txt: ", "no such file"),
        (broken_meta, "meta.json: ", "field ‘split’"),
        (wrong_id, "meta.json: ", "id ‘mill-fires’ is not the folder's name"),
        (no_meta, "gold: ", "no article here"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_gold_that_cannot_be_used(
    command: Command, gold: Path, damage: Callable[[Path], None], place: str, message: str
) -> None:
    damage(gold)
    error = refused(command, *RUN, "--gold", "gold")
    assert place in error
    assert message in error


def test_gold_check_finds_what_a_run_refuses(command: Command, gold: Path) -> None:
    break_anchor(gold)
    done = command("gold", "check", "--gold", "gold")
    assert done.code == 2
    assert f"error: {ANNOTATIONS}:9: " in done.out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "scorer: quotes",
            "scorrer: quotes",
            "mine.yaml:6: field ‘scorrer’ is unknown; did you mean ‘scorer’?",
        ),
        ("answer: quotes\n", "", "mine.yaml: field ‘answer’ is missing"),
        ("version: 2", "version: two", "mine.yaml:2: field ‘version’: "),
        ("scorer: quotes", "scorer: labels", "‘quotes’ answers are scored by quotes, not ‘labels’"),
        ("name: quotes", "name: [quotes", "mine.yaml:2: not YAML"),
        ("name: quotes", "name: Quotes", "mine.yaml:1: field ‘name’: "),
        ("List every quote", "List every {{ qoute }}", "the prompt of task ‘quotes’: 'qoute' is undefined"),
        ("List every quote", "List every {% if", "the prompt of task ‘quotes’: "),
    ],
)
def test_a_task_file_with_a_mistake(
    command: Command, tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copy(ROOT / "tasks" / "quotes.yaml", tmp_path / "mine.yaml")
    edit(tmp_path / "mine.yaml", old, new)
    assert message in refused(command, "run", "--tasks", "mine.yaml", "--gold", GOLD, "-q")


@pytest.mark.parametrize(
    "source", [b"", b"- a\n", b"name: \xff\n", b"\x00"], ids=["empty", "list", "bytes", "nul"]
)
def test_a_task_file_that_is_none(command: Command, tmp_path: Path, source: bytes) -> None:
    (tmp_path / "mine.yaml").write_bytes(source)
    assert "mine.yaml" in refused(command, "run", "--tasks", "mine.yaml", "--gold", GOLD, "-q")


@pytest.mark.parametrize(
    ("task", "old", "new"),
    [
        ("attribution", "items: quotes", "items: article"),
        ("attribution", "items: quotes", "items: statements"),
        ("verify", "items: statements", "items: article"),
        ("quotes", "answer: quotes", "items: quotes\nanswer: quotes"),
        ("brief", "answer: summary", "items: statements\nanswer: summary"),
    ],
    ids=str,
)
def test_a_task_file_whose_items_do_not_fit_its_answers(
    command: Command, tmp_path: Path, task: str, old: str, new: str
) -> None:
    shutil.copy(ROOT / "tasks" / f"{task}.yaml", tmp_path / "mine.yaml")
    edit(tmp_path / "mine.yaml", old, new)
    error = refused(command, "run", "--tasks", "mine.yaml", "--gold", GOLD, "-q")
    assert "mine.yaml: field ‘items’" in error


def test_an_unknown_metric_in_a_task_file(command: Command, tmp_path: Path) -> None:
    shutil.copy(ROOT / "tasks" / "quotes.yaml", tmp_path / "mine.yaml")
    edit(tmp_path / "mine.yaml", "primary: marked_f1", "primary: marked_f2")
    error = refused(command, "run", "--tasks", "mine.yaml", "--gold", GOLD, "-q")
    assert "task ‘quotes’: field ‘primary’: no metric ‘marked_f2’; there are marked_f1, " in error


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "answers.jsonl:1: not JSON"),
        (b'{"article": "mill-fire", "task": "brief"}', "answers.jsonl:1: field ‘text’ is missing"),
        (
            b'{"article": "mill", "task": "brief", "text": ""}',
            "answers.jsonl:1: no question has the id brief/mill/",
        ),
        (b"\xff", "answers.jsonl:1: not UTF-8"),
        (b"", "answers.jsonl: holds no predictions"),
    ],
)
def test_a_predictions_file_with_a_mistake(
    command: Command, tmp_path: Path, line: bytes, message: str
) -> None:
    (tmp_path / "answers.jsonl").write_bytes(line)
    assert message in refused(command, *RUN, "predictions:answers.jsonl", "--gold", GOLD)


def test_an_answer_given_twice(command: Command, tmp_path: Path) -> None:
    line = json.dumps({"article": "mill-fire", "task": "brief", "text": "x"})
    (tmp_path / "answers.jsonl").write_text(f"{line}\n{line}\n")
    error = refused(command, *RUN, "predictions:answers.jsonl", "--gold", GOLD)
    assert "answers.jsonl:2: a second answer to brief/mill-fire/all/0/0 (the first is on line 1)" in error


@pytest.mark.parametrize("words", [("score", "nowhere"), ("table", "nowhere"), ("table", ".")], ids=" ".join)
def test_a_folder_without_a_run(command: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "no run here (manifest.json is missing)" in refused(command, *words)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_out(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = refused(command, "run", "--tasks", "brief", "-q", "--gold", GOLD, "--out", "file/run")
    assert "file/run: cannot be made (Not a directory); try another --out" in error


def test_out_is_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "--out" in refused(command, "run", "--tasks", "brief", "-q", "--gold", GOLD, "--out", "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_another_models_folder(command: Command) -> None:
    command(*RUN, "baseline:lead", "--gold", GOLD)
    error = refused(command, *RUN, "baseline:empty", "--gold", GOLD)
    assert "holds answers of baseline:lead" in error
    assert "choose another --out" in error


def test_an_unknown_article_to_show(command: Command) -> None:
    assert "no article ‘x’ in" in refused(command, "show", "x", "--gold", GOLD)


@pytest.mark.parametrize("where", [0, 1, 99])
def test_debug_shows_the_traceback_wherever_it_stands(tmp_path: Path, where: int) -> None:
    arguments = ["run", "baseline:nope", "--gold", str(GOLD)]
    arguments.insert(where, "--debug")
    done = onrecord(*arguments, cwd=tmp_path)
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "no baseline ‘nope’" in done.stderr


def test_an_hf_folder_without_weights(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    (tmp_path / "model").mkdir()
    error = refused(command, *RUN, "hf:model", "--gold", GOLD)
    assert "model has no config.json" in error


def test_hf_without_its_libraries_says_which_extra(tmp_path: Path) -> None:
    """Torch and transformers are hidden behind modules that cannot be imported."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for name in ("torch", "transformers"):
        (hidden / f"{name}.py").write_text(f"raise ModuleNotFoundError('no {name}', name='{name}')")
    (tmp_path / "model").mkdir()
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / "model" / name).write_text("{}")
    done = onrecord(*RUN, "hf:model", "--gold", GOLD, cwd=tmp_path, before=hidden)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "extra ‘hf’" in done.stderr or "onrecord[hf]" in done.stderr
