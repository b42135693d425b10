"""What a gate asks and lets pass, as a file says it."""

import tomllib
from pathlib import Path

import pytest

from onrecord.compare.config import EXAMPLE, GateConfig, read_config
from onrecord.errors import OnRecordError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_there_are_defaults() -> None:
    assert read_config() == GateConfig()
    assert (GateConfig().margin, GateConfig().alpha) == (0, 0.02)


def test_its_own_file_comes_before_the_projects(here: Path) -> None:
    (here / "pyproject.toml").write_text("[tool.onrecord.gate]\nmargin = 1\n")
    assert read_config().margin == 1
    (here / "onrecord.toml").write_text("[gate]\nmargin = 2\n")
    assert read_config().margin == 2
    assert read_config(Path("pyproject.toml")).margin == 1


def test_a_project_without_a_gate_has_defaults_unless_it_was_named(here: Path) -> None:
    (here / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert read_config() == GateConfig()
    with pytest.raises(
        OnRecordError, match=r"has no table \[tool.onrecord.gate\]; ‘onrecord gate --example’"
    ):
        read_config(Path("pyproject.toml"))


def test_the_example_is_one_and_shows_every_field() -> None:
    rules = read_config(EXAMPLE)
    text = EXAMPLE.read_text(encoding="utf-8")

    assert rules.margin_of("verify") == 0.03
    assert rules.margin_of("quotes") == 0.01
    assert [name for name in GateConfig.model_fields if f"{name} = " not in text] == []
    assert set(tomllib.loads(text)) == {"gate"}


def test_the_plan_and_the_baseline_are_what_it_says() -> None:
    rules = GateConfig(tasks=("verify",), limit=3, repeats=2, seed=7, baseline="mine")

    assert (rules.plan.task_names, rules.plan.limit) == (("verify",), 3)
    assert (rules.plan.protocol.repeats, rules.plan.protocol.seed) == (2, 7)
    assert rules.baseline_file == Path("baselines/mine.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("margn = 1", r"\[gate\], field ‘margn’: there is none; there are model, .*margin"),
        ("margin = -1", "field ‘margin’: Input should be greater than or equal to 0"),
        ("margin = nan", "field ‘margin’"),
        ("margin = 'much'", "field ‘margin’"),
        ("margins = { verify = nan }", "field ‘margins.verify’"),
        ("margins = { verify = -2 }", "field ‘margins.verify’"),
        ("margins = { verify = inf }", "field ‘margins.verify’"),
        ("alpha = 0", "field ‘alpha’"),
        ("alpha = nan", "field ‘alpha’"),
        ("max_invalid = 101", "field ‘max_invalid’"),
        ("must_pass = 'verify/*'", "field ‘must_pass’"),
        ("baseline = '../mine'", "field ‘baseline’"),
        ("baseline = '/etc/mine'", "field ‘baseline’"),
        ('baseline = "mine\\n"', "field ‘baseline’"),
        ("margin = ", "not TOML"),
        (f"x = {'[' * 5000}", "not TOML"),
    ],
    ids=lambda x: x[:30],
)
def test_what_it_does_not_take(here: Path, text: str, message: str) -> None:
    (here / "onrecord.toml").write_text(f"[gate]\n{text}\n")
    with pytest.raises(OnRecordError, match=f"^onrecord.toml: .*{message}"):
        read_config()


def test_files_that_are_none(here: Path) -> None:
    with pytest.raises(OnRecordError, match=r"nowhere\.toml: cannot be read"):
        read_config(Path("nowhere.toml"))
    with pytest.raises(OnRecordError, match="cannot be read"):
        read_config(here)
    (here / "odd.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(OnRecordError, match=r"odd\.toml: not TOML"):
        read_config(Path("odd.toml"))
    (here / "flat.toml").write_text("gate = 1")
    with pytest.raises(OnRecordError, match=r"has no table \[gate\]"):
        read_config(Path("flat.toml"))


@pytest.mark.parametrize("field", ["repeats = 0", "limit = 0", "prompts = 'some'", "temperature = -1"])
def test_numbers_out_of_bounds_are_said_when_they_are_used(here: Path, field: str) -> None:
    (here / "onrecord.toml").write_text(f"[gate]\n{field}\n")
    with pytest.raises(OnRecordError, match=f"{field.split()[0]} is "):
        read_config().plan  # noqa: B018
