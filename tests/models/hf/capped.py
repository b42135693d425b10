"""Answers many long prompts in a process that may take only so much more memory, and prints what it gave.

usage: capped.py FOLDER ENGINE MAX_BATCH MEBIBYTES (0: no cap)
"""

import dataclasses
import json
import resource
import sys

import psutil
import torch

from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Generation, Request

ROWS, TOKENS, TOO_LONG = 12, 600, 3000


def request(name: str, first: str, count: int) -> Request:
    return Request(
        id=name, task="quotes", answer="quotes", article="a", item=name, inputs={}, prompt=" who?",
        prefix=f"{first} " + "who " * count, generation=Generation(max_tokens=6),
    )  # fmt: skip


def main(folder: str, engine: str, batch: str, mebibytes: str) -> None:
    torch.set_num_threads(1)
    # Their first words differ: nothing is shared, and all of them need room of their own.
    requests = [request(f"{n}", "abcdefghijkl"[n] * 3, TOKENS) for n in range(ROWS)]
    requests.insert(4, request("too long for memory", "z", TOO_LONG))
    options = {"device": "cpu", "engine": engine, "max_batch": batch}
    with HFModel(HFSpec.from_options(folder, options)) as model:
        # What the first answer loads (kernels, code) is no part of the measure.
        dict(model.generate([request("first", "x", 4)]))
        if int(mebibytes):
            most = psutil.Process().memory_info().vms + int(mebibytes) * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            if batch == "auto":
                model.__enter__()  # so that it sees what memory is left
        for name, response in model.generate(requests):
            print(json.dumps({"id": name, **dataclasses.asdict(response)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
