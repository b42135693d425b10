"""Agreement of a presence metric with people on the half of REALSumm that nothing was fitted to."""

from collections.abc import Callable, Sequence

import pytest
from sklearn.metrics import roc_auc_score

from onrecord.scoring.presence import Presence
from onrecord.validity.people.halves import Half, part
from onrecord.validity.people.layouts.registry import read_judgements

from ..harness import ROOT

REALSUMM = ROOT.parent / "shared" / "external" / "realsumm"
needs_corpus = pytest.mark.skipif(not REALSUMM.is_dir(), reason="the corpus is not beside the checkout")


def report_auc(factory: Callable[[Sequence[str]], Presence]) -> float:
    """The area under the ROC curve, by scikit-learn, over the labelled units of the report half."""
    judgements = read_judgements(REALSUMM)
    documents = judgements.documents
    presence = factory([document.text for document in documents.values()])
    summaries = judgements.of(part(documents, Half.report)).summaries
    present = [unit.present for s in summaries for unit in s.units]
    given = [presence(unit.text, s.text, documents[s.document].text) for s in summaries for unit in s.units]
    return float(roc_auc_score(present, given))
