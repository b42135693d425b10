"""The way through the house: a room imports only rooms before it, lazily or not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import onrecord

ROOMS = (
    "ground",
    "reading",
    "gold",
    "tasks",
    "models",
    "scoring",
    "runs",
    "reports",
    "compare",
    "exchange",
    "validity",
    "workbench",
    "api",
    "cli",
)
GROUND = {"errors", "text", "matching", "data"}
PACKAGE = Path(onrecord.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    """The room of a dotted name below the package: ``gold.load`` is in ``gold``."""
    first = module.split(".")[0]
    return "ground" if first in GROUND else first


def imported(source: str, module: str) -> Iterator[tuple[int, str]]:
    """The line and dotted name, below the package, of each of the package's modules that a source imports."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            here = ["onrecord", *module.split(".")]
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            parent = ".".join(part for part in (base, node.module) if part)
            names = [f"{parent}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("onrecord."):
                yield node.lineno, name.removeprefix("onrecord.")


def uphill(source: str, module: str) -> list[str]:
    """The imports of a module that point up the list of rooms."""
    own = ROOMS.index(room_of(module))
    found = []
    for line, name in imported(source, module):
        room = room_of(name)
        if room in ROOMS and ROOMS.index(room) > own:
            found.append(f"{module}:{line} imports {name}")
    return found


@pytest.mark.parametrize("path", [m for m in MODULES if m != "__init__.py"])
def test_imports_only_rooms_before_it(path: str) -> None:
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    assert room_of(module) in ROOMS, "a new room stands in the list of DESIGN and in this test"
    assert uphill((PACKAGE / path).read_text(encoding="utf-8"), module) == []


def test_the_package_itself_imports_no_room_that_is_heavy() -> None:
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")

    eager = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name for node in eager for _, name in imported(ast.unparse(node), "__init__")}
    assert {room_of(name) for name in names} <= {"ground", "api"}


@pytest.mark.parametrize(
    "source",
    [
        "from onrecord.runs.plan import Plan",
        "import onrecord.runs",
        "from onrecord import runs",
        "from ..runs import plan",
        "def f():\n    from onrecord.runs import plan",
    ],
)
def test_sees_every_way_to_import_uphill(source: str) -> None:
    assert len(uphill(source, "gold.load")) == 1


def test_lets_a_room_import_downhill() -> None:
    assert uphill("from onrecord.text import Span\nfrom .records import Meta", "gold.load") == []
