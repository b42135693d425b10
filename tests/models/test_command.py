"""A program as a model: whatever it does, each request has one end."""

import json
import pickle
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.models import command, command_program
from onrecord.models.base import Response
from onrecord.models.command import Command, CommandSpec
from onrecord.models.registry import make_model
from onrecord.tasks.request import Request

from ..harness import GOLD, ROOT, onrecord

DOCS = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")


def requests(*ids: str) -> list[Request]:
    return [Request(i, "brief", "summary", "mill-fire", "all", {"text": "é"}, "Text. ", "Ask.") for i in ids]


Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a program whose ``request`` is each line and ``say`` answers; its command line.

    ``once(NAME)`` is true the first time that it is asked, in whatever process.
    """
    head = f"""
        import json, os, pathlib, sys, time
        def say(**answer):
            print(json.dumps(answer), flush=True)
        def once(name):
            path = pathlib.Path({str(tmp_path)!r}, name)
            return not path.exists() and path.write_text("") is not None
        """

    def write(body: str) -> str:
        path = tmp_path / "program.py"
        loop = "for request in map(json.loads, sys.stdin):\n" + textwrap.indent(textwrap.dedent(body), "    ")
        path.write_text(textwrap.dedent(head) + loop)
        return f"{sys.executable} {path}"

    return write


def answers(line: str, *ids: str, **options: str) -> dict[str, Response]:
    found = {}
    with make_model(f"command:{line}", options) as model:
        for id, response in model.generate(requests(*ids)):
            assert id not in found
            found[id] = response
    return found


ECHO = "say(id=request['id'], text=request['id'].upper())"


@pytest.mark.parametrize("ahead", ["1", "3", "50"])
def test_every_request_is_answered_once(write: Write, ahead: str) -> None:
    ids = [f"q{n}" for n in range(20)]
    found = answers(write(ECHO), *ids, ahead=ahead)
    assert {id: r.text for id, r in found.items()} == {id: id.upper() for id in ids}


def test_a_program_is_told_all_that_a_request_holds(write: Write) -> None:
    told = json.loads(answers(write("say(id=request['id'], text=json.dumps(request))"), "a")["a"].text)
    assert set(told) == {
        *("id", "task", "answer", "article", "item", "inputs", "prefix", "prompt", "system", "schema"),
        "generation",
    }
    assert (told["prefix"] + told["prompt"], told["inputs"]) == ("Text. Ask.", {"text": "é"})
    assert told["generation"] == {"max_tokens": 512, "temperature": 0.0, "seed": 0, "stop": []}


def test_all_that_an_answer_may_hold_is_kept(write: Write) -> None:
    body = "say(id='a', text='x', reasoning='r', finish_reason='length', usage={'prompt': 3})"
    found = answers(write(body), "a")["a"]
    assert (found.text, found.reasoning, found.finish_reason, found.usage) == (
        "x",
        "r",
        "length",
        {"prompt": 3},
    )


@pytest.mark.parametrize("reason", ["too_long", "refused"])
def test_what_it_could_not_or_would_not_answer_is_finished(write: Write, reason: str) -> None:
    found = answers(write(f"say(id='a', text='', finish_reason='{reason}')"), "a")["a"]
    assert (found.finish_reason, found.error) == (reason, "")


def test_an_error_of_its_own_is_passed_on(write: Write) -> None:
    assert answers(write("say(id='a', error='no memory')"), "a")["a"].error == "no memory"


def test_no_more_are_sent_ahead_than_allowed(write: Write) -> None:
    taken: list[str] = []

    def source() -> Iterator[Request]:
        for request in requests("a", "b", "c", "d"):
            taken.append(request.id)
            yield request

    with make_model(f"command:{write(ECHO)}", {"ahead": "2"}) as model:
        next(answered := model.generate(source()))
        assert taken == ["a", "b"]
        assert len(list(answered)) == 3


def test_answers_may_come_in_any_order_and_after_the_last_request(write: Write) -> None:
    line = write("pass")
    with Path(line.split()[-1]).open("a") as program:
        program.write("\nfor id in 'cba':\n    say(id=id, text=id)\n")
    assert list(answers(line, "a", "b", "c", ahead="9")) == ["c", "b", "a"]


def test_a_large_prompt_and_a_large_answer_do_not_block_each_other(write: Write) -> None:
    line = write("sys.stderr.write('x' * 300_000)\nsay(id=request['id'], text='y' * 300_000)")
    big = [Request(i, "brief", "summary", "a", "all", {}, "z" * 300_000, "?") for i in "abcdef"]
    with make_model(f"command:{line}", {"ahead": "6"}) as model:
        assert {len(r.text) for _, r in model.generate(big)} == {300_000}


def test_a_crash_costs_no_answer(write: Write) -> None:
    line = write("if request['id'] == 'b' and once('b'):\n    sys.exit(3)\n" + ECHO)
    assert [r.error for r in answers(line, "a", "b", "c").values()] == ["", "", ""]


@pytest.mark.parametrize("ahead", ["1", "4"])
def test_a_request_that_it_always_ends_on_is_an_error_and_the_others_are_not(
    write: Write, ahead: str
) -> None:
    body = "if request['id'] == 'b':\n    sys.stderr.write('first\\nlast words')\n    sys.exit(3)\n"
    found = answers(write(body + ECHO), "a", "b", "c", "d", "e", ahead=ahead)
    assert {id for id, r in found.items() if r.error} == {"b"}
    assert found["b"].error.endswith("ended with status 3; it last wrote: first | last words")


def test_what_it_last_wrote_is_bounded(write: Write) -> None:
    found = answers(write("sys.stderr.write('x' * 100_000)\nsys.exit(1)"), "a")
    assert found["a"].error.count("x" * 900) == 1
    assert len(found["a"].error) < 1500


def test_half_a_line_before_a_crash_is_no_answer(write: Write) -> None:
    body = "if once('half'):\n    sys.stdout.write('{\"id\": ')\n    sys.stdout.flush()\n    os._exit(1)\n"
    assert answers(write(body + ECHO), "a")["a"].text == "A"


def test_a_program_that_answers_one_request_each_time(write: Write) -> None:
    found = answers(write(ECHO + "\nbreak"), "a", "b", "c")
    assert [r.text for r in found.values()] == ["A", "B", "C"]


def test_a_request_without_an_answer_in_time_is_an_error_and_the_others_are_not(write: Write) -> None:
    body = (
        "if request['id'] == 'b':\n    print('thinking', file=sys.stderr, flush=True)\n    time.sleep(999)\n"
    )
    found = answers(write(body + ECHO), "a", "b", "c", timeout="2")
    assert [r.text for r in found.values()] == ["A", "", "C"]
    assert found["b"].error.endswith("no answer within 2 s; it last wrote: thinking")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("print('Loading…', flush=True)", "a line of its output is no JSON object; standard output is for"),
        ("print('[1]', flush=True)", "is no JSON object"),
        ("print('[' * 100000, flush=True)", "is no JSON object"),
        ("os.write(1, b'\\xff\\n')", "is no JSON object"),
        ("say(id='z', text='x')", "answers ‘z’, which was not asked, or was answered before"),
        (ECHO + "\n" + ECHO, "answers ‘a’, which was not asked, or was answered before"),
        ("say(id=request['id'])", "needs ‘id’, and ‘text’ or ‘error’"),
        ("say(id=7, text='x')", "needs ‘id’, and"),
        ("say(id=request['id'], text=5)", "has a text, reasoning or error that is no string"),
        ("say(id=request['id'], txet='x')", "has an unknown field ‘txet’; known: id, text"),
        ("say(id=request['id'], text='', finish_reason='eos')", "finish_reason ‘eos’, none of stop"),
        ("say(id=request['id'], text='', usage={'prompt': '3'})", "usage that is no object of whole numbers"),
    ],
)
def test_a_line_that_is_no_answer_is_named(write: Write, body: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        answers(write(body), "a", "b", "c")
    assert "program.py" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize("again", ["say(id=request['id'], text='other')", "say(id='a', text='other')"])
def test_a_second_answer_after_the_last_is_noticed_and_the_first_is_kept(write: Write, again: str) -> None:
    """It comes when nothing is waited for any more."""
    line = write(f"{ECHO}\nif request['id'] == 'b':\n    time.sleep(0.2)\n    {again}")
    found: dict[str, Response] = {}
    with make_model(f"command:{line}") as model, pytest.raises(ModelError, match=r"was answered before"):
        for id, response in model.generate(requests("a", "b")):
            found[id] = response
    assert {id: r.text for id, r in found.items()} == {"a": "A", "b": "B"}


def test_a_line_that_never_ends_is_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "LONGEST", 1 << 20)
    monkeypatch.setattr(command_program, "LONGEST", 1 << 20)
    body = "while True:\n    sys.stdout.write('x' * 100_000)"
    with pytest.raises(ModelError, match=r"a line of its output is longer than 1 MiB: xxx"):
        answers(write(body), "a")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("./no-such", "there is no program ‘./no-such’ that can be executed"),
        ("'open", "cannot be split into words (No closing quotation)"),
        (" ", "there is no program ‘’"),
    ],
)
def test_a_program_that_cannot_be_started_is_named(line: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        _ = make_model(f"command:{line}").fingerprint
    assert message in str(error.value)


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    path = tmp_path / "noise"
    path.write_bytes(b"\x7fno program")
    path.chmod(0o755)
    with pytest.raises(ModelError, match=r"noise: cannot be started \(Exec format error\)"):
        make_model(f"command:{path}").__enter__()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dtype": "x"}, "takes no model option ‘dtype’; there are timeout, ahead"),
        ({"timeout": "0"}, "timeout is a whole number above 0, not ‘0’"),
        ({"ahead": "many"}, "ahead is a whole number above 0, not ‘many’"),
    ],
)
def test_options_are_checked(options: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=re.escape(message)):
        make_model("command:true", options)


def test_its_spec_is_picklable() -> None:
    spec = CommandSpec.from_options("cat -u", {"timeout": "5", "ahead": "2"})
    assert pickle.loads(pickle.dumps(spec)) == spec == CommandSpec("cat -u", 5, 2)  # noqa: S301 - its own


def test_another_program_or_line_is_another_model(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    first = Command(CommandSpec(str(path))).fingerprint
    assert "cannot be known" in first
    assert Command(CommandSpec(f"{path} -v")).fingerprint != first
    path.write_text("#!/bin/sh\nexit\n")
    assert Command(CommandSpec(str(path))).fingerprint != first


def example(language: str, folder: Path) -> Path:
    """The example of the documentation in a language, as a program."""
    block = re.search(rf"```{language}\n(#!.*?)```", DOCS, re.DOTALL)
    assert block
    assert len(block[1].splitlines()) <= 15
    path = folder / "my-model"
    path.write_text(block[1])
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("language", ["sh", "python"])
def test_the_documented_example_runs(language: str, tmp_path: Path) -> None:
    if language == "sh" and not shutil.which("jq"):
        pytest.skip("the example in shell needs jq")
    example(language, tmp_path)
    done = onrecord(
        *("run", "command:./my-model", "--gold", GOLD, "--tasks", "brief,verify", "--out", "out"),
        *("--limit", 1, "--model-option", "timeout=60"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out" / "responses.jsonl").read_text().splitlines()
    assert all(json.loads(line)["response"].get("text") for line in lines)
