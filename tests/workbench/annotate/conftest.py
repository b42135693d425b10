"""An article to annotate, the command that serves it, and a browser to do it in."""

import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ...harness import environment
from .page import Page

TEXT = """Ferry to Zelmar halted 🚢

“We will not sail until the hull is safe 🚢🚢 again,” said Ilka Dorvén, who runs it. “Nobody has to leave.”

Tomas Reth 👩‍👩‍👧 said the island “could hold out” for weeks. A nurse told him that help was near.

قال البحار: “البحر هادئ اليوم” ثم عاد.
"""


class Served:
    """``onrecord gold annotate`` in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "onrecord.cli.main", "gold", "annotate", folder.name]
        self.process = subprocess.Popen(
            [*command, "--gold", str(folder.parent), "--no-browser", *options],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.link = self.process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/#([\w-]+)", self.link)
        assert found, self.process.communicate(timeout=30)[1]
        self.port, self.token = int(found[1]), found[2]

    def ask(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and answer of a request with the token; bytes are sent as they are."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        given = {"X-OnRecord-Token": self.token} | (headers or {})
        connection.request(
            "GET" if body is None else "POST", path, sent, {k: v for k, v in given.items() if v}
        )
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        is_json = answer.getheader("content-type", "").startswith("application/json")
        found = {k.lower(): v for k, v in answer.getheaders()}
        return answer.status, found, json.loads(content) if is_json else content

    def end(self, sign: int = signal.SIGINT) -> int:
        """Stop it; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def article(tmp_path: Path, write_article: Callable[..., Path]) -> Path:
    """An article without annotations: emoji, joined emoji, and right-to-left text."""
    return write_article(tmp_path / "gold" / "ferry", TEXT, ())


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """``serve(folder, *options)`` starts the command on an article's folder."""
    pytest.importorskip("uvicorn", reason="needs the extra ‘annotate’")
    pytest.importorskip("starlette", reason="needs the extra ‘annotate’")
    started: list[Served] = []

    def start(folder: Path, *options: str) -> Served:
        started.append(Served(folder, *options))
        return started[-1]

    yield start
    for served in started:
        served.end(signal.SIGKILL)


@pytest.fixture
def open_page(driver: Any) -> Iterator[Callable[[Served], Page]]:
    """``open_page(served)`` opens the link. Nothing in the page may fail or break its policy."""
    pages: list[Page] = []

    def start(served: Served) -> Page:
        if pages:
            driver.switch_to.new_window("tab")
        pages.append(Page(driver, served.link, served.folder))
        return pages[-1]

    driver.get_log("browser")
    yield start
    # An answer that is a refusal, or none at all, is logged too; the tests ask for some.
    unexpected = [
        entry["message"]
        for entry in driver.get_log("browser")
        if "Failed to load resource" not in entry["message"]
    ]
    for page in pages[1:]:
        page.here()
        driver.execute_script("onbeforeunload = null")
        driver.close()
    if pages:
        driver.switch_to.window(pages[0].window)
        driver.get("about:blank")
    assert unexpected == []


@pytest.fixture
def page(article: Path, serve: Callable[..., Served], open_page: Callable[[Served], Page]) -> Page:
    """The page of ``article``."""
    return open_page(serve(article))
