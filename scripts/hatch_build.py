"""What the wheel carries beside the package: the tasks, and the gold that may be redistributed."""

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "onrecord/_data"


class DataHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``tasks/`` and the redistributable folders of ``gold/`` to a wheel, as ``onrecord/_data``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is built. An editable install reads the checkout itself."""
        if version == "editable":
            return
        root = Path(self.root)
        for file in carried_files(root):
            build_data["force_include"][str(file)] = f"{TARGET}/{file.relative_to(root).as_posix()}"


def carried_files(root: Path) -> list[Path]:
    """Every task file, and every file of the articles whose ``meta.json`` says that they may be carried."""
    files = sorted((root / "tasks").glob("*.yaml"))
    for meta in sorted((root / "gold").glob("*/meta.json")):
        if json.loads(meta.read_text(encoding="utf-8"))["redistributable"] is True:
            files += sorted(path for path in meta.parent.rglob("*") if path.is_file())
    return files
