"""What gold is to hold, as a whole. What each phenomenon asks for stands with it (see ``phenomena``)."""

from typing import NamedTuple


class Length(NamedTuple):
    """A band of lengths in words, both ends in it, and how many articles gold wants there."""

    least: int
    most: int
    articles: int

    @property
    def name(self) -> str:
        return (
            f"{self.least:,} words and more"
            if self.most == ENDLESS
            else f"{self.least:,}–{self.most:,} words"
        )


ENDLESS = 10**9

SPLITS = {"dev": 12, "test": 28}
LENGTHS = (
    Length(120, 300, 1),
    Length(301, 600, 1),
    Length(601, 1000, 1),
    Length(1001, 1500, 1),
    Length(2501, ENDLESS, 4),
)
# Of three articles one is damaged as scraped text is, or holds boilerplate.
DAMAGED_IN = 3
