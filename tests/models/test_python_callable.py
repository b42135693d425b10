"""A callable as a model: sync or async, its faults are errors of the requests that met them."""

import asyncio
import pickle
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.models.base import Response
from onrecord.models.python_callable import PythonSpec
from onrecord.models.registry import make_model
from onrecord.tasks.request import Request

from ..harness import GOLD, onrecord

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of functions; the target names the last of them, or another."""

    def write(body: str, function: str = "f") -> str:
        path = tmp_path / "mine.py"
        path.write_text(textwrap.dedent(body))
        return f"{path}:{function}"

    return write


def requests(ids: str) -> Iterator[Request]:
    for id in ids:
        yield Request(id, "brief", "summary", "mill-fire", "all", {}, "Text. ", "Ask.")


def answers(target: str, ids: str = "abc", **options: str) -> dict[str, Response]:
    with make_model(f"python:{target}", options) as model:
        found = list(model.generate(requests(ids)))
    assert len(dict(found)) == len(found)
    return dict(found)


ECHO = "def f(request):\n    return request.id + request.user_message\n"


def test_a_text_is_an_answer(write: Write) -> None:
    found = answers(write(ECHO))
    assert {id: r.text for id, r in found.items()} == {id: f"{id}Text. Ask." for id in "abc"}


@pytest.mark.parametrize("word", ["", "async "])
def test_a_response_is_passed_on(write: Write, word: str) -> None:
    body = "from onrecord.models.base import Response\n"
    body += f"{word}def f(request):\n    return Response('x', finish_reason='length')\n"
    assert answers(write(body), "a") == {"a": Response("x", finish_reason="length")}


@pytest.mark.parametrize("word", ["", "async "])
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("raise KeyError('k')", "KeyError: 'k'"),
        ("raise SystemExit(1)", "SystemExit: 1"),
        ("return None", "TypeError: f gave NoneType, not str or Response"),
        ("return 5", "TypeError: f gave int, not str or Response"),
    ],
)
def test_a_fault_is_one_requests_error(write: Write, word: str, fault: str, message: str) -> None:
    found = answers(
        write(f"{word}def f(request):\n    if request.id == 'b':\n        {fault}\n    return 'x'\n")
    )
    assert {id: r.error for id, r in found.items()} == {"a": "", "b": message, "c": ""}


@pytest.mark.parametrize(
    "fields",
    ["None", "'x', reasoning=5", "'x', finish_reason='eos'", "'x', error=None", "'x', provenance={1: {2}}"],
)
def test_a_response_that_no_log_can_hold_is_its_requests_error(write: Write, fields: str) -> None:
    body = "from onrecord.models.base import Response\ndef f(request):\n"
    body += f"    return Response({fields}) if request.id == 'b' else 'x'\n"
    found = answers(write(body))
    assert found["b"].error.startswith("TypeError: ")
    assert [found[id].text for id in "ac"] == ["x", "x"]


def test_an_async_one_that_never_ends_is_its_requests_error(write: Write) -> None:
    body = """
        import asyncio
        async def f(request):
            if request.id == "b":
                await asyncio.Event().wait()
            if request.id == "c":
                raise TimeoutError("its own socket")
            return "x"
        """
    found = answers(write(body), timeout="1")
    assert {id: r.error for id, r in found.items()} == {
        "a": "",
        "b": "TimeoutError: no answer within 1 s",
        "c": "TimeoutError: its own socket",
    }


def test_a_task_that_is_cancelled_is_an_error(write: Write) -> None:
    found = answers(write("import asyncio\nasync def f(request):\n    raise asyncio.CancelledError\n"))
    assert [r.error for r in found.values()] == ["CancelledError"] * 3


TOGETHER = """
    import asyncio
    now = most = 0
    async def f(request):
        global now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return str(most)
    """


@pytest.mark.parametrize(("options", "most"), [({}, 8), ({"concurrency": "3"}, 3), ({"concurrency": "1"}, 1)])
def test_async_ones_are_asked_together_within_bounds(
    write: Write, options: dict[str, str], most: int
) -> None:
    found = answers(write(TOGETHER), "abcdefghijklmnopqrst", **options)
    assert max(int(r.text) for r in found.values()) == most


def test_answers_come_as_they_are_had(write: Write) -> None:
    body = """
        import asyncio
        others = asyncio.Event()
        async def f(request):
            if request.id == "a":
                await others.wait()
            elif request.id == "c":
                others.set()
            return request.id
        """
    # "b" does not wait for "a", which waits for "c"; whether "a" or "c" is seen first then is chance.
    found = list(answers(write(body), "abc", concurrency="2"))
    assert found[0] == "b"
    assert sorted(found) == ["a", "b", "c"]


def test_it_works_inside_a_running_event_loop(write: Write) -> None:
    async def notebook() -> dict[str, Response]:
        return answers(write("async def f(request):\n    return 'x'\n"))

    assert len(asyncio.run(notebook())) == 3


def test_those_that_nobody_waits_for_are_cancelled(write: Write, tmp_path: Path) -> None:
    body = f"""
        import asyncio, pathlib
        async def f(request):
            try:
                await asyncio.sleep(0 if request.id == "a" else 999)
                return "x"
            except asyncio.CancelledError:
                pathlib.Path({str(tmp_path)!r}, request.id).touch()
                raise
        """
    with make_model(f"python:{write(body)}") as model:
        answered = model.generate(requests("abc"))
        assert next(answered)[0] == "a"
        answered.close()  # type: ignore[attr-defined]
    assert {p.name for p in tmp_path.iterdir()} >= {"b", "c"}


def test_a_callable_object_may_be_async(write: Write) -> None:
    body = "class F:\n    async def __call__(self, request):\n        return 'x'\nf = F()\n"
    assert answers(write(body), concurrency="2")["a"].text == "x"


def test_a_module_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shelf_of_mine").mkdir()
    (tmp_path / "shelf_of_mine" / "models.py").write_text(ECHO)
    monkeypatch.syspath_prepend(tmp_path)
    assert answers("shelf_of_mine.models:f", "a")["a"].text == "aText. Ask."
    assert "source sha256:" in make_model("python:shelf_of_mine.models:f").fingerprint


@pytest.mark.parametrize(
    ("body", "function", "message"),
    [
        (ECHO, "g", "mine.py:g: no such function; there is f"),
        ("f = 5", "f", "mine.py:f: is no function but int"),
        ("import no_such_package", "f", "cannot be imported (ModuleNotFoundError: No module named 'no_such_"),
        ("def f(:", "f", "cannot be imported (SyntaxError: "),
        ("raise SystemExit(1)", "f", "cannot be imported (SystemExit: 1); install it, put its folder on"),
    ],
)
def test_what_cannot_be_had_is_named(write: Write, body: str, function: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        make_model(f"python:{write(body, function)}").__enter__()
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("no_such.module:f", "cannot be imported (ModuleNotFoundError: No module named 'no_such')"),
        ("no_such_module:f", "cannot be imported (ModuleNotFoundError: No module named 'no_such_module')"),
        ("./no-such.py:f", "there is no file no-such.py"),
        ("json", "names no function; write python:package.module:function or python:./file.py:function"),
        ("json:", "names no function"),
        ("a b:f", "names no function"),
        ("json:a.b", "names no function"),
    ],
)
def test_a_target_that_names_nothing(target: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        _ = make_model(f"python:{target}").fingerprint
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dtype": "x"}, "takes no model option ‘dtype’; there are concurrency, timeout"),
        ({"concurrency": "0"}, "concurrency is a whole number above 0, not ‘0’"),
        ({"timeout": "1.5"}, "timeout is a whole number above 0, not ‘1.5’"),
        ({"concurrency": "2"}, "takes no model option ‘concurrency’: it is not async"),
        ({"timeout": "2"}, "takes no model option ‘timeout’: it is not async"),
    ],
)
def test_options_are_checked(write: Write, options: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=re.escape(message)):
        make_model(f"python:{write(ECHO)}", options).__enter__()


def test_its_spec_is_picklable() -> None:
    spec = PythonSpec.from_options("a.b:f", {"concurrency": "3", "timeout": "9"})
    assert pickle.loads(pickle.dumps(spec)) == spec == PythonSpec("a.b", "f", 3, 9)  # noqa: S301 - its own


def test_another_source_is_another_model(write: Write) -> None:
    first = make_model(f"python:{write(ECHO)}").fingerprint
    assert "cannot be known" in first
    assert make_model(f"python:{write(ECHO + '# changed')}").fingerprint != first


def test_nothing_is_imported_before_it_is_entered(write: Write) -> None:
    before = set(sys.modules)
    _ = make_model(f"python:{write('raise KeyError')}").fingerprint
    assert not [name for name in set(sys.modules) - before if name.startswith("onrecord_model_")]


def test_a_run_from_the_command_line(write: Write, tmp_path: Path) -> None:
    write("def f(request):\n    return request.inputs['text'][:80]\n")
    done = onrecord("run", "python:./mine.py:f", "--gold", GOLD, "--tasks", "brief", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = onrecord("run", "python:./mine.py:g", "--gold", GOLD, "--tasks", "brief", cwd=tmp_path)
    assert (done.returncode, "no such function; there is f" in done.stderr) == (2, True)
