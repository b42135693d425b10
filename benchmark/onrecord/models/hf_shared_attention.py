"""Attention over a tree of prompts: what several have in common is attended to once, for all together.

The new tokens of all rows go through the model as one line, without padding. Every one of them attends to
the runs above it, and to its row's own tail; the parts are merged by the sum of their weights, as if they had
been one text (the way of Hydragen and of cascade attention). Keys and values are kept here, and none are
copied from step to step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from onrecord.models.hf_files import require
from onrecord.models.hf_prefix import Run

NAME = "onrecord_shared_prefix"


class Tails:
    """Keys and values of rows' own last tokens: ``capacity`` of them at most, a slot for each row.

    Tensors are slots × heads × capacity × size, one a layer; slots are added when they are wanted.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.keys: dict[int, Any] = {}
        self.values: dict[int, Any] = {}
        self.slots = 0
        self._free: list[int] = []

    def take(self) -> int:
        if self._free:
            return self._free.pop()
        self.slots += 1
        return self.slots - 1

    def give_back(self, slot: int) -> None:
        self._free.append(slot)

    @property
    def is_empty(self) -> bool:
        return len(self._free) == self.slots

    def copy(self, slot: int, source: "Tails", place: int) -> None:
        """Take over a row that has outgrown a smaller capacity."""
        for mine, theirs in ((self.keys, source.keys), (self.values, source.values)):
            for layer, kept in theirs.items():
                self._grown(mine, layer, kept)[slot, :, : source.capacity] = kept[place]

    def store(self, layer: int, part: "Part", keys: Any, values: Any) -> tuple[Any, Any]:
        """Keep new keys and values (heads × tokens × size), and give the layer's, cut to the longest."""
        for kept, new in ((self.keys, keys), (self.values, values)):
            self._grown(kept, layer, new)[part.slots, :, part.columns] = new.transpose(0, 1)[part.places]
        return self.keys[layer][:, :, : part.longest], self.values[layer][:, :, : part.longest]

    def _grown(self, kept: dict[int, Any], layer: int, like: Any) -> Any:
        """The layer's tensor with a place for every slot. What is not written stays 0: NaN would spread."""
        old = kept.get(layer)
        if old is None or len(old) < self.slots:
            grown = like.new_zeros(self.slots, like.shape[-3], self.capacity, like.shape[-1])
            if old is not None:
                grown[: len(old)] = old
            kept[layer] = grown
        return kept[layer]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a run's tokens (from ``start`` to ``own_end``; none once it is read) and all that hang below it
    (to ``end``) stand in the line of new tokens."""

    run: Run
    start: int
    own_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """The new tokens of rows whose tails lie together.

    For each token: its place in the line, its row's slot, its number among the row's new tokens, and its
    column in the tail. ``mask``: 0 for what each may see (slots × 1 × numbers × columns), else −∞.
    """

    tails: Tails
    places: Any
    slots: Any
    numbers: Any
    columns: Any
    mask: Any

    @property
    def longest(self) -> int:
        return int(self.mask.shape[-1])


@dataclass(frozen=True, slots=True)
class Line:
    """What one step reads: where runs and rows stand in it."""

    spans: list[Span]
    parts: list[Part]


def scores_where(allowed: Any, dtype: Any) -> Any:
    """What is added to scores so that only those that are allowed count."""
    return (
        require("torch")
        .zeros(allowed.shape, dtype=dtype, device=allowed.device)
        .masked_fill_(~allowed, float("-inf"))
    )


def part(tails: Tails, tokens: list[tuple[int, int, int, int]], device: Any, dtype: Any) -> Part:
    """A part from its tokens as (place, slot, number, column)."""
    torch = require("torch")
    first, last = tokens[0][0], tokens[-1][0]
    places, slots, numbers, columns = torch.tensor(tokens, device=device).unbind(1)
    seen = torch.full((tails.slots, max(token[2] for token in tokens) + 1), -1, device=device)
    seen[slots, numbers] = columns
    seen = torch.arange(max(token[3] for token in tokens) + 1, device=device) <= seen[:, :, None]
    mask = scores_where(seen[:, None], dtype)
    together = last - first == len(tokens) - 1  # a slice is a view, where numbers would be a copy
    return Part(tails, slice(first, last + 1) if together else places, slots, numbers, columns, mask)


def attention(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    *,
    onrecord_line: Line,
    scaling: float | None = None,
    dropout: float = 0.0,
    is_causal: bool | None = None,
    **more: Any,
) -> tuple[Any, None]:
    """For transformers' AttentionInterface: query, key and value are 1 × heads × tokens × size.

    Raises NotImplementedError on what another kind of attention would need (windows, soft caps, sinks).
    """
    unknown = [name for name in _CHANGES & more.keys() if more[name] is not None]
    if unknown or attention_mask is not None or is_causal is False or not getattr(module, "is_causal", True):
        raise NotImplementedError(f"attention with {', '.join(unknown) or 'a mask of its own'}")
    torch = require("torch")
    layer, scale = module.layer_idx, scaling if scaling is not None else query.shape[-1] ** -0.5
    query, key, value = query[0], key[0], value[0]
    heads = len(key)
    # Queries of heads that share keys: key heads × queries a key × tokens × size.
    query = query.unflatten(0, (heads, -1))
    mixed = torch.zeros(*query.shape[:3], value.shape[-1], dtype=torch.float32, device=query.device)
    weight = torch.full(query.shape[:3], float("-inf"), dtype=torch.float32, device=query.device)
    for span in onrecord_line.spans:
        run, own = span.run, slice(span.start, span.own_end)
        if span.own_end > span.start:
            run.keys[layer], run.values[layer] = key[:, own].clone(), value[:, own].clone()
            _add(mixed, weight, own, *_causal(query[:, :, own], key[:, own], value[:, own], scale))
        below = slice(span.own_end, span.end)
        if span.end > span.own_end:
            asked = query[:, :, below].flatten(1, 2)[None]
            found, total = _attend(asked, run.keys[layer][None], run.values[layer][None], scale)
            shape = (query.shape[1], span.end - span.own_end)
            _add(mixed, weight, below, found[0].unflatten(1, shape), total[0].unflatten(1, shape))
    for rows in onrecord_line.parts:
        keys, values = rows.tails.store(layer, rows, key, value)
        found, total = _own(query, rows, keys, values, scale)
        _add(mixed, weight, rows.places, found, total)
    return mixed.flatten(0, 1).transpose(0, 1)[None].to(value.dtype), None


_CHANGES = {"softcap", "s_aux", "sinks", "position_bias", "sliding_window", "attention_bias", "head_mask"}


def _own(query: Any, rows: Part, keys: Any, values: Any, scale: float) -> tuple[Any, Any]:
    """Rows' new tokens over their own tails, padded to rectangles; what they found, by place."""
    groups, count = query.shape[1], rows.mask.shape[2]
    asked = query.new_zeros(len(keys), count, len(query), groups, query.shape[-1])
    asked[rows.slots, rows.numbers] = query.permute(2, 0, 1, 3)[rows.places]
    asked = asked.permute(0, 2, 3, 1, 4).flatten(2, 3)
    mask = rows.mask.repeat(1, 1, groups, 1) if count > 1 else rows.mask.expand(-1, -1, groups, -1)
    found, total = _attend(asked, keys, values, scale, mask)
    found = found.unflatten(2, (groups, count)).permute(0, 3, 1, 2, 4)[rows.slots, rows.numbers]
    total = total.unflatten(2, (groups, count)).permute(0, 3, 1, 2)[rows.slots, rows.numbers]
    return found.permute(1, 2, 0, 3), total.permute(1, 2, 0)


def _add(mixed: Any, weight: Any, places: Any, found: Any, total: Any) -> None:
    """Merge what some tokens found in one more part; ``total`` is the log of the sum of their weights."""
    torch = require("torch")
    before = weight[:, :, places]
    after = torch.logaddexp(before, total)
    mixed[:, :, places] = (
        mixed[:, :, places] * (before - after).exp()[..., None] + found * (total - after).exp()[..., None]
    )
    weight[:, :, places] = after


def _attend(query: Any, key: Any, value: Any, scale: float, mask: Any = None) -> tuple[Any, Any]:
    """Plain attention, and the log of the sum of the weights. All are batch × heads × tokens × size."""
    torch = require("torch")
    if _fused(query, value):
        found, total = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
            query, key, value, attn_mask=mask, scale=scale
        )
        return found, total
    found, totals = [], []
    size = max(1, _SCORES // (query.shape[0] * query.shape[1] * key.shape[2]))
    for start in range(0, query.shape[2], size):
        scores = (query[:, :, start : start + size] @ key.mT).float() * scale
        if mask is not None:
            scores += mask[:, :, start : start + size]
        totals.append(scores.logsumexp(-1))
        found.append(scores.sub_(totals[-1][..., None]).exp_().to(value.dtype) @ value)
    return torch.cat(found, 2), torch.cat(totals, 2)


# Where no fused kernel does without: how many scores are held at a time, and rows of a text over itself.
_SCORES = 1 << 25
_BLOCK = 512


def _causal(query: Any, key: Any, value: Any, scale: float) -> tuple[Any, Any]:
    """A text over itself: query is key heads × queries a key × tokens × size."""
    torch = require("torch")
    groups, length = query.shape[1], query.shape[2]
    if _fused(query, value):
        key, value = (kept.repeat_interleave(groups, 0)[None] for kept in (key, value))
        found, total = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
            query.flatten(0, 1)[None], key, value, is_causal=True, scale=scale
        )
        return found[0].unflatten(0, (-1, groups)), total[0].unflatten(0, (-1, groups))
    blocks = []
    for start in range(0, length, _BLOCK):
        end = min(start + _BLOCK, length)
        mask = scores_where(torch.ones(end - start, end, device=query.device).tril(start) > 0, query.dtype)
        blocks.append(
            _attend(query[:, :, start:end], key[:, None, :end], value[:, None, :end], scale, mask[None, None])
        )
    return torch.cat([found for found, _ in blocks], 2), torch.cat([total for _, total in blocks], 2)


def _fused(query: Any, value: Any) -> bool:
    """Whether torch has a kernel that holds no scores and tells the sum of their weights."""
    ops = require("torch").ops.aten
    known = hasattr(ops, "_scaled_dot_product_flash_attention_for_cpu")
    return known and query.device.type == "cpu" and query.shape[-1] == value.shape[-1]


@contextmanager
def installed(model: Any) -> Iterator[None]:
    """The model with this attention instead of its own, while the block lasts."""
    interface = require("transformers").AttentionInterface
    interface.register(NAME, attention)
    own = model.config._attn_implementation
    model.set_attn_implementation(NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(own)
