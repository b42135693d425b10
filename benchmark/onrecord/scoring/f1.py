"""Precision, recall and F1 with the agreed meaning of empty denominators."""


def f1(credit: float, predicted: float, gold: float) -> float:
    """F1 of ``credit`` earned over ``predicted`` and ``gold`` items.

    No gold and no prediction: 1; no gold and some predictions, or the reverse: 0.
    """
    if not predicted and not gold:
        return 1.0
    return 2 * credit / (predicted + gold)


def ratio(part: float, whole: float) -> float | None:
    """A rate, or None (shown as –) where there is nothing to take it of."""
    return part / whole if whole else None
