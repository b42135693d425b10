"""The kinds of twins."""

from typing import Literal, get_args

from onrecord.errors import GoldError

Style = Literal["straight", "curly", "guillemets"]
"""Of quote marks."""
Kind = Literal["names", "straight", "curly", "guillemets", "clean"]
"""``names``: other names, places, organisations and numbers; a style: other quote marks; ``clean``: as it was
before it was scraped."""
KINDS: tuple[Kind, ...] = get_args(Kind)


class NoTwinError(GoldError):
    """No article has a twin of this kind."""
