"""The folder of an export: the words that a run sends, of articles that may be passed on."""

import json
import py_compile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.errors import OnRecordError
from onrecord.exchange.exported import Export
from onrecord.exchange.exporting import export
from onrecord.exchange.rows import read_rows
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol

from .conftest import HOSTILE, Small

HARNESSES = ("lm-eval", "inspect")


class _Yaml(yaml.SafeLoader):
    pass


_Yaml.add_constructor("!function", lambda loader, node: f"!function {loader.construct_scalar(node)}")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def lm_eval_task(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((folder / f"onrecord_{name}.yaml").read_bytes(), _Yaml)  # noqa: S506 - a safe one
    return found


@pytest.mark.parametrize("harness", HARNESSES)
def test_every_request_is_there_in_the_words_of_a_run(
    harness: str, small: Small, exported: Callable[..., Path]
) -> None:
    folder = exported(harness)

    rows = {row["id"]: row for task in small.plan.tasks for row in read_rows(folder, task.name)}

    assert {id: r["prompt"] for id, r in rows.items()} == {
        id: r.user_message for id, r in small.requests.items()
    }
    assert any(HOSTILE in row["prompt"] for row in rows.values())
    assert {frozenset(row) for row in rows.values()} == {frozenset(["id", "system", "prompt"])}, "no gold"


@pytest.mark.parametrize("harness", HARNESSES)
def test_the_same_plan_gives_the_same_bytes_and_a_second_time_is_no_conflict(
    harness: str, small: Small, exported: Callable[..., Path]
) -> None:
    first = contents(exported(harness))

    assert contents(exported(harness)) == first
    assert {name.rpartition(".")[2] for name in first} <= {"jsonl", "json", "yaml", "py", "md"}


def test_what_is_there_is_replaced_only_when_that_is_asked_for(
    small: Small, exported: Callable[..., Path]
) -> None:
    before = contents(exported("lm-eval"))
    fewer = replace(small.plan, article_ids=("mill-fire",))

    with pytest.raises(OnRecordError, match="is there already; choose another folder, or --force"):
        exported("lm-eval", fewer)
    folder = tmp = exported("lm-eval", fewer, force=True)

    assert contents(folder) != before
    assert not list(tmp.glob(".export-*")), "no draft stays"


def test_tasks_of_an_earlier_export_do_not_stay(small: Small, exported: Callable[..., Path]) -> None:
    exported("lm-eval")
    fewer = replace(small.plan, task_names=("headline",))

    with pytest.raises(OnRecordError, match="of an earlier export with other tasks"):
        exported("lm-eval", fewer)
    folder = exported("lm-eval", fewer, force=True)

    assert [path.name for path in folder.glob("onrecord_*.yaml")] == ["onrecord_headline.yaml"]
    assert [path.name for path in folder.glob("requests/*")] == ["headline.jsonl"]


def test_the_system_prompt_the_limit_the_wordings_and_the_shots_are_the_plans(
    small: Small, exported: Callable[..., Path]
) -> None:
    protocol = Protocol(shots=1, prompts="all", system="Be {{ brief }}.", max_tokens=77)
    plan = Plan(("verify",), str(small.gold), ("hostile",), protocol=protocol)

    folder = exported("lm-eval", plan)

    article = next(plan.articles())
    expected = [(r.id, r.system, r.user_message) for r in plan.requests(article)]
    assert [(r["id"], r["system"], r["prompt"]) for r in read_rows(folder, "verify")] == expected
    assert {id.split("/")[3] for id, _, _ in expected} == {"0", "1", "2"}
    assert lm_eval_task(folder, "verify")["generation_kwargs"]["max_gen_toks"] == 77


def test_lm_eval_is_told_columns_no_templates_and_no_stop_string(exported: Callable[..., Path]) -> None:
    task = lm_eval_task(exported("lm-eval"), "quotes")

    assert (task["doc_to_text"], task["description"], task["doc_to_target"]) == ("prompt", "system", "")
    assert task["generation_kwargs"] == {
        "until": [],
        "max_gen_toks": 4096,
        "do_sample": False,
        "temperature": 0.0,
    }
    assert task["num_fewshot"] == 0
    assert [m["metric"] for m in task["metric_list"]] == ["marked_f1", "misattribution_rate", "invalid_rate"]
    assert {m["aggregation"] for m in task["metric_list"]} == {"!function utils.aggregate"}


def test_the_modules_are_a_few_lines_that_call_onrecord(exported: Callable[..., Path]) -> None:
    for path in (exported("lm-eval") / "utils.py", exported("inspect") / "onrecord_tasks.py"):
        py_compile.compile(str(path), cfile=str(path) + "c", doraise=True)
        assert "onrecord.exchange" in path.read_text(encoding="utf-8")
    assert len((exported("lm-eval") / "utils.py").read_text(encoding="utf-8").splitlines()) < 10


def test_the_title_of_a_task_of_ones_own_is_no_code(
    small: Small, exported: Callable[..., Path], tmp_path: Path
) -> None:
    own = yaml.safe_load(Path(__file__).parents[2].joinpath("tasks", "verify.yaml").read_bytes())
    own |= {"name": "mine", "title": 'T""" + __import__("os").system("false") + """\\'}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")

    folder = exported("inspect", Plan((str(tmp_path / "mine.yaml"),), str(small.gold)))

    source = (folder / "onrecord_tasks.py").read_text(encoding="utf-8")
    py_compile.compile(str(folder / "onrecord_tasks.py"), cfile=str(tmp_path / "c"), doraise=True)
    assert '    """T + __import__(os).system(false) + ."""' in source
    assert Export.read(folder).task("mine").title == own["title"], "found again by its own path"


def test_what_may_not_be_redistributed_is_left_out_and_told(
    tmp_path: Path, write_article: Callable[..., Path]
) -> None:
    write_article(tmp_path / "gold" / "open")
    write_article(tmp_path / "gold" / "shut", redistributable=False)
    plan = Plan(("headline",), str(tmp_path / "gold"))

    made = export("inspect", plan, tmp_path / "without")
    export("inspect", plan, tmp_path / "with", restricted=True)

    assert made.left_out == ["shut"]
    assert [row["id"] for row in read_rows(tmp_path / "without", "headline")] == ["headline/open/all/0/0"]
    assert b"shut" not in b"".join(contents(tmp_path / "without").values())
    assert len(list(read_rows(tmp_path / "with", "headline"))) == 2
    assert "keep this folder to yourself** (shut)" in (tmp_path / "with" / "README.md").read_text("utf-8")


def test_shots_show_no_restricted_article(tmp_path: Path, write_article: Callable[..., Path]) -> None:
    write_article(tmp_path / "gold" / "open", split="test")
    write_article(tmp_path / "gold" / "shut", redistributable=False)
    plan = Plan(("headline",), str(tmp_path / "gold"), ("open",), protocol=Protocol(shots=1))

    with pytest.raises(OnRecordError, match="the shots would show ‘shut’"):
        export("inspect", plan, tmp_path / "out")


@pytest.mark.parametrize(
    ("harness", "changed", "message"),
    [
        ("helm", {}, "no harness ‘helm’; there are lm-eval, inspect"),
        ("inspect", {"protocol": Protocol(repeats=2)}, "asks each question once"),
        ("inspect", {"task_names": ("attribution",), "article_ids": ("mute",)}, "nothing to ask"),
    ],
)
def test_what_cannot_be_exported_is_told(
    harness: str,
    changed: dict[str, Any],
    message: str,
    small: Small,
    tmp_path: Path,
    write_article: Callable[..., Path],
    ferry_records: tuple[dict[str, Any], ...],
) -> None:
    records = [r for r in ferry_records if r["kind"] == "region"]
    write_article(tmp_path / "gold" / "mute", records=records)
    plan = replace(small.plan, **{"gold": str(tmp_path / "gold"), **changed})

    with pytest.raises(OnRecordError, match=message):
        export(harness, plan, tmp_path / "out")

    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_nothing_of_the_machine_but_the_golds_folder_is_told(
    small: Small, exported: Callable[..., Path]
) -> None:
    folder = exported("lm-eval", replace(small.plan, gold=""), restricted=True)

    saved = json.loads((folder / "onrecord.json").read_bytes())

    assert saved["plan"]["gold"] == ""
    assert str(Path.home()).encode() not in b"".join(contents(folder).values())
