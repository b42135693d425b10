"""A PEFT adapter over a base model: read, checked against it, and merged into its weights.

Merged, it is a plain model: as fast as its base, and what prompts share can be read once.
"""

from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.models.hf_files import require


def merged(model: Any, folder: Path, vocabulary: int) -> Any:
    """The model with the adapter's changes in its own weights, in its own dtype.

    Raises ModelError where the adapter does not fit the model, is of a kind that cannot be merged, or was
    trained with more tokens (``vocabulary``) than the model has.
    """
    peft = require("peft")
    rows = model.get_input_embeddings().weight.shape[0]
    if vocabulary > rows:
        raise ModelError(
            f"hf: the adapter {folder} has {vocabulary} tokens and its base model {rows}: merge it where it "
            "was trained (merge_and_unload), and give that folder"
        )
    try:
        config = peft.PeftConfig.from_pretrained(str(folder))
        if config.is_prompt_learning:
            kind = config.peft_type.value
            raise ModelError(f"hf: the adapter {folder} is a {kind}, which has no weights to merge")
        if getattr(config, "megatron_config", None):
            # The library would import whatever module the adapter's config names.
            raise ModelError(f"hf: the adapter {folder} was made for Megatron, which is not run here")
        tuned = peft.PeftModel.from_pretrained(model, str(folder), config=config)
        _check_fit(tuned, folder)
        return tuned.merge_and_unload(safe_merge=True)
    except ModelError:
        raise
    except Exception as error:
        line = next(iter(str(error).strip().splitlines()), "")
        raise ModelError(
            f"hf: the adapter {folder} does not fit its base model: {type(error).__name__}: {line}"
        ) from error


def _check_fit(tuned: Any, folder: Path) -> None:
    """The library leaves out in silence what the model has no place for, and fills what the file lacks."""
    peft = require("peft")
    with require("safetensors").safe_open(folder / "adapter_model.safetensors", "pt") as file:
        saved = set(file.keys())
    needed = peft.get_peft_model_state_dict(tuned, save_embedding_layers=False).keys()
    known = needed | peft.get_peft_model_state_dict(tuned, save_embedding_layers=True).keys()
    if wrong := sorted((saved - known) | (needed - saved)):
        raise ModelError(
            f"hf: the adapter {folder} was made for another model than its base ({wrong[0]} and "
            f"{len(wrong) - 1} more have no counterpart)"
        )
