"""Scores: from gold and answers to figures. Four metrics are plain functions, for who has both in memory."""

__all__ = ["attributed_quote_f1", "faithful_coverage", "quote_fidelity", "rouge"]

TYPE_CHECKING = False  # type checkers know the names; importing them would cost every start
if TYPE_CHECKING:
    from onrecord.scoring.plain import attributed_quote_f1, faithful_coverage, quote_fidelity, rouge


def __getattr__(name: str) -> object:
    # The functions are imported when they are asked for: ``import onrecord.scoring`` stays instant.
    if name in __all__:
        from onrecord.scoring import plain

        return getattr(plain, name)
    raise AttributeError(f"module ‘onrecord.scoring’ has no attribute ‘{name}’")
