"""Names the speaker behind a source: the fullest name that the text has for it."""

from onrecord.text import Span


class Speakers:
    """Resolves the sources of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def name_for(self, source: Span, head: Span | None = None) -> str:
        """The fullest name for a source; its own words where it is nameless."""
        return (head or source).of(self._text)
