"""The files that make a harness run an export. They only call ``onrecord.exchange``, where the logic lives.

So a later version of OnRecord mends old exports.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from onrecord.exchange.exported import Export, shown_metrics
from onrecord.tasks.task import Task

GROUP = "onrecord"

_LM_EVAL_MODULE = '''"""OnRecord's tasks for lm-eval, by `onrecord export lm-eval`. onrecord scores."""

from pathlib import Path

from onrecord.exchange.lm_eval import Functions

_here = Functions(Path(__file__).parent)
requests, process_results, aggregate = _here.requests, _here.process_results, _here.aggregate
'''

_INSPECT_MODULE = '''"""OnRecord's tasks for Inspect, by `onrecord export inspect`. onrecord scores."""

from pathlib import Path

from inspect_ai import Task, task

from onrecord.exchange.inspect import exported_task

HERE = Path(__file__).parent
'''

_INSPECT_TASK = '''

@task
def {function}() -> Task:
    """{title}."""
    return exported_task(HERE, "{name}")
'''


class _Function(str):
    """The name of a function in ``utils.py``, which lm-eval's YAML writes with a tag of its own."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Function, lambda dumper, name: dumper.represent_scalar("!function", f"utils.{name}"))


def task_name(name: str) -> str:
    """What a task is called in another harness: ``onrecord_check_quote``."""
    return f"{GROUP}_{name.replace('-', '_')}"


def lm_eval_files(export: Export, asked: Sequence[str]) -> dict[str, str]:
    """A YAML file for each task, one for their group, and the module that they name; by file name."""
    tasks = [export.task(name) for name in asked]
    group = {"group": GROUP, "task": [task_name(name) for name in asked], "metadata": {"version": 1}}
    files = {f"{GROUP}.yaml": _yaml(group), "utils.py": _LM_EVAL_MODULE}
    return files | {f"{task_name(task.name)}.yaml": _yaml(_lm_eval_task(export, task)) for task in tasks}


def _lm_eval_task(export: Export, task: Task) -> dict[str, Any]:
    how = export.generation(task)
    is_sampled = how.temperature > 0
    return {
        "task": task_name(task.name),
        "custom_dataset": _Function("requests"),
        "test_split": "test",
        "output_type": "generate_until",
        # These name columns. A text would be a template, which the words of an article must never be.
        "description": "system",
        "doc_to_text": "prompt",
        "doc_to_target": "",
        "fewshot_delimiter": "\n\n",
        # None can be asked for: an export has its shots in its prompts.
        "num_fewshot": 0,
        "generation_kwargs": {
            # Left out, it would be a blank line, at which answers of several paragraphs end.
            "until": list(how.stop),
            "max_gen_toks": how.max_tokens,
            "do_sample": is_sampled,
            "temperature": how.temperature,
        },
        "process_results": _Function("process_results"),
        "metric_list": [
            {
                "metric": metric.name,
                "aggregation": _Function("aggregate"),
                "higher_is_better": metric.higher_is_better,
            }
            for metric in shown_metrics(task)
        ],
        "metadata": {"version": task.version, "onrecord": {**export.to_json(), "task": task.name}},
    }


def inspect_files(export: Export, asked: Sequence[str]) -> dict[str, str]:
    """The module with a task function each; by file name."""
    made = (
        _INSPECT_TASK.format(function=task_name(name), title=_plain(export.task(name).title), name=name)
        for name in asked
    )
    return {"onrecord_tasks.py": _INSPECT_MODULE + "".join(made)}


HARNESSES: Mapping[str, Callable[[Export, Sequence[str]], dict[str, str]]] = {
    "lm-eval": lm_eval_files,
    "inspect": inspect_files,
}
COMMANDS: Mapping[str, str] = {
    "lm-eval": "lm_eval --model hf --model_args pretrained=MODEL --include_path . --tasks onrecord "
    "--apply_chat_template --log_samples --output_path logs",
    "inspect": "inspect eval onrecord_tasks.py --model PROVIDER/MODEL --log-dir logs",
}


def _plain(title: str) -> str:
    """A title as it may stand in a docstring, whatever a task file says."""
    return "".join(c for c in title if c.isprintable() and c not in '"\\').rstrip(".")


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
