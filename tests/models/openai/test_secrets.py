"""A key goes to the server that the user named, in one header, and nowhere else."""

import logging
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.errors import ModelError, OnRecordError

from ...harness import GOLD
from .fault_server import Call, FaultServer, completion, error, reply
from .helpers import answer, chat_model, many

KEY = "hunter2-0123456789-abcdef"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def test_the_key_is_sent_as_a_bearer(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(server.url)
    monkeypatch.setenv("OTHER_KEY", "other")
    answer(server.url, key_env="OTHER_KEY")
    assert [call.headers["authorization"] for call in server.calls] == [f"Bearer {KEY}", "Bearer other"]


def test_without_a_key_no_such_header_is_sent(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "admin")
    answer(server.url)
    assert "authorization" not in server.calls[0].headers
    assert "admin" not in str(server.calls[0].headers)


def test_a_server_on_this_machine_is_asked_without_a_proxy(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.answer = lambda call: completion("fine")
    assert answer(server.url).text == "fine"


def echo(call: Call) -> str:
    header = call.headers["authorization"]
    return f"{'word ' * 55}you sent {header} and {header[7:]}, not sk-proj-abc_123-XYZ"


ECHOES = {
    "a first 401": lambda call: error(401, echo(call)),
    "an error": lambda call: error(400, echo(call)),
    "an error in plain text": lambda call: reply(500, echo(call), kind="text/plain"),
    "a redirect": lambda call: reply(307, "", {"location": f"https://elsewhere.example/?{call.headers['authorization']}"}),
    "an error with status 200": lambda call: reply(body={"error": {"message": echo(call)}}),
    "no JSON": lambda call: reply(body=echo(call)),
    "an answer": lambda call: completion(
        echo(call), message={"reasoning": echo(call)}, body={"model": call.headers["authorization"]}
    ),
    "a refusal": lambda call: completion(message={"refusal": echo(call)}),
}  # fmt: skip


@pytest.mark.parametrize("name", ECHOES)
def test_a_server_that_echoes_the_key_leaves_no_trace_of_it(
    server: FaultServer,
    name: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.answer = ECHOES[name]
    options = {"backoff": "0", "retries": "1"}
    caplog.set_level(logging.INFO)
    said = ""
    try:
        evaluate(
            f"openai:m@{server.url}",
            tasks=["headline"],
            gold=GOLD,
            limit=2,
            model_options=options,
            out=tmp_path / "run",
        )
    except OnRecordError as refused:
        said = str(refused)
    assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    written = "".join(p.read_text(errors="replace") for p in tmp_path.rglob("*") if p.is_file())
    out, err = capfd.readouterr()
    for text in (said, written, out, err, caplog.text):
        assert KEY not in text
    if name not in ("an answer", "a refusal"):
        assert "sk-proj" not in said + written


def test_a_short_key_is_taken_out_of_errors_but_not_out_of_answers(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """‘EMPTY’, which vLLM's users set, is also a word."""
    monkeypatch.setenv("OPENAI_API_KEY", "EMPTY")
    server.answer = lambda call: completion("EMPTY words")
    assert answer(server.url).text == "EMPTY words"
    server.answer = lambda call: error(400, "EMPTY words")
    assert answer(server.url).error.endswith("[key] words")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_to_nowhere(server: FaultServer, status: int) -> None:
    with FaultServer() as other:
        server.answer = lambda call: reply(status, "", {"location": f"{other.url}/chat/completions"})
        with chat_model(server.url) as model, pytest.raises(ModelError, match="redirects to"):
            list(model.generate(many(1)))
        assert other.calls == []


def test_a_run_folder_holds_no_key_after_all_went_well(server: FaultServer, tmp_path: Path) -> None:
    evaluate(f"openai:m@{server.url}", tasks=["verify"], gold=GOLD, out=tmp_path / "run")
    assert len(list(tmp_path.rglob("*"))) > 4
    assert KEY not in "".join(p.read_text() for p in tmp_path.rglob("*") if p.is_file())


def test_certificates_are_checked(tmp_path: Path) -> None:
    """A server with a certificate of its own making is not believed."""
    import socket
    import ssl
    import subprocess
    import threading

    pytest.importorskip("openai")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem"
    )
    try:
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    received: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                received.append(secure.recv(100))
        except OSError:
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        url = f"https://localhost:{listening.getsockname()[1]}/v1"
        with chat_model(url) as model, pytest.raises(ModelError, match="CERTIFICATE_VERIFY_FAILED"):
            list(model.generate(many(1)))
        thread.join(10)
    assert received == []
