"""The floor of the throughput measure: the same model, the tokens that must be read, and no harness.

What the prompts of an article share is read once; the rest of each prompt and the new tokens go in batches as
large as OnRecord's were, for as many steps as its longest answer in the batch took.

usage: python -m bench.worker_floor WORKLOAD.json ONRECORD_RESULT.json RESULT.json
"""

import copy
import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

import torch
from bench.workload import Workload
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

Row = dict[str, Any]


def main() -> None:
    workload, ours, result = map(Path, sys.argv[1:])
    work = Workload.load(workload)
    rows: list[Row] = json.loads(ours.read_text(encoding="utf-8"))["rows"]
    model = AutoModelForCausalLM.from_pretrained(work.model, dtype=getattr(torch, work.dtype))
    model = model.to(work.device).eval()
    start, spent = time.perf_counter(), time.process_time()
    made: dict[str, list[int]] = {}
    with torch.inference_mode():
        for _, article in groupby(rows, key=lambda row: row["article"]):
            made |= dict(answer(model, list(article)))
    if work.device != "cpu":
        torch.cuda.synchronize()
    seconds, cpu = time.perf_counter() - start, time.process_time() - spent
    tokenizer = AutoTokenizer.from_pretrained(work.model)
    same = sum(
        tokenizer.decode(made[r["id"]], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        == r["text"]
        for r in rows
    )
    result.write_text(json.dumps({"seconds": seconds, "cpu": cpu, "same": same}), encoding="utf-8")


def answer(model: Any, rows: list[Row]) -> Iterator[tuple[str, list[int]]]:
    """Each request of one article and its new tokens."""
    prompts = [row["tokens"] for row in rows]
    known = min(shared(prompts), min(map(len, prompts)) - 1)
    cache = DynamicCache(config=model.config)
    ids = torch.tensor([prompts[0][:known]], device=model.device)
    model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
    rows = sorted(rows, key=lambda row: -len(row["tokens"]))
    size = max(row["batch"] for row in rows)
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        tokens = decode(model, cache, [row["tokens"][known:] for row in batch], known, batch)
        for row, new in zip(batch, tokens, strict=True):
            yield row["id"], new[: row["completion"]]


def shared(prompts: Sequence[list[int]]) -> int:
    """How many first tokens are the same in all prompts."""
    return sum(1 for _ in takewhile(lambda tokens: len(set(tokens)) == 1, zip(*prompts, strict=False)))


def decode(
    model: Any, cache: Any, rests: Sequence[list[int]], known: int, batch: Sequence[Row]
) -> list[list[int]]:
    """The greedy tokens of a batch, whose padding stands between the prefix and the rest of each prompt."""
    width = max(map(len, rests))
    gaps = [width - len(rest) for rest in rests]
    padded = [[0] * gap + rest for gap, rest in zip(gaps, rests, strict=True)]
    ids = torch.tensor(padded, device=model.device)
    mask = torch.tensor([[1] * known + [0] * gap + [1] * (width - gap) for gap in gaps], device=model.device)
    places = (mask.cumsum(-1) - 1)[:, known:]
    cache = copy.deepcopy(cache)
    cache.batch_repeat_interleave(len(batch))
    steps = max(row["completion"] for row in batch)
    made = []
    for _ in range(steps):
        scores = model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=places,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        ids = scores.argmax(-1, keepdim=True)
        made.append(ids)
        mask = torch.cat([mask, mask.new_ones(len(batch), 1)], -1)
        places = places[:, -1:] + 1
    rows: list[list[int]] = torch.cat(made, -1).tolist()
    return rows


if __name__ == "__main__":
    main()
