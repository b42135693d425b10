"""Two annotations of the ferry article, one of them changed."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.sides import read_sides

Compare = Callable[..., Comparison]


@pytest.fixture
def compare(
    tmp_path: Path,
    write_article: Callable[..., Path],
    ferry_text: str,
    ferry_records: tuple[Mapping[str, Any], ...],
) -> Compare:
    """``compare(q1={"form": "mixed"}, q2=None, more=[…])``: the article, against it with records changed,
    left out, or added. ``a`` is the other side, where it is not the article itself."""

    def build(
        a: Iterable[Mapping[str, Any]] | None = None,
        more: Iterable[Mapping[str, Any]] = (),
        text: str = ferry_text,
        **changes: Mapping[str, Any] | None,
    ) -> Comparison:
        before = list(ferry_records if a is None else a)
        after = [dict(r) | (changes.get(str(r.get("id"))) or {}) for r in before]
        after = [r for r in after if changes.get(str(r.get("id")), {}) is not None]
        after = [{k: v for k, v in r.items() if v is not None} for r in after]
        for name, records in (("a", before), ("b", [*after, *more])):
            folder = write_article(tmp_path / name / "ferry", text, records)
            target = tmp_path / "ferry" / "passes" / f"{name}.jsonl"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((folder / "annotations.jsonl").read_bytes())
        write_article(tmp_path / "ferry", text, before)
        return Comparison(*read_sides("ferry", ["a", "b"], tmp_path))

    return build
