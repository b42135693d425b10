"""The metric ``minilm``: cosine of sentence embeddings by all-MiniLM-L6-v2, on a CPU.

A missing package is an error, never a presence of 0.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onrecord.scoring.minilm import load_minilm
from onrecord.validity.people.built_in import sentences_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST = 256
"""Tokens; the model was trained on no longer texts."""


def cosine(unit: str, summary: str) -> float:
    """The cosine of a unit and the sentence of the summary that is nearest to it, 0 where it is negative.

    Raises OnRecordError where the model's package, torch or transformers is missing.
    """
    told = tuple(sentences_of(summary))
    if not told or not unit.strip():
        return 0.0
    nearest = float((_rows(told) @ _rows((unit,))[0]).max())
    return min(1.0, max(0.0, nearest))


def embed(texts: Sequence[str]) -> "NDArray[Any]":
    """A row of length 1 for each text (n, 384): the mean over its tokens' last states.

    Raises OnRecordError where the model's package, torch or transformers is missing.
    """
    tokenizer, model = load_minilm()
    import torch

    tokens = tokenizer(list(texts), padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
    with torch.inference_mode():
        states = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1)
    means = (states * mask).sum(1) / mask.sum(1)
    found: NDArray[Any] = torch.nn.functional.normalize(means, dim=1).numpy()
    return found


@lru_cache(maxsize=1024)
def _rows(texts: tuple[str, ...]) -> "NDArray[Any]":
    return embed(texts)
