"""lm-evaluation-harness's side of the throughput measure: its Python interface, its ``hf`` backend.

Runs in its own environment, so it imports nothing of OnRecord.

usage: python -m bench.worker_lm_eval TASK_FOLDER MODEL BATCH DEVICE DTYPE RESULT.json
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from lm_eval import simple_evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager


def main() -> None:
    folder, model, batch, device, dtype, result = sys.argv[1:]
    seconds = cpu = 0.0
    read: list[tuple[Any, Any]] = []
    generate_until, model_generate = HFLM.generate_until, HFLM._model_generate

    def timed(self: Any, requests: Any, *args: Any, **options: Any) -> Any:
        nonlocal seconds, cpu
        start, spent = time.perf_counter(), time.process_time()
        answers = generate_until(self, requests, *args, **options)
        seconds += time.perf_counter() - start
        cpu += time.process_time() - spent
        return answers

    def watched(self: Any, context: Any, **options: Any) -> Any:
        read.append((context, options["attention_mask"]))
        return model_generate(self, context=context, **options)

    HFLM.generate_until, HFLM._model_generate = timed, watched
    found = simple_evaluate(
        model="hf",
        model_args={"pretrained": model, "dtype": dtype},
        tasks=["onrecord_bench"],
        task_manager=TaskManager(include_path=folder, include_defaults=False),
        batch_size=batch,
        device=device,
        apply_chat_template=True,
    )
    samples = found["samples"]["onrecord_bench"]
    answers = {sample["doc"]["id"]: sample["resps"][0][0] for sample in samples}
    prompts = [
        ids[kept.bool()].tolist() for context, mask in read for ids, kept in zip(context, mask, strict=True)
    ]
    told = {"seconds": seconds, "cpu": cpu, "answers": answers, "prompts": prompts}
    Path(result).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
