"""Whether prompts can share a batch: some models read the padding too."""

from typing import Any

from onrecord.models.hf_files import require

# Tokens of a trial prompt, and of padding before it.
_LENGTH, _PADDING = 16, 8
# By how much of their spread scores may differ: rounding is below it, in any precision.
_NOISE = 0.05


def takes_padding(model: Any) -> bool:
    """Whether padding before a prompt leaves the model's next token as it is, tried on a short one.

    Attention that keeps keys and values leaves out what is masked. A state that runs through the text takes
    in the padding too, unless the model's code keeps it out, and not all do.
    """
    if not getattr(model, "_is_stateful", False):
        return True
    try:
        alone, padded = _scores(model, 0), _scores(model, _PADDING)
    except Exception:  # a model that cannot be asked so is asked nothing padded
        return False
    return bool((alone - padded).abs().max() <= _NOISE * alone.std())


def _scores(model: Any, padding: int) -> Any:
    """The scores of the token after the trial prompt (vocabulary)."""
    torch, transformers = require("torch"), require("transformers")
    device = model.device
    rows = model.get_input_embeddings().weight.shape[0]
    ids = [0] * padding + [(7 * n + 5) % rows for n in range(_LENGTH)]
    with torch.inference_mode():
        output = model.generate(
            input_ids=torch.tensor([ids], device=device),
            attention_mask=torch.tensor([[0] * padding + [1] * _LENGTH], device=device),
            generation_config=transformers.GenerationConfig(
                max_new_tokens=1,
                do_sample=False,
                pad_token_id=0,
                output_logits=True,
                return_dict_in_generate=True,
            ),
        )
    return output.logits[0][0].float()
