"""What prompts have in common, as a tree of runs of tokens: each is read once, for all that hang below it."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.models.hf_decoding import Prompt

# A run costs a call of its own in every layer and step: fewer tokens than these are not worth it.
WORTHWHILE = 64
# An end of its own that is longer is a run too, so that no shorter end of the batch is padded to its length.
LONG = 256


@dataclass(eq=False, slots=True)
class Run:
    """Tokens of one or more prompts, from position ``start`` on, and their keys and values by layer.

    Keys and values are heads × tokens × size, and there once the run ``is_read``.
    """

    start: int
    tokens: list[int]
    is_shared: bool
    keys: dict[int, Any] = field(default_factory=dict)
    values: dict[int, Any] = field(default_factory=dict)
    is_read: bool = False


Path = tuple[Run, ...]


def tree(prompts: Iterable[Prompt]) -> Iterator[tuple[Prompt, Path]]:
    """Each prompt with the runs that it begins with, from its first token on.

    In the order of the tree: prompts of one run stand together. Each prompt keeps a token of its own at
    least, for the answer is read off the last one.
    """
    ordered = sorted(prompts, key=lambda prompt: prompt.tokens)
    return _branch(ordered, 0, ()) if ordered else iter(())


def _branch(prompts: Sequence[Prompt], known: int, path: Path) -> Iterator[tuple[Prompt, Path]]:
    """The same for sorted prompts that all go through ``path``, which is ``known`` tokens long."""
    first = prompts[0].tokens
    common = _common(first, prompts[-1].tokens)
    end = min(common, len(first) - 1)
    saved = (end - known) * (len(prompts) - 1)
    if saved >= WORTHWHILE or (len(prompts) == 1 and end - known >= LONG):
        path = (*path, Run(known, first[known:end], len(prompts) > 1))
        known = end
    if common == len(first):  # the others go on where the first ends
        yield prompts[0], path
        if prompts[1:]:
            yield from _branch(prompts[1:], known, path)
        return
    for _, alike in itertools.groupby(prompts, key=lambda prompt: prompt.tokens[common]):
        yield from _branch(list(alike), known, path)


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
