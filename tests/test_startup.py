"""Nothing heavy is imported until it is needed."""

import json
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
