"""``openai:MODEL@URL`` and its options, and where a key may go."""

import pickle

import pytest

from onrecord.errors import ModelError
from onrecord.models.openai_chat import OpenAIChat
from onrecord.models.openai_spec import OpenAISpec
from onrecord.models.registry import make_model


def spec(target: str = "m@http://127.0.0.1:1/v1", **options: str) -> OpenAISpec:
    return OpenAISpec.from_options(target, options)


@pytest.mark.parametrize(
    ("target", "model", "url"),
    [
        ("m@http://127.0.0.1:8000/v1", "m", "http://127.0.0.1:8000/v1"),
        ("m@http://[::1]:8000/v1/", "m", "http://[::1]:8000/v1"),
        ("org/m:free@https://host/api/v1", "org/m:free", "https://host/api/v1"),
        ("@cf/org/m@https://host/v1", "@cf/org/m", "https://host/v1"),
        ("m@001@HTTPS://host", "m@001", "HTTPS://host"),
        ("m", "m", "https://api.openai.com/v1"),
        ("@cf/org/m", "@cf/org/m", "https://api.openai.com/v1"),
        ("m@001", "m@001", "https://api.openai.com/v1"),
    ],
)
def test_model_and_url_are_told_apart(target: str, model: str, url: str) -> None:
    found = spec(target)
    assert (found.model, found.url) == (model, url)


def test_a_base_url_from_the_environment_stands_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://proxy.example/v1/")
    assert spec("m").name == "openai:m@https://proxy.example/v1"
    assert spec("m@https://host/v1").url == "https://host/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", "https://user:secret@proxy.example/v1")
    with pytest.raises(ModelError, match="user name or password"):
        spec("m")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("m@http://user:hunter2@host/v1", "holds a user name or password"),
        ("m@https://hunter2@host/v1", "holds a user name or password"),
        ("m@https://host/v1?key=hunter2", "has a ‘?’ or ‘#’"),
        ("m@https://host/v1#hunter2", "has a ‘?’ or ‘#’"),
        ("m@http://", "is no URL; write http://HOST:PORT/v1"),
        ("m@http://host:port/v1", "cannot be read"),
        ("m@localhost:8000/v1", "‘localhost:8000/v1’ is no URL; write m@http://localhost:8000/v1"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_secret(target: str, message: str) -> None:
    with pytest.raises(ModelError) as refused:
        spec(target)
    assert message in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top_p": "1"}, "takes no model option ‘top_p’; there are concurrency, "),
        ({"url": "x"}, "takes no model option ‘url’"),
        ({"concurrency": "0"}, "concurrency is a whole number from 1 on, not ‘0’"),
        ({"retries": "-1"}, "retries is a whole number from 0 on"),
        ({"timeout": "0"}, "timeout is a number"),
        ({"timeout": "nan"}, "timeout is a number"),
        ({"price_in": "1e400"}, "price_in is a number"),
        ({"extra_body": "[1]"}, "extra_body is a JSON object"),
        ({"extra_body": "[" * 99_999}, "extra_body is a JSON object"),
        ({"max_cost": "5"}, "max_cost needs price_in and price_out"),
        ({"max_cost": "5", "price_in": "1"}, "max_cost needs price_in and price_out"),
    ],
)
def test_a_wrong_option_is_a_clear_error(options: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError) as refused:
        spec(**options)
    assert message in str(refused.value)


def test_the_fingerprint_says_what_changes_answers_and_nothing_else() -> None:
    def fingerprint(target: str = "m@http://127.0.0.1:1/v1", **options: str) -> str:
        return make_model(f"openai:{target}", options).fingerprint

    same = fingerprint(concurrency="3", retries="0", timeout="1", backoff="1", key_env="A", price_in="1")
    assert same == fingerprint()
    assert "cannot be known" in same
    assert fingerprint(extra_body='{"a": 1, "b": 2}') == fingerprint(extra_body='{"b":2,"a":1}')
    others = {same, fingerprint(extra_body='{"a": 1}'), fingerprint("n@http://127.0.0.1:1/v1")}
    assert len(others | {fingerprint("m@http://127.0.0.1:2/v1")}) == 4


def test_a_model_is_made_from_a_picklable_spec_that_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hunter2")
    model = make_model("openai:m@http://127.0.0.1:1/v1")
    assert isinstance(model, OpenAIChat)
    packed = pickle.dumps(model.spec)
    assert b"hunter2" not in packed
    assert pickle.loads(packed) == model.spec  # noqa: S301 - made a line above


@pytest.mark.parametrize(
    ("url", "key_env", "sent"),
    [
        ("https://api.openai.com/v1", "", "general"),
        ("https://host.example/v1", "", "general"),
        ("https://host.example/v1", "OTHER_KEY", "other"),
        ("http://127.0.0.1:1/v1", "", "general"),
        ("http://localhost:1/v1", "", "general"),
        ("http://[::1]:1/v1", "", "general"),
        # Not in the clear across a network, unless the user names it for this server.
        ("http://gpu-node:8000/v1", "", ""),
        ("http://127.0.0.1.example/v1", "", ""),
        ("http://gpu-node:8000/v1", "OTHER_KEY", "other"),
    ],
)
def test_where_a_key_goes(monkeypatch: pytest.MonkeyPatch, url: str, key_env: str, sent: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " general\n")
    monkeypatch.setenv("OTHER_KEY", "other")
    assert spec(f"m@{url}", key_env=key_env).key() == sent


def test_a_missing_key_is_an_error_where_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spec("m@http://127.0.0.1:1/v1").key() == ""
    with pytest.raises(
        ModelError, match="openai:m: no key: put it into the environment variable OPENAI_API_KEY"
    ):
        spec("m").key()
    with pytest.raises(ModelError, match="variable OTHER_KEY"):
        spec(key_env="OTHER_KEY").key()
    monkeypatch.setenv("OPENAI_API_KEY", "hunter\u20092")
    with pytest.raises(ModelError, match="odd characters") as refused:
        spec("m").key()
    assert "hunter" not in str(refused.value)
