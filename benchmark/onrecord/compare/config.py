"""What a gate asks and lets pass, read from ``onrecord.toml`` or ``pyproject.toml``."""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onrecord.compare.result import Result, may_vary
from onrecord.compare.sources import BASELINES
from onrecord.errors import OnRecordError
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol

EXAMPLE = Path(__file__).with_name("example.toml")
_OWN = "onrecord.toml"
_PROJECT = "pyproject.toml"


_Points = Annotated[float, Field(ge=0, le=100)]


class GateConfig(BaseModel):
    """The table ``[gate]``; ``example.toml`` explains each field. Margins and limits are in points of 100."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = ""
    model_options: dict[str, str] = Field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    gold: str = ""
    articles: tuple[str, ...] = ()
    split: str = ""
    limit: int | None = None
    shots: int = 0
    prompts: str = "first"
    repeats: int = 1
    temperature: float = 0.0
    seed: int = 0
    system: str = ""
    max_tokens: int | None = None
    free: bool = False
    baseline: str = Field(default="baseline", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    margin: _Points = 0.0
    margins: dict[str, _Points] = Field(default_factory=dict)
    stochastic: bool | None = None
    alpha: float = Field(default=0.02, gt=0, lt=1)
    must_pass: tuple[str, ...] = ()
    max_invalid: _Points | None = None
    max_misattribution: _Points | None = None
    history: str = ""

    @cached_property
    def plan(self) -> Plan:
        """What is asked. Raises OnRecordError for a number that is out of bounds."""
        protocol = Protocol(
            self.shots,
            self.prompts,
            self.repeats,
            self.temperature,
            self.seed,
            self.system,
            max_tokens=self.max_tokens,
            free=self.free,
        )
        return Plan(self.tasks, self.gold, self.articles, self.split, self.limit, protocol)

    @property
    def baseline_file(self) -> Path:
        return Path(BASELINES) / f"{self.baseline}.json"

    def is_stochastic(self, result: Result) -> bool:
        """Whether the model's answers may differ from run to run: as configured, else as its name tells."""
        return may_vary(result.model, result.signature) if self.stochastic is None else self.stochastic

    def margin_of(self, task: str) -> float:
        """The drop of a task that is let pass, as a share of 1."""
        return self.margins.get(task, self.margin) / 100


def read_config(path: Path | None = None) -> GateConfig:
    """The gate that a file configures: the one named, else ``onrecord.toml``, else ``pyproject.toml``, here.

    What is in none of them has its default. Raises OnRecordError, naming the file and the field.
    """
    if path is not None:
        return _parse(path)
    if Path(_OWN).exists():
        return _parse(Path(_OWN))
    return _parse(Path(_PROJECT), is_needed=False) if Path(_PROJECT).exists() else GateConfig()


def _parse(path: Path, is_needed: bool = True) -> GateConfig:
    try:
        content: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OnRecordError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:  # not TOML, or not UTF-8
        raise OnRecordError(f"{path}: not TOML ({error})") from None
    keys = ["tool", "onrecord", "gate"] if path.name == _PROJECT else ["gate"]
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    table = f"[{'.'.join(keys)}]"
    if content is None and not is_needed:
        return GateConfig()
    if not isinstance(content, dict):
        raise OnRecordError(f"{path}: has no table {table}; ‘onrecord gate --example’ shows one")
    try:
        return GateConfig.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        known = ", ".join(GateConfig.model_fields)
        is_unknown = first["type"] == "extra_forbidden"
        # What TOML writes in brackets is a list to its writer.
        what = f"there is none; there are {known}" if is_unknown else first["msg"].replace("tuple", "list")
        raise OnRecordError(f"{path}: {table}, field ‘{field}’: {what}") from None
