"""What ``pytest --onrecord …`` asks: read from its option and the gate's configuration, asked once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from onrecord import api
from onrecord.cli.gated import blessed
from onrecord.compare.config import GateConfig, read_config
from onrecord.compare.gate import Verdict, judge
from onrecord.compare.items import items_alone
from onrecord.compare.judged import JudgedItem, judged_items
from onrecord.compare.result import Result, result_of
from onrecord.compare.sources import read_result
from onrecord.errors import IncompleteError, OnRecordError, RunError
from onrecord.models.base import Model
from onrecord.models.registry import make_model
from onrecord.runs.execute import Progress
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import read_plan

_OWN = ("config", "run", "out", "baseline")
# Tables have no place in an option, and a test session is no entry of a history.
_TABLES = ("model_options", "margins", "history")
_LISTS = ("tasks", "articles", "must_pass")
_JUDGING = ("stochastic", "margin", "alpha", "must_pass", "max_invalid", "max_misattribution")
_KEYS = (*_OWN, *(name for name in GateConfig.model_fields if name not in (*_OWN, *_TABLES)))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a session found: each item by id, and the gate's verdict where there is a baseline."""

    items: Mapping[str, JudgedItem]
    gate: Verdict | None


@dataclass(frozen=True, slots=True)
class Job:
    """A run to be judged: a finished one, or of a model that is asked into the folder ``out``."""

    rules: GateConfig
    plan: Plan
    source: RunFolder | Model
    baseline: Result | None
    out: Path | None = None

    @property
    def name(self) -> str:
        return str(self.source.path) if isinstance(self.source, RunFolder) else self.source.name

    def judged(self, session: str = "", progress: Progress | None = None) -> Judged:
        """Ask the model, in a new folder unless ``out`` names one, and judge its answers.

        Processes of the same ``session``, where they have one, ask once between them.

        Raises OnRecordError: what asking raises, IncompleteError where answers are missing, and
        IncomparableError where the baseline is of something else.
        """
        source = self.source
        folder = source if isinstance(source, RunFolder) else self._ask(source, session, progress)
        result = result_of(folder, str(folder.path))
        if result.missing:
            raise IncompleteError(
                f"{result.name}: {result.missing:,} of {result.questions:,} questions have no answer"
            )
        verdict = judge(result, self.baseline, self.rules) if self.baseline else None
        items = judged_items(verdict) if verdict else items_alone(result)
        return Judged({item.id: item for item in items}, verdict)

    def _ask(self, model: Model, session: str, progress: Progress | None) -> RunFolder:
        folder = RunFolder(self.out or api.fresh_folder(model, session[:8]))

        def ask() -> None:
            scores, outcome = api.run(self.plan, model, folder, progress)
            if not scores.is_complete:
                raise IncompleteError(api.incomplete_message(folder, scores, outcome))

        _once(folder, session, ask)
        return folder


def read_job(given: Sequence[str]) -> Job:
    """What the values of ``--onrecord`` and the configuration name.

    Raises OnRecordError where they name nothing, or contradict each other.
    """
    pairs = _pairs(given)
    rules = _rules(pairs)
    baseline = _baseline(rules, pairs.get("baseline", ""))
    if "run" in pairs:
        if asking := [key for key in pairs if key not in ("run", "config", "baseline", *_JUDGING)]:
            raise OnRecordError(f"run= is a finished run, which nothing is asked of: leave out {asking[0]}=")
        folder = RunFolder(Path(pairs["run"]))
        return Job(rules, read_plan(folder), folder, baseline)
    if not rules.model:
        raise OnRecordError("no model: give model=…, or run=… (a run folder), or name one in onrecord.toml")
    model = make_model(rules.model, rules.model_options)
    return Job(rules, rules.plan, model, baseline, Path(pairs["out"]) if "out" in pairs else None)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """Keys and values; the word ``config`` alone gives none."""
    found: dict[str, str] = {}
    for part in (part for value in given for part in value.split(",") if part != "config"):
        key, separator, value = part.partition("=")
        if not separator or not value:
            raise OnRecordError(
                f"‘{part}’ is no KEY=VALUE, nor the word config; a value with a comma goes into onrecord.toml"
            )
        if key not in _KEYS:
            raise OnRecordError(f"there is no key ‘{key}’; there are {', '.join(_KEYS)}")
        if key in found:
            raise OnRecordError(f"{key}= is given twice; several {key} are joined by +")
        found[key] = value
    return found


def _rules(pairs: Mapping[str, str]) -> GateConfig:
    """The configuration, with what the option gives in its place."""
    rules = read_config(Path(pairs["config"]) if "config" in pairs else None)
    given = {
        key: value.split("+") if key in _LISTS else value for key, value in pairs.items() if key not in _OWN
    }
    try:
        return GateConfig.model_validate({**rules.model_dump(exclude_unset=True), **given})
    except ValidationError as error:
        first = error.errors()[0]
        raise OnRecordError(f"{'.'.join(map(str, first['loc']))}=: {first['msg']}") from None


def _baseline(rules: GateConfig, named: str) -> Result | None:
    """The result file named, else the blessed one; None where nobody speaks of a baseline."""
    if named:
        return read_result(named)
    is_meant = "baseline" in rules.model_fields_set
    return blessed(rules) if is_meant or rules.baseline_file.exists() else None


def _once(folder: RunFolder, session: str, ask: Callable[[], None]) -> None:
    """Ask once for all processes of a session: the first asks, the others wait and hear how it went."""
    if not session:
        ask()
        return
    said = folder.path / ".pytest"
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.path / ".pytest.lock"):
            before, _, fault = (
                said.read_text(encoding="utf-8").partition("\n") if said.exists() else ("", "", "")
            )
            if before != session:
                fault = _fault_of(ask)
                said.write_text(f"{session}\n{fault}", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise RunError(f"{folder.path}: cannot be written ({error.strerror}); try another out=") from None
    if fault:
        raise RunError(fault)


def _fault_of(ask: Callable[[], None]) -> str:
    """What went wrong, in words; empty where nothing did."""
    try:
        ask()
    except Exception as error:
        return str(error) if isinstance(error, OnRecordError) else f"{type(error).__name__}: {error}"
    return ""
