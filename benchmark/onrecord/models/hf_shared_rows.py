"""Rows of a batch that share what they have in common, and the step that reads their next tokens."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.models import hf_shared_attention as shared
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_prefix import Path, Run
from onrecord.models.hf_shared_attention import Line, Span, Tails

# These turn a token by how long the whole row is, so that a prefix read alone comes out otherwise.
_BY_LENGTH = {"dynamic", "longrope"}
# Room for a row's first tokens, so that short answers never move to a longer tail.
_FIRST = 64


@dataclass(eq=False, slots=True)
class Row:
    """A text that grows: the runs it begins with, its own tokens from position ``start`` on, their tail.

    ``kept`` of its own tokens have keys and values.
    """

    path: Path
    start: int
    own: list[int]
    new: list[int] = field(default_factory=list)
    kept: int = 0
    tails: Tails | None = None
    slot: int = 0

    @property
    def unread(self) -> list[int]:
        """Own tokens without keys and values: all of them at first, then the last one."""
        return self.new[-1:] if self.kept else self.own


def capacity(tokens: int) -> int:
    """The length of the tail that so many tokens are kept in: a power of two."""
    return 1 << (tokens - 1).bit_length()


class Store:
    """The tails of all rows, by their capacity."""

    def __init__(self) -> None:
        self._tails: dict[int, Tails] = {}

    def place(self, row: Row, limit: int) -> None:
        """A place for the row's unread tokens; ``limit``: how many own tokens it can come to have."""
        needed = row.kept + len(row.unread)
        if row.tails and needed <= row.tails.capacity:
            return
        room = capacity(min(limit, needed + (0 if row.kept else _FIRST)))
        tails = self._tails.setdefault(room, Tails(room))
        slot = tails.take()
        if row.tails:
            tails.copy(slot, row.tails, row.slot)
            self.give_back(row)
        row.tails, row.slot = tails, slot

    def give_back(self, row: Row) -> None:
        """The row's place, for another."""
        if row.tails:
            row.tails.give_back(row.slot)
            if row.tails.is_empty:
                del self._tails[row.tails.capacity]
        row.tails = None


def step(model: Any, rows: Sequence[Row]) -> Any:
    """Read the unread tokens of rows, runs included: scores (rows × vocabulary) of what comes next in each.

    Rows stand in the order of their tree, each with a place in a tail. Nothing counts as read if this raises.
    """
    torch, device = require("torch"), model.device
    ids: list[int] = []
    positions: list[int] = []
    last: list[int] = []
    runs: dict[Run, list[int]] = {}
    parts: dict[Tails, list[tuple[int, int, int, int]]] = {}
    for row in rows:
        for run in row.path:
            if run not in runs:
                start = len(ids)
                if not run.is_read:
                    ids += run.tokens
                    positions += range(run.start, run.start + len(run.tokens))
                runs[run] = [start, len(ids), 0]
        assert row.tails, "a row without a place"
        part = parts.setdefault(row.tails, [])
        for number in range(len(row.unread)):
            part.append((len(ids) + number, row.slot, number, row.kept + number))
        first = row.start + row.kept
        positions += range(first, first + len(row.unread))
        ids += row.unread
        last.append(len(ids) - 1)
        for run in row.path:
            runs[run][2] = len(ids)
    line = Line(
        [Span(run, *place) for run, place in runs.items()],
        [shared.part(tails, tokens, device, model.dtype) for tails, tokens in parts.items()],
    )
    with torch.inference_mode():
        scores = model(
            input_ids=torch.tensor([ids], device=device),
            position_ids=torch.tensor([positions], device=device),
            logits_to_keep=torch.tensor(last, device=device),
            use_cache=False,
            onrecord_line=line,
        ).logits[0]
    for run in runs:
        run.is_read = True
    for row in rows:
        row.kept += len(row.unread)
    return scores


def can_share(loaded: Loaded) -> bool:
    """Whether the model's attention can be replaced, and then gives what its own does.

    That takes plain keys and values in every layer, of the whole text, and positions that a caller sets. What
    no look at a model tells (attention that leans on distance, or on more than it passes on), a trial does.
    """
    model = loaded.model
    if loaded.starts or not getattr(model, "_supports_attention_backend", False):
        return False
    if not {"position_ids", "logits_to_keep"} <= inspect.signature(model.forward).parameters.keys():
        return False
    config = model.config.get_text_config()
    rope = getattr(config, "rope_parameters", None) or {}
    if {str(part.get("rope_type")) for part in (rope, *rope.values()) if isinstance(part, dict)} & _BY_LENGTH:
        return False
    if "local" in str(getattr(config, "attention_types", "")):  # windows of which the cache knows nothing
        return False
    plain = require("transformers.cache_utils").DynamicLayer
    if any(type(layer) is not plain for layer in require("transformers").DynamicCache(config=config).layers):
        return False
    try:
        return _agrees(model)
    except Exception:  # whatever it says, the model's own attention is there
        return False


def _agrees(model: Any) -> bool:
    """Whether two rows of one run score, in two steps, as the model itself scores them."""
    torch = require("torch")
    size = model.config.get_text_config().vocab_size
    words = [(7 * n * n + 11) % size for n in range(40)]
    texts = [words[:28], words[:20] + words[30:34]]
    run = Run(0, words[:20], True)
    rows, store = [Row((run,), 20, text[20:-1]) for text in texts], Store()
    with shared.installed(model):
        for row in rows:
            store.place(row, 8)
        step(model, rows)
        for row, text in zip(rows, texts, strict=True):
            row.new.append(text[-1])
            store.place(row, 8)
        found = step(model, rows).float()
    with torch.inference_mode():
        own = [model(input_ids=torch.tensor([text], device=model.device)).logits[0, -1] for text in texts]
    expected = torch.stack(own).float()
    allowed = 1e-3 if model.dtype == torch.float32 else 5e-2
    return bool((found - expected).abs().max() <= allowed * expected.abs().max())
