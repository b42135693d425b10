"""Nothing heavy is imported until it is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

HEAVY = ("numpy", "scipy", "torch", "datasets", "evaluate", "transformers", "openai", "ray")
SOURCE_ROOT = Path(onrecord.__file__).parents[1]
PROBE = """
import io, json, sys
sys.path.insert(0, {root!r})
sys.argv = ["onrecord", *{arguments!r}]
out, sys.stdout = sys.stdout, io.StringIO()
from onrecord.cli.main import main
try:
    if {arguments!r}:
        main()
except SystemExit as end:
    code = end.code
else:
    code = 0
printed, sys.stdout = sys.stdout.getvalue(), out
json.dump({{"code": code or 0, "printed": printed, "modules": sorted(sys.modules)}}, sys.stdout)
"""


@pytest.mark.parametrize(
    "arguments",
    [[], ["--help"], ["list", "tasks"], ["list", "models"], ["list", "gold"], ["show", "pentagon-rafah"]],
    ids=" ".join,
)
def test_a_light_command_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    script = PROBE.format(root=str(SOURCE_ROOT), arguments=arguments)

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=True
    )

    result = json.loads(done.stdout)
    assert result["code"] == 0
    assert bool(result["printed"]) == bool(arguments)
    assert [name for name in HEAVY if name in result["modules"]] == []


def test_the_help_that_is_shown_at_once_is_the_help(tmp_path: Path) -> None:
    """If this fails, write what ``rendered`` is to benchmark/onrecord/cli/help.txt."""
    environment = {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(SOURCE_ROOT)}

    def shown(code: str) -> str:
        command = [sys.executable, "-c", f"import sys; sys.argv = ['onrecord', '--help']; {code}"]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
        )
        return done.stdout

    rendered = shown("from onrecord.cli.main import main; main()")
    at_once = shown("from onrecord.cli.entry import main; main(); print(*sorted(sys.modules))")

    assert "Usage: onrecord" in rendered
    text, modules = at_once[: len(rendered)], at_once[len(rendered) :].split()
    assert text == rendered
    assert [name for name in modules if name.startswith("onrecord")] == [
        "onrecord", "onrecord.cli", "onrecord.cli.entry"
    ]  # fmt: skip
    assert not {"typer", "typing"} & set(modules)
