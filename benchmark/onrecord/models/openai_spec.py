"""``MODEL@URL`` and the options of ``openai:``, checked."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self
from urllib.parse import urlsplit

from onrecord.errors import ModelError

DEFAULT_URL = "https://api.openai.com/v1"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_WITH_URL = re.compile(r"(.+)@(https?://.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenAISpec:
    """What makes an OpenAIChat; picklable, and without a secret.

    ``concurrency``: requests under way at a time, at most. ``retries``: further attempts at a request.
    ``timeout``: seconds for one attempt, from the connection to the last byte. ``backoff``: seconds before
    the first retry, at most; each further one doubles it. ``key_env``: the environment variable that
    holds the key. ``extra_body``: a JSON object that is added to each request. ``price_in`` and
    ``price_out``: what a million tokens cost, in the currency of ``max_cost``, which spending stays below.
    """

    model: str
    url: str = DEFAULT_URL
    concurrency: int = 16
    retries: int = 8
    timeout: float = 600.0
    backoff: float = 0.5
    key_env: str = ""
    extra_body: str = ""
    price_in: float | None = None
    price_out: float | None = None
    max_cost: float | None = None

    @classmethod
    def from_options(cls, target: str, options: Mapping[str, str]) -> Self:
        """A spec from ``MODEL@URL`` and options as a command line gives them: the fields' names, and words.

        Without a URL it is ``OPENAI_BASE_URL``, or OpenAI's own. Raises ModelError on a URL that cannot be
        used or holds a secret, and on unknown or wrong options.
        """
        found = _WITH_URL.fullmatch(target)
        model, url = found.groups() if found else (target, "")
        after = target.rpartition("@")[2]
        if not found and not target.startswith("@") and re.search(r"@.*[:/]", target):
            raise ModelError(f"openai: ‘{after}’ is no URL; write {model.partition('@')[0]}@http://{after}")
        known = [field.name for field in fields(cls) if field.name not in ("model", "url")]
        if unknown := sorted(options.keys() - set(known)):
            raise ModelError(f"openai: takes no model option ‘{unknown[0]}’; there are {', '.join(known)}")
        made: dict[str, Any] = {
            name: _READERS[name](name, value) if name in _READERS else value
            for name, value in options.items()
        }
        if made.get("max_cost") is not None and not made.keys() >= {"price_in", "price_out"}:
            raise ModelError("openai: max_cost needs price_in and price_out, the prices of a million tokens")
        return cls(model, _checked(url or os.environ.get("OPENAI_BASE_URL") or DEFAULT_URL), **made)

    @property
    def name(self) -> str:
        return f"openai:{self.model}" + (f"@{self.url}" if self.url != DEFAULT_URL else "")

    @property
    def body(self) -> dict[str, Any]:
        """The fields to add to each request."""
        return dict(json.loads(self.extra_body)) if self.extra_body else {}

    def key(self) -> str:
        """The key from the environment; empty where none is needed, or none may be sent.

        Raises ModelError where ``key_env`` names no variable with a key in it, where OpenAI's own server is
        asked without one, and on a key that no header can hold.
        """
        variable = self.key_env or "OPENAI_API_KEY"
        key = os.environ.get(variable, "").strip()
        if not key and (self.key_env or self.url == DEFAULT_URL):
            raise ModelError(f"{self.name}: no key: put it into the environment variable {variable}")
        if not (key.isascii() and key.isprintable()):
            raise ModelError(f"{self.name}: what {variable} holds is no key: there are odd characters in it")
        parts = urlsplit(self.url)
        is_safe = parts.scheme == "https" or parts.hostname in _LOCAL
        # A key for somewhere else must not cross a network in the clear because it lay in the environment.
        return key if is_safe or self.key_env else ""


def _checked(url: str) -> str:
    """The URL without a slash at its end. Raises ModelError where it cannot be used or holds a secret."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is read to be checked
    except ValueError:
        raise ModelError("openai: the URL cannot be read; write http://HOST:PORT/v1") from None
    if parts.username is not None or parts.password is not None:
        raise ModelError("openai: the URL holds a user name or password; a key belongs in the environment")
    if parts.query or parts.fragment:
        raise ModelError("openai: the URL has a ‘?’ or ‘#’; give only its part before that")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ModelError(f"openai: ‘{url}’ is no URL; write http://HOST:PORT/v1")
    return url.rstrip("/")


def _count(name: str, value: str) -> int:
    least = 0 if name == "retries" else 1
    if not (value.isascii() and value.isdecimal()) or not least <= int(value) <= 10_000:
        raise ModelError(f"openai: {name} is a whole number from {least} on, not ‘{value}’")
    return int(value)


def _amount(name: str, value: str) -> float:
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", value, re.ASCII) or (name == "timeout" and not float(value)):
        raise ModelError(f"openai: {name} is a number like 2.5, not ‘{value}’")
    return float(value)


def _object(name: str, value: str) -> str:
    """A JSON object in one form, so that it has one fingerprint."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ModelError(f'openai: {name} is a JSON object like {{"top_p": 0.9}}, not ‘{value}’')
    return json.dumps(found, sort_keys=True)


_READERS = {
    "concurrency": _count,
    "retries": _count,
    "timeout": _amount,
    "backoff": _amount,
    "price_in": _amount,
    "price_out": _amount,
    "max_cost": _amount,
    "extra_body": _object,
}
