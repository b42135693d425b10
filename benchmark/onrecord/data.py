"""The one place that knows where ``tasks/``, ``gold/`` and the cache are.

A checkout (editable installs included) reads the folders at its root, found from ``__file__``; a wheel
carries them as ``onrecord/_data``. The working directory never matters.
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def root() -> Path:
    """The folder that holds ``tasks/`` and ``gold/``."""
    is_checkout = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "tasks").is_dir()
    return _CHECKOUT if is_checkout and _PACKAGE.parent.name == "benchmark" else _PACKAGE / "_data"


def tasks_folder() -> Path:
    return root() / "tasks"


def gold_folder() -> Path:
    return root() / "gold"


def cache_folder() -> Path:
    """``$ONRECORD_CACHE``, else ``onrecord`` in the user's cache folder. All in it may be deleted."""
    named = os.environ.get("ONRECORD_CACHE")
    home = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "onrecord"
    return home.expanduser()
