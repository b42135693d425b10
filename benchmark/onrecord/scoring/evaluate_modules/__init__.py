"""OnRecord's metrics as local modules of the library ``evaluate``: no logic, the functions of
``onrecord.scoring`` in that library's form.

``evaluate.load(path("rouge"))`` needs no network. docs/evaluate.md has the inputs, with examples.
"""

from pathlib import Path
from typing import Any

from onrecord.errors import OnRecordError

NAMES = ("attributed_quote_f1", "faithful_coverage", "quote_fidelity", "rouge")


def path(name: str) -> str:
    """The folder of a module, for ``evaluate.load``. Raises OnRecordError for none of ``NAMES``."""
    if name not in NAMES:
        raise OnRecordError(f"no module ‘{name}’; there are {', '.join(NAMES)}")
    return str(Path(__file__).parent / name)


def load(name: str, config_name: str | None = None, **options: Any) -> Any:
    """``evaluate.load`` of one of ``NAMES``, with its ``options``.

    ``evaluate`` copies a module's file into a cache before it imports it, and keeps predictions in another.
    Raises OnRecordError, with the remedy, where it may not write there.
    """
    import evaluate

    folder = path(name)
    try:
        return evaluate.load(folder, config_name, **options)
    except OSError as error:
        where = error.filename or evaluate.config.HF_MODULES_CACHE
        raise OnRecordError(
            f"{where}: cannot be written ({error.strerror or error}), as it must be for evaluate to load a "
            "module. Before Python starts, set HF_HOME (or HF_MODULES_CACHE and HF_METRICS_CACHE) to another "
            f"folder; or call onrecord.scoring.{name}, which writes nothing"
        ) from error
