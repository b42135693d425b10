"""Logs of Inspect: ``.eval`` (a zip of JSON) and ``.json``, without the package where that is possible.

Newer versions compress with zstd, which Python 3.11 cannot read: then ``inspect_ai`` reads them.
"""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.exchange.logs import Asked, Log, logged_export, parse_object
from onrecord.exchange.rows import question, repeated
from onrecord.models.base import Response

_FINISHES = {"max_tokens": "length", "model_length": "length", "content_filter": "refused"}
# A zip of a few kilobytes can hold many gigabytes.
_LARGEST = 1 << 30


def read_inspect_log(path: Path) -> Log:
    """Read one log. Raises ModelError where it cannot be read, or is of another task than ours."""
    content = _zipped(path) if path.suffix == ".eval" else parse_object(path.read_bytes(), str(path))
    try:
        return _read(content, path)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"
        raise ModelError(f"{path}: not a log of Inspect with the samples in it ({what})") from None


def _read(content: Mapping[str, Any], path: Path) -> Log:
    run = content["eval"]
    export = logged_export(run.get("metadata"), str(path))
    task = str(run["task"])
    config = (content.get("plan") or {}).get("config") or {}
    return Log(
        path=path,
        harness="inspect",
        version=str((run.get("packages") or {}).get("inspect_ai", "?")),
        model=str(run["model"]),
        settings={
            name: run.get(name)
            for name in ("model_args", "model_base_url", "model_generate_config", "model_roles")
        }
        | {"task": task, "plan": content.get("plan")},
        export=export,
        how={name: config.get(name) for name in ("max_tokens", "temperature") if name in config},
        answers=tuple(_answer(sample) for sample in content.get("samples") or ()),
    )


def _answer(sample: Mapping[str, Any]) -> Asked:
    said = sample["input"]
    messages = [{"role": "user", "content": said}] if isinstance(said, str) else said
    parts = {m["role"]: _text(m["content"]) for m in messages}
    asked = question(parts.get("system", ""), parts["user"])
    error = sample.get("error")
    if error:
        # The first line says what it is; the rest is a traceback.
        response = Response(
            error=str(error["message"]).strip().partition("\n")[0] or "an error without words"
        )
    else:
        response = response_of(sample.get("output") or {})
    return Asked(repeated(str(sample["id"]), int(sample["epoch"])), asked, response)


def response_of(output: Mapping[str, Any]) -> Response:
    """A ``ModelOutput`` of Inspect, as JSON values, as a response. No choice at all is an error."""
    choices = output.get("choices") or ()
    if not choices:
        return Response(error=str(output.get("error") or "no output"))
    content = choices[0]["message"]["content"]
    reasoning = "" if isinstance(content, str) else _text(content, "reasoning")
    finish = _FINISHES.get(str(choices[0].get("stop_reason")), "stop")
    text = _text(content)
    if choices[0].get("stop_reason") == "model_length" and not text:
        finish = "too_long"
    usage = output.get("usage") or {}
    counts = {"prompt": usage.get("input_tokens"), "completion": usage.get("output_tokens")}
    return Response(
        text=text,
        reasoning=reasoning,
        finish_reason=finish,
        usage={name: count for name, count in counts.items() if isinstance(count, int)},
        seconds=float(output.get("time") or 0.0),
    )


def _text(content: Any, kind: str = "text") -> str:
    """The text of a message, or of its parts of one kind."""
    if isinstance(content, str):
        return content
    return "\n".join(str(part[kind]) for part in content if part["type"] == kind)


def _zipped(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise ModelError(f"{path}: unpacks to more than {_LARGEST >> 30} GiB")
            content = parse_object(archive.read("header.json"), f"{path}/header.json")
            return content | {"samples": list(_samples(archive, path))}
    except NotImplementedError:
        return _by_inspect(path)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise ModelError(f"{path}: not a finished log of Inspect ({error})") from None


def _samples(archive: zipfile.ZipFile, path: Path) -> Iterator[dict[str, Any]]:
    for name in archive.namelist():
        if name.startswith("samples/") and name.endswith(".json"):
            yield parse_object(archive.read(name), f"{path}/{name}")


def _by_inspect(path: Path) -> dict[str, Any]:
    """The log as ``inspect_ai`` reads it."""
    try:
        from inspect_ai.log import read_eval_log
    except ImportError:
        raise ModelError(
            f"{path}: compressed in a way that only inspect_ai reads; pip install inspect-ai, or write it "
            "with --log-format json"
        ) from None
    try:
        return parse_object(read_eval_log(str(path)).model_dump_json().encode(), str(path))
    except Exception as error:  # of many kinds, none of which it promises
        raise ModelError(f"{path}: inspect_ai cannot read it ({type(error).__name__}: {error})") from None
