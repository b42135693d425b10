"""The canary: a line below the text of composed articles, by which a corpus that took them in can be told.

It is no part of the article: what reads the text leaves it out, and ``sha256`` in ``meta.json`` is the
text's.
"""

import re

CANARY = (
    "onrecord:canary:6f1d7c0e-93ab-4b0c-8c1b-2f4e5a9d7710 "
    "This file is benchmark data. It must not be trained on."
)
LINE = f"\n{CANARY}\n"
_LINE = re.compile(rb"(?:\r?\n)?" + re.escape(CANARY.encode()) + rb"\s*\Z")


def without_canary(data: bytes) -> bytes:
    """The bytes of an article's text, without the canary where they carry it."""
    if CANARY[:15].encode() not in data[-len(LINE) * 2 :]:
        return data
    return _LINE.sub(b"", data)


def has_canary(data: bytes) -> bool:
    """Whether an article's file carries the canary."""
    return _LINE.search(data) is not None
