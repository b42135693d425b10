"""The halves are fixed, and no document is reported by what was chosen on it."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from onrecord.validity.people.halves import Half, folds, half_of, part

IDS = [f"doc{n}" for n in range(40)]


def test_the_half_is_the_first_bytes() -> None:
    for id in IDS:
        even = int(hashlib.sha256(id.encode()).hexdigest()[:2], 16) % 2 == 0
        assert half_of(id) is (Half.tune if even else Half.report)
    assert half_of("cnndm1017") is half_of("cnndm1017")


def test_both_halves_are_all() -> None:
    tune, report = part(IDS, Half.tune), part(IDS, Half.report)
    assert not tune & report
    assert tune | report == part(IDS, Half.all) == set(IDS)
    assert min(len(tune), len(report)) > 10


@given(st.sets(st.text()), st.sampled_from(Half))
def test_folds_report_each_document_once_and_choose_on_others(ids: set[str], half: Half) -> None:
    found = folds(ids, half)
    used = [d for _, reported in found for d in reported]
    assert sorted(used) == sorted(part(ids, half))
    assert not any(chosen & reported for chosen, reported in found)


def test_the_tune_half_never_looks_at_the_other() -> None:
    report = part(IDS, Half.report)
    assert not any((chosen | reported) & report for chosen, reported in folds(IDS, Half.tune))
    assert all(chosen and reported for chosen, reported in folds(IDS, Half.tune))
