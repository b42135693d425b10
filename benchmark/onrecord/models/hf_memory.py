"""How many requests there is room for, and what a failure for lack of memory looks like."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from onrecord.models.hf_files import require

# More rows than these make no answer come sooner: a step's time then grows with them.
MOST_ROWS = {"cpu": 64, "mps": 64}
MOST_ROWS_GPU = 256
# Of what is free, how much keys and values may take; the rest is for a step's own tensors.
_SHARE = 0.6
_MESSAGES = (
    "out of memory",
    "can't allocate memory",
    "cannot allocate memory",
    "not enough memory",
    "bad_alloc",
    "alloc_failed",
)


@dataclass(slots=True)
class Room:
    """At most ``rows`` requests at a time, with ``bytes`` of keys and values together (None: not counted)."""

    rows: int
    bytes: int | None = None

    def shrink(self, failed: int) -> None:
        """Half of the rows for which memory did not suffice, from now on."""
        self.rows = max(1, failed // 2)


def room(model: Any, max_batch: int | None) -> Room:
    """Room for ``max_batch`` requests, or for as many as free memory holds and the device has use for."""
    if max_batch is not None:
        return Room(max_batch)
    device = model.device
    return Room(MOST_ROWS.get(device.type, MOST_ROWS_GPU), int(free_bytes(device) * _SHARE))


def token_bytes(model: Any) -> int:
    """Bytes of keys and values for one token of one row, in all layers.

    What a configuration does not say is taken to be as in a model of seven billion parameters.
    """
    config = model.config.get_text_config()
    heads = getattr(config, "num_attention_heads", None) or 32
    size = getattr(config, "head_dim", None) or getattr(config, "hidden_size", 4096) // heads
    pairs = getattr(config, "num_key_value_heads", None) or heads
    layers = getattr(config, "num_hidden_layers", None) or 32
    return int(2 * layers * pairs * size * model.dtype.itemsize)


def score_bytes(model: Any) -> int:
    """Bytes of one row's scores of the vocabulary, and of the copies from which a token is chosen."""
    return 4 * 4 * int(getattr(model.config.get_text_config(), "vocab_size", 0))


def rows_that_fit(model: Any, space: Room, tokens: int) -> int:
    """How many rows of that many tokens there is room for; one at least."""
    if space.bytes is None:
        return space.rows
    # Twice: a cache that grows by a token is copied.
    return max(1, min(space.rows, space.bytes // (2 * tokens * token_bytes(model) + score_bytes(model))))


def free_bytes(device: Any) -> int:
    """Memory that a process here may still take on a torch device."""
    if device.type == "cuda":
        torch = require("torch")
        free, _ = torch.cuda.mem_get_info(device)
        # What torch holds and does not use is free too.
        return int(free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device))
    return max(0, min(_limits()))


def _limits() -> Iterator[int]:
    psutil = require("psutil")  # accelerate's
    yield psutil.virtual_memory().available
    try:
        import resource
    except ImportError:  # Windows
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        yield limit - psutil.Process().memory_info().vms
    yield from _control_group("", "memory.max", "memory.current", "inactive_file")
    yield from _control_group(
        "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
    )


def _control_group(folder: str, most: str, used: str, cached: str) -> Iterator[int]:
    """What a container may still take; nothing where it has no limit (‘max’, or no such file).

    Pages of files that nobody looks at are counted as used, and given back when they are wanted.
    """
    place = Path("/sys/fs/cgroup", folder)
    try:
        lines = (place / "memory.stat").read_text().splitlines()
        spare = next((int(line.split()[1]) for line in lines if line.startswith(f"{cached} ")), 0)
        yield int((place / most).read_text()) - int((place / used).read_text()) + spare
    except (OSError, ValueError):
        return


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory did not suffice: devices and libraries say so in exceptions and words of their own."""
    if isinstance(error, (MemoryError, require("torch").OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _MESSAGES)


def release() -> None:
    """Give back what nothing refers to any more."""
    gc.collect()
    torch = require("torch")
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception, without the frames (and their tensors) that it would keep in memory."""

    message: str
    is_memory: bool

    @classmethod
    def of(cls, error: Exception) -> Self:
        line = next(iter(str(error).strip().splitlines()), "")
        return cls(f"{type(error).__name__}: {line}", is_out_of_memory(error))
