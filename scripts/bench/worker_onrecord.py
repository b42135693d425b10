"""Our side of the throughput measure, in a process of its own.

usage: python -m bench.worker_onrecord WORKLOAD.json RESULT.json [KEY=VALUE…]  (model options)
"""

import json
import sys
import time
from pathlib import Path

from bench.workload import Workload

from onrecord.models.hf_prompt import Chat
from onrecord.models.registry import make_model


def main() -> None:
    workload, result, *options = sys.argv[1:]
    work = Workload.load(Path(workload))
    requests = work.requests()
    chosen = {"device": work.device, "dtype": work.dtype, **dict(o.split("=", 1) for o in options)}
    start = time.perf_counter()
    with make_model(f"hf:{work.model}", chosen) as model:
        loaded, spent = time.perf_counter(), time.process_time()
        # All answers are on the host when the last is yielded: nothing runs on after the clock.
        answers = dict(model.generate(requests))
        done, cpu = time.perf_counter(), time.process_time() - spent
    from transformers import AutoTokenizer

    chat = Chat.of(AutoTokenizer.from_pretrained(work.model), {})
    rows = []
    for request in requests:
        answer = answers[request.id]
        if answer.error:
            raise SystemExit(f"{request.id}: {answer.error}")
        tokens = chat.encode(request)
        if len(tokens) != answer.usage["prompt"]:
            raise SystemExit(f"{request.id}: {len(tokens)} tokens, but {answer.usage['prompt']} were read")
        rows.append(
            {
                "id": request.id,
                "article": request.article,
                "tokens": tokens,
                "text": answer.text,
                "completion": answer.usage["completion"],
                "batch": answer.provenance["batch"],
            }
        )
    found = {"load": loaded - start, "seconds": done - loaded, "cpu": cpu, "rows": rows}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
