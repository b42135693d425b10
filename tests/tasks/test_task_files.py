"""Task files: those that ship, a user's own, and what is wrong with one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.errors import TaskError
from onrecord.runs.plan import Plan
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.task import built_in_tasks, load_task, select_tasks

from ..harness import GOLD

OWN: dict[str, Any] = {
    "name": "who-said",
    "version": 3,
    "title": "Who said it",
    "description": "The speaker of one quote.",
    "items": "quotes",
    "answer": "speaker",
    "scorer": "attribution",
    "primary": "accuracy",
    "max_tokens": 20,
    "prompts": ["Who said {{ quote }}?"],
}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(field=value)`` writes a task file like OWN with those fields changed; None takes one out."""

    def written(file: str = "own.yaml", **changed: Any) -> Path:
        fields = {k: v for k, v in (OWN | changed).items() if v is not None}
        path = tmp_path / file
        path.write_text(yaml.safe_dump(fields, allow_unicode=True), encoding="utf-8")
        return path

    return written


def error_of(path: Path) -> str:
    with pytest.raises(TaskError) as raised:
        load_task(path)
    assert str(raised.value).startswith(str(path))
    return str(raised.value)


# --- those that ship


def test_the_eight_tasks_in_the_order_of_the_tables() -> None:
    assert list(built_in_tasks()) == [
        "quotes",
        "attribution",
        "speakers",
        "check-quote",
        "verify",
        "headline",
        "brief",
        "quoted-brief",
    ]


@pytest.mark.parametrize("name", list(built_in_tasks()))
def test_each_has_three_wordings_and_a_schema_unless_it_is_plain_text(name: str) -> None:
    task = built_in_tasks()[name]

    assert len(task.prompts) == len(set(task.prompts)) == 3
    assert (task.schema_ is None) == (task.answer == "summary")
    assert task.stop == ()


@pytest.mark.parametrize("name", ["check-quote", "verify"])
def test_labels_are_those_of_the_schema_and_of_each_wording(name: str) -> None:
    task = built_in_tasks()[name]

    assert task.schema_ is not None
    assert tuple(task.schema_["properties"]["label"]["enum"]) == task.labels
    assert all(label in prompt for prompt in task.prompts for label in task.labels)


@pytest.mark.parametrize("name", list(built_in_tasks()))
def test_every_string_and_list_of_a_schema_has_a_limit(name: str) -> None:
    def unlimited(schema: Any) -> list[Any]:
        if not isinstance(schema, dict):
            return []
        limit = {"string": "maxLength", "array": "maxItems"}.get(schema.get("type", ""))
        own = [schema] if limit and limit not in schema else []
        inner = [*schema.get("properties", {}).values(), schema.get("items")]
        return own + [found for part in inner for found in unlimited(part)]

    assert unlimited(built_in_tasks()[name].schema_) == []


def test_a_label_says_name_and_version() -> None:
    assert built_in_tasks()["brief"].label == f"brief.{built_in_tasks()['brief'].version}"


# --- a user's own


def test_a_users_own_file_is_a_task(write: Write) -> None:
    (task,) = select_tasks([str(write())])

    assert task.label == "who-said.3"


def test_a_folder_is_all_its_tasks(write: Write, tmp_path: Path) -> None:
    write("b.yaml", name="second")
    write("a.yaml")
    (tmp_path / "notes.txt").touch()

    assert [task.name for task in select_tasks([str(tmp_path)])] == ["who-said", "second"]


def test_own_and_shipped_tasks_mix_in_the_order_named(write: Write) -> None:
    assert [task.name for task in select_tasks(["verify", str(write()), "quotes"])] == [
        "verify",
        "who-said",
        "quotes",
    ]


@pytest.mark.parametrize("wanted", [[], [""]])
def test_none_named_is_all(wanted: list[str]) -> None:
    assert [task.name for task in select_tasks(wanted)] == list(built_in_tasks())


def test_a_summary_task_of_another_name_says_whose_references_it_has(write: Write, ferry: Any) -> None:
    summary = {"items": None, "answer": "summary", "scorer": "summary", "budget_words": 80, "length": "brief"}
    task = load_task(write(name="my-brief", primary="faithful_coverage", **summary))

    assert task.reference_length == "brief"
    assert gold_answer(task, ferry, items(task, ferry)[0]) == ferry.summaries[2].text


# --- what is wrong


def test_an_unknown_name_gets_the_nearest_known_one() -> None:
    with pytest.raises(TaskError, match="no task ‘quote’; did you mean ‘quotes’"):
        select_tasks(["quote"])


def test_a_name_like_no_other_gets_them_all() -> None:
    with pytest.raises(TaskError, match="no task ‘zzz’; there are quotes, attribution"):
        select_tasks(["zzz"])


def test_the_same_task_from_two_files_is_an_error(write: Write) -> None:
    with pytest.raises(TaskError, match="‘who-said’ is named twice"):
        select_tasks([str(write("a.yaml")), str(write("b.yaml"))])


def test_a_folder_without_tasks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"no task file \(\*\.yaml\) in this folder"):
        select_tasks([str(tmp_path)])


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="no such task file"):
        select_tasks([str(tmp_path / "none.yaml")])


def test_a_misspelt_field_gets_the_nearest_known_one(write: Write) -> None:
    assert "field ‘promts’ is unknown; did you mean ‘prompts’?" in error_of(write(promts=["x"]))


def test_a_misspelt_field_that_is_required_is_named_before_the_missing_one(write: Write) -> None:
    assert "did you mean ‘primary’?" in error_of(write(primary=None, primry="accuracy"))


@pytest.mark.parametrize("field", ["name", "version", "answer", "scorer", "primary", "max_tokens", "prompts"])
def test_a_missing_field_is_named(field: str, write: Write) -> None:
    assert f"field ‘{field}’ is missing" in error_of(write(**{field: None}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Who Said"),
        ("version", 0),
        ("answer", "poem"),
        ("items", "paragraphs"),
        ("scorer", "bleu"),
        ("max_tokens", "many"),
        ("prompts", []),
        ("budget_words", 0),
        ("length", "long"),
    ],
)
def test_a_wrong_value_is_named_by_its_field(field: str, value: Any, write: Write) -> None:
    assert f"field ‘{field}’" in error_of(write(**{field: value}))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"answer": "label", "scorer": "labels"},
            "field ‘labels’: a task that answers with a label lists them",
        ),
        ({"answer": "summary", "scorer": "summary"}, "field ‘length’: say which it is, headline, brief"),
        ({"answer": "summary", "scorer": "summary", "length": "brief"}, "field ‘budget_words’"),
        ({"scorer": "quotes"}, "‘speaker’ answers are scored by attribution, not ‘quotes’"),
    ],
    ids=["labels", "length", "budget", "scorer"],
)
def test_fields_that_need_one_another(changed: dict[str, Any], says: str, write: Write) -> None:
    assert says in error_of(write(**changed))


def test_bad_yaml_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("name: own\nversion: 1\ntitle: [unclosed\ndescription: x\n", encoding="utf-8")

    assert error_of(path).startswith(f"{path}:4: not YAML")


@pytest.mark.parametrize("source", ["", "- a\n- b\n", "just words"])
def test_what_is_no_mapping_is_said_to_be_none(source: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(source, encoding="utf-8")

    assert "a task file is a mapping of fields" in error_of(path)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"title: caf\xe9")

    assert "not UTF-8" in error_of(path)


def test_yaml_never_makes_objects(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("name: !!python/object/apply:os.getcwd []\n", encoding="utf-8")

    assert "not YAML" in error_of(path)


# --- other budgets


def test_a_summary_task_at_another_budget() -> None:
    brief, short = select_tasks(["brief", "brief@25"])

    assert (short.name, short.label, short.budget_words) == ("brief-25", "brief-25.3", 25)
    assert short.reference_length == "brief" and short.max_tokens == 100
    assert short.description == "A summary of at most 25 words."
    assert short.prompts == brief.prompts and short.primary == brief.primary


def test_a_budget_keeps_the_tasks_own_label_in_the_signature() -> None:
    signature = Plan(("brief@25", "headline@8"), str(GOLD)).signature("m", "f")

    assert "tasks:brief-25.3+headline-8.3|" in signature


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("quotes@25", "‘quotes’ has no budget of words"),
        ("brief@0", "one word or more"),
        ("breif@25", "no task ‘breif@25’; did you mean ‘brief’"),
        ("brief@many", "no task ‘brief@many’"),
    ],
)
def test_a_wrong_budget_is_said(name: str, message: str) -> None:
    with pytest.raises(TaskError, match=message):
        select_tasks([name])
