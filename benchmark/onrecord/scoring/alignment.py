"""Finding an answer's words in the article lives in ``reading.locating``."""

from onrecord.reading.locating import Located, Locator

__all__ = ["Located", "Locator"]
