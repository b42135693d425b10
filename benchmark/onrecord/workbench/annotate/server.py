"""The page's server: on this machine only, for one document."""

import json
import socket
from pathlib import Path
from typing import Any, get_args

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from onrecord.errors import GoldError
from onrecord.gold import records
from onrecord.gold.check import BUDGETS
from onrecord.text import paragraphs
from onrecord.workbench.annotate.document import Document, StaleError, State
from onrecord.workbench.annotate.findings import page_findings
from onrecord.workbench.annotate.guard import LARGEST_BODY, App, Guard

ASSETS = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
NOT_QUOTES = ("scare quotes", "title", "motto", "nickname", "term", "sign", "not said", "stray marks")


def make_app(document: Document, token: str, port: int) -> App:
    """The page and its data, behind the guard."""

    async def article(_: Request) -> Response:
        return JSONResponse(await run_in_threadpool(_article, document))

    async def read(_: Request) -> Response:
        return await _answer(lambda: _records(document, document.state()))

    async def version(_: Request) -> Response:
        return await _answer(lambda: {"version": document.state().version})

    async def findings(_: Request) -> Response:
        return await _answer(lambda: page_findings(document))

    async def save(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return JSONResponse({"error": f"more than {LARGEST_BODY // 2**20} MiB"}, 413)
        return await _answer(lambda: _save(document, body))

    async def asset(request: Request) -> Response:
        # A look-up among the files that are there: no path is made of what was asked.
        name = request.path_params.get("name", "page.html")
        path = {p.name: p for p in ASSETS.iterdir() if p.suffix in TYPES}.get(name)
        if path is None:
            return JSONResponse({"error": "no such file"}, 404)
        return Response(path.read_bytes(), media_type=TYPES[path.suffix])

    app = Starlette(
        routes=[
            Route("/", asset),
            Route("/static/{name}", asset),
            Route("/api/article", article),
            Route("/api/records", read),
            Route("/api/version", version),
            Route("/api/findings", findings),
            Route("/api/save", save, methods=["POST"]),
        ]
    )
    return Guard(app, token, port)


def listen(port: int) -> socket.socket:
    """A socket on the loopback interface; port 0 takes a free one. Raises GoldError where it is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise GoldError(
            f"port {port} cannot be used ({error}); choose another, or 0 for a free one"
        ) from None
    return listener


def serve(document: Document, listener: socket.socket, token: str) -> None:
    """Serve until a signal ends it; that comes out as KeyboardInterrupt."""
    import uvicorn

    config = uvicorn.Config(
        make_app(document, token, listener.getsockname()[1]),
        log_level="error",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listener])


async def _answer(work: Any) -> Response:
    """What ``work`` gives, off the event loop; its refusals as statuses."""
    try:
        return JSONResponse(await run_in_threadpool(work))
    except StaleError as error:
        return JSONResponse({"error": str(error), "stale": True}, 409)
    except GoldError as error:
        return JSONResponse({"error": str(error)}, 422)


async def _body(request: Request) -> bytes | None:
    """The request's body, or nothing where it is too large, whatever its head said."""
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _article(document: Document) -> dict[str, Any]:
    text = document.text
    return {
        "id": document.meta.id,
        "title": document.meta.title,
        "language": document.meta.language,
        "file": document.path.name,
        "pass": document.path.stem if document.suggestions is None else "",
        "sha256": document.meta.sha256,
        "paragraphs": [[p.start, p.of(text)] for p in paragraphs(text)],
        "budgets": BUDGETS,
        "choices": {
            "form": get_args(records.Form),
            "class": get_args(records.SpeakerClass),
            "region": get_args(records.RegionType),
            "label": get_args(records.Label),
            "trick": get_args(records.Trick),
            "length": get_args(records.Length),
            "weight": ("vital", "okay"),
            "why": NOT_QUOTES,
        },
    }


def _records(document: Document, state: State) -> dict[str, Any]:
    return {
        "version": state.version,
        "records": [[document.places.to_page(e.record), e.suggested] for e in state.entries],
    }


def _save(document: Document, body: bytes) -> dict[str, Any]:
    try:
        change = json.loads(body)
        version, remove, add = change["version"], change["remove"], change["add"]
        if not all(type(n) is int for n in remove):
            raise TypeError
        added = [(fields, bool(suggested)) for fields, suggested in add]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise GoldError("this is no change; reload the page") from None
    order = document.save(version, remove, added)
    return {"version": document.state().version, "order": order}
