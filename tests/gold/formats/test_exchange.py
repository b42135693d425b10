"""What goes out and comes back is the same, record for record, in every format that claims it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.gold.load import article_folders, read_meta, read_text
from onrecord.gold.records import Meta
from onrecord.gold.save import dumps

from ...harness import GOLD, ROOT
from .articles import TEXTS, canonical_records, parsed, records, save, there_and_back

FOLDERS = [*article_folders(GOLD), *article_folders(ROOT / "gold")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_the_gold_there_is_comes_back_record_for_record(folder: Path, format_name: str) -> None:
    came, _ = there_and_back(format_name, folder)
    meta = read_meta(folder)
    assert dumps(came.records) == dumps(canonical_records(folder))
    assert came.text == read_text(folder, meta)
    assert Meta.model_validate(came.known) == meta
    assert not +came.losses


# The fixture is a name.
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_record_comes_back(format_name: str, data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    want = parsed(text, data.draw(records(text)))
    with tempfile.TemporaryDirectory() as root:
        came, losses = there_and_back(format_name, save(Path(root) / "any", text, want))
    assert came.text == text
    assert dumps(came.records) == dumps(want)
    assert not losses
    assert not +came.losses
