"""Results as files: what is written is read again, and a file that somebody else wrote does no harm."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.compare.comparison import compare
from onrecord.compare.files import Blessing, parse_result, write_result
from onrecord.compare.result import ItemResult, Result, TaskResult
from onrecord.errors import OnRecordError, RunError
from onrecord.scoring.aggregate import Sample

from ..harness import environment
from .made import articles, attribution, pairs, result, verify

BLESSING = Blessing("the first", "2031-05-06")
ANSWERS = articles((1, 0), (1, 1, 0))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "baselines" / "b.json"
    write_result(path, result(attribution(ANSWERS), verify(ANSWERS)), BLESSING)
    return path


@settings(max_examples=30)
@given(pairs())
def test_a_run_that_was_written_compares_as_before(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Result]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    read = []
    for n, run in enumerate(runs):
        write_result(folder / f"{n}.json", run, BLESSING)
        read.append(parse_result((folder / f"{n}.json").read_bytes(), run.name)[0])
    (found,), (kept,) = compare(*runs), compare(*read)

    for one, other in zip(found.tasks, kept.tasks, strict=True):
        assert (one.test, one.adjusted, one.others) == (other.test, other.adjusted, other.others)
        assert [(f.id, f.kind, f.before, f.after) for f in one.flips] == [
            (f.id, f.kind, f.before, f.after) for f in other.flips
        ]
    assert [(r.gold, r.signature, r.model, r.questions) for r in runs] == [
        (r.gold, r.signature, r.model, r.questions) for r in read
    ]


def test_the_reason_is_kept_and_writing_what_was_read_changes_no_byte(file: Path) -> None:
    first = file.read_bytes()
    kept, blessing = parse_result(first, "b")
    write_result(file, kept, blessing)

    assert blessing == BLESSING
    assert file.read_bytes() == first
    assert [p.name for p in file.parent.iterdir()] == ["b.json"]


def test_a_line_an_article_and_task_so_that_a_diff_shows_what_moved(file: Path) -> None:
    before = file.read_text(encoding="utf-8").splitlines()
    changed = {**ANSWERS, "a1": (1, 0, 0)}
    write_result(file, result(attribution(changed), verify(ANSWERS)), BLESSING)
    after = file.read_text(encoding="utf-8").splitlines()
    moved = [new for old, new in zip(before, after, strict=True) if old != new]

    assert len(moved) == 1
    assert moved[0].strip().startswith('"attribution": {"samples": {"0/0": {')


def test_what_machines_add_up_otherwise_is_no_change(file: Path) -> None:
    first = file.read_bytes()
    answers = {**ANSWERS, "a0": (0.1 + 0.2, 0.7)}
    texts = set()
    for shares in ((0.1 + 0.2, 0.7), (0.3, 0.7 + 1e-16)):
        write_result(file, result(attribution({**answers, "a0": shares})), BLESSING)
        texts.add(file.read_bytes())

    assert len(texts) == 1
    assert texts != {first}


def test_what_the_model_did_otherwise_is_one(file: Path) -> None:
    for share in (1 / 3, 1 / 3 + 1e-9):
        write_result(file, result(attribution(articles((share,)))), BLESSING)
        (sample,) = parse_result(file.read_bytes(), "b")[0].tasks["attribution"].samples
        assert sample.stats["credit"] == pytest.approx(share, abs=1e-12)


def test_words_of_articles_are_not_kept(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "words of" not in text
    assert '"q0": [1, "Ann"]' in text


def test_long_answers_and_those_of_summaries_are_not_kept(tmp_path: Path) -> None:
    stats = {"answers": 1.0, "faithful": 0.5}
    items = {"brief/a0/faithful": ItemResult(0.0, answer="a summary")}
    brief = TaskResult(
        "brief", "brief.2", "faithful_coverage", "summary", (), (Sample("a0", 0, 0, stats),), items
    )
    task = attribution(articles((1,)))
    long = TaskResult(
        *(getattr(task, n) for n in ("name", "label", "primary", "scorer", "labels", "samples")),
        {"attribution/a0/q0": ItemResult(1.0, answer="x" * 81)},
    )
    write_result(tmp_path / "b.json", result(long, brief), BLESSING)
    text = (tmp_path / "b.json").read_text(encoding="utf-8")

    assert "a summary" not in text
    assert "xxx" not in text
    assert parse_result(text, "b")[0].tasks["brief"].items["brief/a0/faithful"] == ItemResult(0.0)


def test_half_of_a_surrogate_pair_is_written_readably(tmp_path: Path) -> None:
    task = attribution(articles((1,)))
    items = {"attribution/a0/q0": ItemResult(1.0, answer="x\ud800y")}
    odd = TaskResult(
        *(getattr(task, n) for n in ("name", "label", "primary", "scorer", "labels", "samples")), items
    )
    write_result(tmp_path / "b.json", result(odd), Blessing("because \udcff", "2031-05-06"))
    found, blessing = parse_result((tmp_path / "b.json").read_bytes(), "b")

    assert found.tasks["attribution"].items["attribution/a0/q0"].answer == "x?y"
    assert blessing.reason == "because ?"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "baselines").write_text("")
    with pytest.raises(RunError, match=r"b\.json: cannot be written"):
        write_result(tmp_path / "baselines" / "b.json", result(attribution(ANSWERS)), BLESSING)


Content = dict[str, Any]
Change = Callable[[Content], object]


def stats(content: Content) -> Content:
    found: Content = content["articles"]["a0"]["attribution"]["samples"]["0/0"]
    return found


def items(content: Content) -> Content:
    found: Content = content["articles"]["a0"]["attribution"]["items"]
    return found


HARMFUL: Mapping[str, Change] = {
    "NaN": lambda c: stats(c).update(credit=float("nan")),
    "infinity": lambda c: stats(c).update(credit=float("inf")),
    "a number beyond reckoning": lambda c: stats(c).update(credit=1e308),
    "a longer one": lambda c: stats(c).update(credit=10**400),
    "below zero": lambda c: stats(c).update(credit=-1),
    "words for a number": lambda c: stats(c).update(credit="1"),
    "a truth value for a number": lambda c: stats(c).update(credit=True),
    "a share above 1": lambda c: items(c).update(q0=7),
    "a share that is none": lambda c: items(c).update(q0=float("nan")),
    "three parts": lambda c: items(c).update(q0=[1, "a", "b"]),
    "no repeat": lambda c: c["articles"]["a0"]["attribution"]["samples"].update(x={}),
    "too many parts": lambda c: c["articles"]["a0"]["attribution"]["samples"].update({"0/0/0": {}}),
    "a repeat without end": lambda c: c["articles"]["a0"]["attribution"]["samples"].update(
        {f"{'9' * 5000}/0": {}}
    ),
    "no such scorer": lambda c: c["tasks"]["attribution"].update(scorer="os.system"),
    "no such metric": lambda c: c["tasks"]["attribution"].update(primary="luck"),
    "an unknown field": lambda c: c.update(run="rm"),
    "no gold": lambda c: c.pop("gold"),
    "a list for an object": lambda c: c.update(articles=[]),
    "another format": lambda c: c.update(format=2),
    "less than no questions": lambda c: c.update(questions=-1),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_file_that_is_none_is_refused_by_name(file: Path, harm: str) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    HARMFUL[harm](content)
    with pytest.raises(RunError, match=r"^b: ") as refused:
        parse_result(json.dumps(content), "b")
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "text",
    [b"", b"null", b"[]", b"\0", b'{"format": "\xff"}', b"[" * 100_000, b'{"a":' * 5_000, b'"\\ud800"', b"{"],
    ids=["nothing", "null", "a list", "NUL", "no UTF-8", "depth", "depth of objects", "surrogate", "torn"],
)
def test_what_is_no_json_of_ours_is_refused(text: bytes) -> None:
    with pytest.raises(RunError, match=r"^b: no result file"):
        parse_result(text, "b")


def _whole() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "b.json")
        write_result(path, result(attribution(ANSWERS), verify(ANSWERS)), BLESSING)
        return path.read_text(encoding="utf-8")


WHOLE = _whole()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.data(), json_values)
def test_any_part_may_be_anything(data: st.DataObject, value: object) -> None:
    """Whatever stands in one place: the file is refused, or it is compared, and both without a fault."""
    content: Content = json.loads(WHOLE)
    place: Any = content
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    try:
        found = parse_result(json.dumps(content), "b")[0]
        compare(found, result(attribution(ANSWERS), verify(ANSWERS)))
        compare(result(attribution(ANSWERS), verify(ANSWERS)), found)
    except OnRecordError:
        pass


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"samples": {"0/0":', '"samples": {"00/0": {"answers": 1}, "0/0":', "samples"),
        ('"a1": "gold of a1"', '"b1": "gold of a1"', "the article a1 has no hash"),
    ],
)
def test_a_file_that_disagrees_with_itself_is_none(file: Path, old: str, new: str, words: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(RunError, match=words):
        parse_result(text.replace(old, new), "x.json")


def test_who_writes_at_once_writes_whole_files(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from onrecord.compare.files import write_whole\n"
        "[write_whole(Path(sys.argv[1]), sys.argv[2] * 100_000) for _ in range(20)]"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "x"), letter], env=environment())
        for letter in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]

    assert (tmp_path / "x").read_text() in ("a" * 100_000, "b" * 100_000)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
