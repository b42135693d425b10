"""``pytest --onrecord model=…``: items as tests, so that a team keeps its runner.

pytest loads this at the start of every test run where OnRecord is installed: nothing but pytest is imported
here, and without ``--onrecord`` nothing is done.
"""

from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from onrecord.cli.pytest_run import Job, Judged
    from onrecord.compare.gate import Check
    from onrecord.runs.execute import Progress

_NODE = "onrecord"
_GATE = "gate"
_REMARK = "onrecord remark"
_ITEMS_SHOWN = 20
# Why an item may be wrong.
_EXPECTED = {
    "known": "wrong in the baseline too",
    "new": "wrong, and not in the baseline",
    "let pass": "right in the baseline, but within the margin or chance: the gate decides",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    # An option whose value may be left out would take the path that follows for its value.
    parser.getgroup(_NODE, "OnRecord").addoption(
        "--onrecord",
        action="append",
        metavar="KEY=VALUE[,…]",
        help="Test a model on news: model=…, or run=FOLDER; tasks=A+B, gold=, split=, articles=A+B, limit=, "
        "baseline=, config=FILE, and any other field of the gate. What is not given stands in onrecord.toml "
        "or pyproject.toml; ‘--onrecord config’ takes all from there.",
    )


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--onrecord")
    if not given:
        return
    from onrecord.cli.pytest_run import read_job
    from onrecord.errors import OnRecordError

    try:
        job = read_job(given)
        tasks = [task.name for task in job.plan.tasks]
    except OnRecordError as error:
        raise pytest.UsageError(f"--onrecord: {error}") from None
    config.addinivalue_line("markers", f"{_NODE}: an item of OnRecord, or a check of its gate")
    config.addinivalue_line("markers", f"{_GATE}: a check of OnRecord's gate")
    for task in tasks:
        config.addinivalue_line("markers", f"{task}: an item or a check of OnRecord's task {task}")
    config.pluginmanager.register(_Session(config, job), "onrecord-session")


class _Session:
    """A test session with ``--onrecord``: its hooks, and what its tests share."""

    def __init__(self, config: pytest.Config, job: "Job") -> None:
        self.config = config
        self.job = job
        self.wanted: list[str] = []
        self._found: Judged | Exception | None = None

    def pytest_report_header(self) -> str:
        baseline = self.job.baseline
        held = f"held against {baseline.name}" if baseline else "no baseline: what is wrong fails"
        return f"onrecord: {self.job.name}, {held}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Take ``onrecord::…`` out of the arguments, which pytest would look for among the files."""
        mine = f"{_NODE}::"
        self.wanted = [arg.removeprefix(mine) for arg in self.config.args if arg.startswith(mine)]
        self.config.args[:] = [arg for arg in self.config.args if not arg.startswith(mine)]

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            node = _Items.from_parent(collector, name=_NODE, nodeid=_NODE, shared=self)
            report.result = [*(report.result or ()), node]
        return report

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what the gate remarks. Its tests carry it, as they may have run in another process."""
        reports = [report for found in terminalreporter.stats.values() for report in found]
        said = [value for report in reports for value in getattr(report, "user_properties", ())]
        for line in dict.fromkeys(text for name, text in said if name == _REMARK):
            terminalreporter.write_line(f"onrecord: {line}")

    def found(self) -> "Judged":
        """What the model's answers came to. It is asked when the first test wants to know, and once."""
        if self._found is None:
            try:
                with self._progress() as progress:
                    self._found = self.job.judged(self._worker.get("testrunuid", ""), progress)
            except Exception as error:
                self._found = error
        if isinstance(self._found, Exception):
            # The same object each time: it would carry the frames of all tests before.
            raise self._found.with_traceback(None)
        return self._found

    @property
    def _worker(self) -> dict[str, str]:
        """What pytest-xdist tells a worker; empty in a process of its own."""
        return getattr(self.config, "workerinput", {})

    @contextmanager
    def _progress(self) -> "Iterator[Progress | None]":
        """Progress, past what captures the output of tests."""
        from onrecord.cli.progress import progress_bar

        capture = self.config.pluginmanager.getplugin("capturemanager")
        is_shown = not self._worker and self.config.get_verbosity() >= 0
        free = capture.global_and_fixture_disabled() if capture and is_shown else nullcontext()
        with free, progress_bar(is_shown) as progress:
            yield progress


class _Items(pytest.Collector):
    """All items and checks; below it no file."""

    def __init__(self, *, shared: _Session, **node: Any) -> None:
        super().__init__(**node)
        self.shared = shared

    def collect(self) -> "list[pytest.Item | pytest.Collector]":
        from onrecord.compare.items import check_groups, item_ids
        from onrecord.errors import OnRecordError

        job, wanted = self.shared.job, self.shared.wanted
        try:
            ids = list(item_ids(job.plan))
        except OnRecordError as error:
            raise self.CollectError(str(error)) from None
        if not ids:
            raise self.CollectError("nothing to ask: the tasks find nothing in these articles")
        groups = check_groups(job.plan, job.rules) if job.baseline else []
        tests: list[_Test] = [
            *(_Check.from_parent(self, name=f"{_GATE}/{g}", shared=self.shared, group=g) for g in groups),
            *(_Item.from_parent(self, name=id, shared=self.shared, group=id.partition("/")[0]) for id in ids),
        ]
        for want in wanted:
            if not any(_is_below(test.name, want) for test in tests):
                raise self.CollectError(f"no {_NODE}::{want}; ‘--collect-only -q’ lists what there is")
        tasks = {task.name for task in job.plan.tasks}
        for test in tests:
            test.mark(tasks)
        return [test for test in tests if not wanted or any(_is_below(test.name, want) for want in wanted)]


class _Test(pytest.Item):
    """An item, or a check. Where no answers are to be had, or not all, it is an error and no failure."""

    def __init__(self, *, shared: _Session, group: str, **node: Any) -> None:
        super().__init__(**node)
        self.shared = shared
        self.group = group

    def mark(self, tasks: Collection[str]) -> None:
        """Mark it as OnRecord's, and by its task where it is of one."""
        self.add_marker(_NODE)
        if self.group in tasks:
            self.add_marker(self.group)

    def setup(self) -> None:
        from onrecord.errors import OnRecordError
        from onrecord.reports.html_text import clean

        try:
            self.shared.found()
        except OnRecordError as error:
            pytest.fail(clean(str(error)), pytrace=False)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What there is to say of an item: no traceback, for which pytest would read its source each time."""
        said = (pytest.fail.Exception, pytest.xfail.Exception)
        return str(excinfo.value) if isinstance(excinfo.value, said) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, None, str]:
        return self.path, None, self.name


class _Item(_Test):
    """One outcome of the run. It fails where a check of the gate does that rests on it."""

    def runtest(self) -> None:
        from onrecord.reports.html_text import clean

        item = self.shared.found().items[self.name]
        if item.standing in ("right", "fixed"):
            return
        if reason := _EXPECTED.get(item.standing):
            pytest.xfail(reason)
        pytest.fail(clean(item.told), pytrace=False)  # what is expected too, with --runxfail


class _Check(_Test):
    """What the gate looked at in one task, or the items that must pass."""

    def mark(self, tasks: Collection[str]) -> None:
        super().mark(tasks)
        self.add_marker(_GATE)

    def runtest(self) -> None:
        verdict = self.shared.found().gate
        assert verdict is not None, "without a baseline there is no check"
        self.user_properties += [(_REMARK, remark) for remark in verdict.remarks]
        checks = [check for check in verdict.checks if check.group == self.group]
        if not checks:
            pytest.skip("the baseline does not have this task")
        if failed := [check for check in checks if not check.passed]:
            pytest.fail("\n".join(line for check in failed for line in _told(check)), pytrace=False)


def _told(check: "Check") -> Iterator[str]:
    yield f"{check.name}: {check.says}"
    yield from (f"  {id}" for id in check.items[:_ITEMS_SHOWN])
    if len(check.items) > _ITEMS_SHOWN:
        yield f"  and {len(check.items) - _ITEMS_SHOWN:,} more"


def _is_below(name: str, wanted: str) -> bool:
    """Whether ``verify/harbour-ferry/v1`` is it, or below it: ``verify/harbour-ferry``, or nothing, say."""
    return not wanted or f"{name}/".startswith(f"{wanted.rstrip('/')}/")
