"""The history: only ever appended to, whatever interrupts it; and the series that it holds."""

import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from onrecord.compare.history import Entry, Figure, append_entry, entry_of, read_history
from onrecord.compare.series import Series, series_of
from onrecord.errors import OnRecordError, RunError

from .made import articles, attribution, result, verify

SIGNATURE = (
    "onrecord:0.1|gold:1a2b|articles:9|tasks:quotes.2+brief.1|model:openai:m@http://h/v1@00ff00ff|shots:0|"
    "prompts:first|repeats:3|decode:free|temperature:0.7|seed:0"
)
Metrics = Mapping[str, Mapping[str, Figure]]


def figures(value: float | None, task: str = "quotes", metric: str = "marked_f1") -> Metrics:
    return {task: {metric: Figure(value, None, None, 9)}}


def entry(value: float | None = 0.5, signature: str = SIGNATURE, metrics: Metrics | None = None) -> Entry:
    given = figures(value) if metrics is None else metrics
    return Entry("2026-05-12T08:30:00Z", "1a2b3c4", "openai:m@http://h/v1", signature, "passed", given)


def only(entries: list[Entry], task: str = "", metric: str = "") -> Series:
    (found,) = series_of(entries, task, metric)
    return found


# Entries.


def test_an_entry_has_the_primary_metric_first_and_what_gates_limit() -> None:
    run = result(attribution(articles((1, 1), (1, 0), (0, 0))), verify(articles((1, 1, 0))))

    found = entry_of(run, "failed")

    assert found.verdict == "failed"
    assert (found.model, found.signature) == (run.model, run.signature)
    assert list(found.metrics["attribution"]) == ["accuracy", "misattribution_rate", "invalid_rate"]
    assert list(found.metrics["verify"]) == ["mean_recall", "invalid_rate"]
    # Three articles: 2/2, 1/2 and 0/2 right; three of six quotes are somebody else's.
    assert found.metrics["attribution"]["accuracy"] == Figure(0.5, None, None, 3)
    assert found.metrics["attribution"]["misattribution_rate"] == Figure(0.5, None, None, 3)


def test_five_articles_have_the_interval_of_the_scores() -> None:
    """The worked example of docs/statistics.md: from 1.8 to 77.7%."""
    run = result(attribution(articles((1,), (0,), (0,), (0,), (0,))))

    figure = entry_of(run, "added").metrics["attribution"]["accuracy"]

    assert (figure.value, figure.articles) == (0.2, 5)
    assert figure.low == pytest.approx(0.018, abs=5e-4)
    assert figure.high == pytest.approx(0.777, abs=5e-4)


def test_an_entry_names_the_commit_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = result(attribution(articles((1,))))
    assert entry_of(run, "added").commit == ""

    who = ["-c", "user.name=x", "-c", "user.email=x@x.invalid"]
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "x"], check=True)

    shown = subprocess.run(["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    commit = entry_of(run, "added").commit
    assert 4 <= len(commit) < 20
    assert shown.startswith(commit)


# The file.


def test_what_is_appended_is_read_in_order_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "baselines" / "history.jsonl"
    entries = [entry(0.5), entry(None), replace(entry(0.25), model="‘x’ \u2028", verdict="blessed")]
    kept = b""
    for one in entries:
        append_entry(path, one)
        text = path.read_bytes()
        assert text.startswith(kept)
        assert text.count(b"\n") == kept.count(b"\n") + 1
        kept = text

    assert read_history(path) == entries


def test_a_name_that_is_no_text_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    append_entry(tmp_path / "history.jsonl", replace(entry(), model="m\udc80"))

    assert read_history(tmp_path / "history.jsonl") == [replace(entry(), model="m?")]


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.jsonl") == []


def test_a_torn_last_line_swallows_no_entry(tmp_path: Path) -> None:
    """Whatever an interrupted writer left of its line: what is whole stays, and the next one is read."""
    path = tmp_path / "history.jsonl"
    first, second, third = entry(0.1), entry(0.2), entry(0.3)
    append_entry(path, first)
    whole = path.read_bytes()
    append_entry(path, second)
    both = path.read_bytes()
    for end in range(len(whole), len(both)):
        path.write_bytes(both[:end])
        is_there = end == len(both) - 1  # its line end alone is missing
        expected = [first, *([second] if is_there else [])]
        assert read_history(path) == expected

        append_entry(path, third)

        assert path.read_bytes().startswith(both[:end])
        assert read_history(path) == [*expected, third]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "time: field required"),
        ("nonsense", "the line: invalid json"),
        ("<<<<<<< HEAD", "the line: invalid json"),
        ("[" * 5000, "the line: invalid json"),
        ('{"time": "yesterday"}', "time: string should match pattern"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "history.jsonl"
    append_entry(path, entry())
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")
    append_entry(path, entry())

    with pytest.raises(RunError, match="no entry of a history") as raised:
        read_history(path)
    assert str(raised.value).startswith(f"{path}:2: ")
    assert message in str(raised.value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e300", '"0.5"', "true"])
def test_a_value_that_cannot_be_drawn_is_a_broken_line(tmp_path: Path, value: str) -> None:
    path = tmp_path / "history.jsonl"
    append_entry(path, entry(0.0625))
    path.write_bytes(path.read_bytes().replace(b"0.0625", value.encode()))

    with pytest.raises(RunError, match=r"history.jsonl:1: no entry of a history \(metrics.quotes.marked_f1"):
        read_history(path)


def test_where_it_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").mkdir()
    with pytest.raises(RunError, match="cannot be written"):
        append_entry(tmp_path / "history.jsonl", entry())
    with pytest.raises(RunError, match="cannot be read"):
        read_history(tmp_path / "history.jsonl")


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'{"time": "2026-')
    values = [n / 64 for n in range(32)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda value: append_entry(path, entry(value)), values))

    found = [one.metrics["quotes"]["marked_f1"].value for one in read_history(path)]
    assert sorted(v for v in found if v is not None) == values


def test_who_is_kept_waiting_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.compare.history._SECONDS_TO_WAIT", 0)
    path = tmp_path / "history.jsonl"
    with FileLock(tmp_path / ".history.jsonl.lock"), pytest.raises(RunError, match="another process"):
        append_entry(path, entry())
    assert read_history(path) == []


# Series.


def test_a_series_has_the_primary_metric_or_the_one_named() -> None:
    both = {
        "quotes": {"marked_f1": Figure(0.5, 0.4, 0.6, 9), "invalid_rate": Figure(0.0, 0.0, 0.1, 9)},
        "brief": {"coverage": Figure(0.25, None, None, 9)},
    }
    entries = [entry(metrics=both)] * 2

    assert [one.title for one in series_of(entries)] == ["quotes · marked_f1", "brief · coverage"]
    assert only(entries, "brief").title == "brief · coverage"
    found = only(entries, metric="invalid_rate")
    assert found.title == "quotes · invalid_rate"
    assert [point.figure.high for point in found.points] == [0.1, 0.1]
    with pytest.raises(OnRecordError, match="--task ‘headline’: the history has quotes, brief"):
        series_of(entries, task="headline")
    with pytest.raises(OnRecordError, match="--metric ‘coverage’: the history has marked_f1, invalid_rate"):
        series_of(entries, task="quotes", metric="coverage")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gold:1a2b", "gold:9f8e", "gold 1a2b → 9f8e"),
        ("quotes.2", "quotes.3", "tasks quotes.2 → quotes.3"),
        ("repeats:3", "repeats:5", "repeats 3 → 5"),
        ("|seed:0", "|seed:0|system:77", "system – → 77"),
        ("onrecord:0.1", "onrecord:0.2", "onrecord 0.1 → 0.2"),
        ("brief.1", "brief.2", ""),
        ("@00ff00ff", "@12345678", ""),
    ],
)
def test_a_break_is_where_the_figures_are_of_something_else(old: str, new: str, says: str) -> None:
    """Another task's version, or another fingerprint of the model, leaves them comparable."""
    later = SIGNATURE.replace(old, new)
    assert later != SIGNATURE

    found = only([entry(), entry(), entry(signature=later), entry(signature=later)])

    assert [(here.at, here.says) for here in found.breaks] == ([(2, says)] if says else [])


def test_steps_are_looked_for_between_breaks_alone() -> None:
    later = SIGNATURE.replace("gold:1a2b", "gold:9f8e")
    before, after = [entry(0.5)] * 12, [entry(0.9, later)] * 12

    assert only(before + after).steps == ()
    (step,) = only([*before, *after, *[entry(0.7, later)] * 12]).steps
    assert (step.at, round(step.before, 9), round(step.after, 9)) == (24, 0.9, 0.7)


def test_a_model_that_answers_the_same_has_a_step_at_every_change() -> None:
    greedy = SIGNATURE.replace("repeats:3", "repeats:1").replace("temperature:0.7", "temperature:0")
    entries = [entry(0.5, greedy), entry(0.5, greedy), entry(0.6, greedy)]

    assert only(entries).steps == ()  # a hosted one may answer otherwise
    own = [replace(one, model="hf:m") for one in entries]
    assert [step.at for step in only(own).steps] == [2]


def test_models_have_series_of_their_own() -> None:
    other = replace(entry(0.9), model="baseline:rules")

    found = series_of([entry(), other, entry(), other])

    assert [(one.model, len(one.points), one.breaks) for one in found] == [
        ("openai:m@http://h/v1", 2, ()),
        ("baseline:rules", 2, ()),
    ]


def test_a_run_that_failed_and_was_blessed_is_one_point() -> None:
    failed = replace(entry(0.4), verdict="failed")
    blessed = replace(failed, verdict="blessed", time="2026-05-12T09:00:00Z")

    assert [point.entry for point in only([entry(), failed, blessed]).points] == [entry(), blessed]
    again = replace(blessed, commit="ffff")
    assert len(only([entry(), failed, again]).points) == 3


def test_runs_that_did_not_ask_a_task_are_no_points_of_it() -> None:
    found = series_of([entry(), entry(metrics=figures(0.1, "brief", "coverage")), entry(metrics={})])

    assert [(one.task, len(one.points)) for one in found] == [("quotes", 1), ("brief", 1)]
    assert series_of([entry(metrics={})]) == []


def test_the_latest_points_keep_their_steps_and_breaks() -> None:
    later = SIGNATURE.replace("gold:1a2b", "gold:9f8e")
    entries = [entry(0.5)] * 12 + [entry(0.9)] * 12 + [entry(0.9, later)] * 3
    whole = only(entries)
    assert ([s.at for s in whole.steps], [b.at for b in whole.breaks]) == ([12], [24])

    found = whole.latest(17)

    assert len(found.points) == 17
    assert ([s.at for s in found.steps], [b.at for b in found.breaks]) == ([2], [14])
    assert whole.latest(15).steps == ()  # its first point is the first after the step
    assert whole.latest(99) == whole
