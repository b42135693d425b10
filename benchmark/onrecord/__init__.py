"""OnRecord: does a language model that reads the news keep what happened and who said it?"""

__version__ = "0.1.0"
__all__ = ["__version__", "evaluate", "rescore"]

TYPE_CHECKING = False  # type checkers know the name; importing it would cost a start half of its time
if TYPE_CHECKING:
    from onrecord.api import evaluate, rescore


def __getattr__(name: str) -> object:
    # The interface is imported when it is asked for: ``import onrecord`` stays instant.
    if name in ("evaluate", "rescore"):
        from onrecord import api

        return getattr(api, name)
    raise AttributeError(f"module ‘onrecord’ has no attribute ‘{name}’")
