"""Requests as a task of lm-evaluation-harness: a YAML file and a file of documents, as its users write."""

import json
from collections.abc import Iterable
from pathlib import Path

from onrecord.tasks.request import Request

NAME = "onrecord_bench"


def write_task(folder: Path, requests: Iterable[Request], max_tokens: int, templates: bool = True) -> Path:
    """The folder, with one document a request: its id, its whole prompt, and a target nobody hits.

    ``templates``: prompts and targets are Jinja, as in the harness's own tasks; else columns by their names.
    """
    prompt, target = ('"{{input}}"', '"{{target}}"') if templates else ("input", "target")
    folder.mkdir(parents=True)
    docs = folder / "docs.jsonl"
    with docs.open("w", encoding="utf-8") as lines:
        for request in requests:
            doc = {"id": request.id, "input": request.user_message, "target": "-"}
            lines.write(json.dumps(doc) + "\n")
    (folder / f"{NAME}.yaml").write_text(
        f"""task: {NAME}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {json.dumps(str(docs))}
test_split: test
output_type: generate_until
doc_to_text: {prompt}
doc_to_target: {target}
generation_kwargs:
  until: []
  max_gen_toks: {max_tokens}
  do_sample: false
metric_list:
  - metric: exact_match
metadata:
  version: 1
""",
        encoding="utf-8",
    )
    return folder
