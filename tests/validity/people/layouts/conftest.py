"""Small invented files in the layouts in which judgements are published."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str, Iterable[Any]], Path]


@pytest.fixture
def write_lines(tmp_path: Path) -> Write:
    """``write_lines("a.jsonl", objects)`` writes a JSON Lines file (texts as they are) and returns it."""

    def write(name: str, lines: Iterable[Any]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return path

    return write
