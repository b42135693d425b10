"""Why an attempt gave no answer, and what its words mean: servers agree on the form, not on the wording."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

RETRIED = frozenset([408, 409, 425, 429])

_TOO_LONG = re.compile(
    r"context[_ ](length|size|window)|maximum model length|input is too long|prompt( is)? too long"
    r"|`inputs` must have less than|`max_new_tokens` must be <=|maximum number of (input )?tokens",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:context length is(?: only)?|must be <=|context size \(|n_ctx[\"': ]+)\s*(\d+)", re.I
)
_PROMPT = re.compile(
    r"(\d+) in the messages|messages resulted in (\d+)|passed (\d+) input tokens|has (\d+) input tokens"
    r"|at least (\d+) input tokens|Given: (\d+) `inputs`|request \((\d+) tokens\)",
    re.IGNORECASE,
)
_FILTERED = re.compile(r"content_filter|content_policy_violation|content management policy", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficient_quota|insufficient (credit|balance|funds)", re.IGNORECASE)


@dataclass(eq=False)
class Failure(Exception):
    """An attempt without an answer.

    ``status`` is the server's, or 0 where it gave none. ``labels`` are the machine's words beside the
    message (code, type, parameter). ``retry_after``: seconds that the server asks to wait. ``unreachable``:
    no connection came about. ``is_page``: it is a page for people. ``charged``: there may be an answer that
    never arrived, and costs.
    """

    message: str
    status: int = 0
    labels: str = ""
    retry_after: float | None = None
    unreachable: bool = False
    is_page: bool = False
    charged: bool = False

    @property
    def is_passing(self) -> bool:
        """Whether another attempt may fare better."""
        if self.is_of_the_account:
            return False
        return self.status < 300 or self.status in RETRIED or self.status >= 500

    @property
    def is_of_the_account(self) -> bool:
        """Whether the key is refused, or its credit is used up."""
        return self.status in (401, 402) or (self.status >= 400 and bool(_NO_CREDIT.search(self._all)))

    @property
    def is_of_the_request(self) -> bool:
        """Whether other requests need not share it."""
        return 400 <= self.status < 500 and self.status not in RETRIED | {401, 402, 403, 404, 405}

    @property
    def is_too_long(self) -> bool:
        return self.status >= 400 and self.status != 429 and bool(_TOO_LONG.search(self._all))

    @property
    def is_filtered(self) -> bool:
        """Whether the provider's filter refused the prompt."""
        return self.status in (400, 403, 422) and bool(_FILTERED.search(self._all))

    @property
    def prompt_and_room(self) -> tuple[int, int] | None:
        """Of a prompt that was too long: its tokens, and those the context leaves; None if it is not told."""
        window, prompt = _WINDOW.search(self.message), _PROMPT.search(self.message)
        if not window or not prompt:
            return None
        tokens = int(next(number for number in prompt.groups() if number))
        return tokens, max(0, int(window[1]) - tokens)

    @property
    def _all(self) -> str:
        return f"{self.labels} {self.message}"


def told(body: object) -> tuple[str, str]:
    """The message of an error body on one line, and its labels; nothing that it echoes of the request."""
    labels, message = "", body
    if isinstance(body, Mapping):
        inner = body.get("error")
        found: Mapping[str, Any] = inner if isinstance(inner, Mapping) else body
        labels = " ".join(str(found[name])[:80] for name in ("code", "type", "param") if found.get(name))
        message = found.get("message") or found.get("detail") or (inner if isinstance(inner, str) else "")
    if isinstance(message, list):
        # FastAPI's: where, what, and an echo of the input.
        message = "; ".join(
            f"{'.'.join(map(str, entry.get('loc', ())))}: {entry.get('msg')}"
            for entry in message
            if isinstance(entry, Mapping) and isinstance(entry.get("loc", ()), list | tuple)
        )
    return " ".join(message.split()) if isinstance(message, str) else "", labels


def seconds_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """What ``Retry-After`` or ``retry-after-ms`` says, in seconds from ``now``, itself in seconds since 1970.

    None where they say nothing that can be read.
    """
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,9})?", value, re.ASCII):
            return float(value) / unit
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - now)
