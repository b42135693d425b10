"""Records as the page has them: each place a pair of code points instead of an anchor.

A place stays a string where it is a whole paragraph (``p7``), or where its anchor names no one place.
"""

import json
from typing import Any

from pydantic import ValidationError

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver, parse_anchor
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.save import anchors_of, dump
from onrecord.text import Span

ANCHORED = ("at", "verbatim", "cue")


class Places:
    """Anchors into spans and back, for one text. What was worked out once is kept."""

    def __init__(self, text: str) -> None:
        self.resolver = AnchorResolver(text)
        self._spans: dict[str, Span | str] = {}
        self._anchors: dict[Span, str] = {}

    def span(self, anchor: str) -> Span | str:
        """The span of an anchor, or what is wrong with it."""
        if anchor not in self._spans:
            try:
                span = self.resolver.resolve(anchor)
            except AnchorError as error:
                self._spans[anchor] = str(error)
            else:
                self._spans[anchor] = span
                if parse_anchor(anchor).words:
                    self._anchors.setdefault(span, anchor)
        return self._spans[anchor]

    def anchor(self, span: Span) -> str:
        """The anchor of a span. Raises AnchorError where nothing names it alone."""
        if span not in self._anchors:
            self._anchors[span] = self.resolver.anchor(span)
            self._spans[self._anchors[span]] = span
        return self._anchors[span]

    def faults(self, record: AnyRecord) -> list[str]:
        """What is wrong with a record's anchors, one sentence each."""
        found = (self.span(anchor) for anchor in anchors_of(record))
        return [fault for fault in found if isinstance(fault, str)]

    def to_page(self, record: AnyRecord) -> dict[str, Any]:
        """A record for the page."""
        fields: dict[str, Any] = json.loads(dump(record))
        return {k: self._placed(v) if k in ANCHORED else v for k, v in fields.items()}

    def from_page(self, fields: Any) -> AnyRecord:
        """A record from the page. Raises GoldError, with the reason, where it is none."""
        if not isinstance(fields, dict):
            raise GoldError("a record is an object")
        anchored = {k: self._named(v) if k in ANCHORED else v for k, v in fields.items()}
        try:
            record = record_adapter.validate_python(anchored)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise GoldError(f"field ‘{place}’: {first['msg']}") from None
        for anchor in anchors_of(record):
            parse_anchor(anchor)
        return record

    def _placed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._placed(v) for v in value]
        span = self.span(value)
        is_words = isinstance(span, Span) and bool(parse_anchor(value).words)
        return list(span) if is_words else value

    def _named(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if len(value) == 2 and all(type(v) is int for v in value):
            return self.anchor(Span(*value))
        return [self._named(v) for v in value]
