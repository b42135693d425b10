"""Fit the coefficients of `onrecord.scoring.presence` to what people said, and print them.

    python scripts/fit_presence.py FOLDER [--minilm]

FOLDER holds labelled content units, in any layout of `onrecord validate`. Only the tune half of its documents
is fitted to; what words are rare is counted in all of them. With --minilm: of `presence_minilm`.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from onrecord.scoring.presence_evidence import Collection, Evidence
from onrecord.scoring.presence_minilm import LikenessEvidence, likeness_evidence
from onrecord.validity.people.halves import Half, part
from onrecord.validity.people.layouts.registry import read_judgements

# Chosen, as the kinds of evidence are, by leaving out one document after another of the tune half.
STRENGTH = 0.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minilm", action="store_true")
    arguments = parser.parse_args()

    judgements = read_judgements(arguments.folder)
    documents = judgements.documents
    collection = Collection([document.text for document in documents.values()])
    evidence = partial(likeness_evidence, collection) if arguments.minilm else collection.evidence
    names = (LikenessEvidence if arguments.minilm else Evidence)._fields
    pairs = [
        (summary, unit)
        for summary in judgements.of(part(documents, Half.tune)).summaries
        for unit in summary.units
    ]
    values = np.array([evidence(unit.text, s.text, documents[s.document].text) for s, unit in pairs])
    present = np.array([unit.present for _, unit in pairs])
    about = np.array([summary.document for summary, _ in pairs])

    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    left_out = cross_val_predict(
        model, values, present, groups=about, cv=LeaveOneGroupOut(), method="predict_proba"
    )[:, 1]
    model.fit(values, present)
    print(f"intercept={model.intercept_[0]:.2f}")
    print(", ".join(f"{name}={value:.2f}" for name, value in zip(names, model.coef_[0], strict=True)))
    print(
        f"AUC {roc_auc_score(present, left_out):.4f} on the documents left out, one after another, "
        f"of {len(set(about))} with {len(pairs)} units"
    )


if __name__ == "__main__":
    main()
