"""Made verdicts: any items, right or wrong now and in the baseline, and any checks that rest on them."""

from hypothesis import strategies as st

from onrecord.compare.comparison import Comparison
from onrecord.compare.gate import Check, Verdict
from onrecord.compare.result import ItemResult, Result, TaskResult

HOSTILE = "]]> <script>x</script> <img src=x> ![i](http://e.x) [l](javascript:x) @octocat www.e.x | `a`` \\|"
NASTY = f"{HOSTILE}\r\n::error::x\n# h\n\n| a |\x00\x1b[31m\u202e\ud800\uffff&amp; ##[error]x"

words = st.one_of(st.text(max_size=30), st.just(NASTY), st.text("|`\\<>&;@[]()!*_~#:$ \r\n\t", max_size=20))
_IDS = [
    f"{task}/{article}/{part}" for task in ("verify", "gate") for article in "ab" for part in ("v1", "v2")
]


def result(name: str, items: dict[str, ItemResult], model: str = "scripted") -> Result:
    """A result with these items, and no statistics."""
    names = sorted({id.split("/")[0] for id in items})
    by_task = {task: {id: item for id, item in items.items() if id.startswith(f"{task}/")} for task in names}
    tasks = {t: TaskResult(t, f"{t}.1", "mean_recall", "labels", (), (), by_task[t]) for t in names}
    return Result(name, model, "onrecord:0.1|gold:1a2b", {"a": "1", "b": "2"}, tasks, len(items))


def verdict(
    before: dict[str, ItemResult],
    after: dict[str, ItemResult],
    *checks: Check,
    stochastic: bool = False,
    name: str = "baselines/x.json",
) -> Verdict:
    comparison = Comparison(result(name, before), result("run", after), 2, (), ())
    return Verdict(comparison, checks, stochastic, ())


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    """Any verdict whose failed checks rest on items of the run."""
    items = st.builds(ItemResult, st.sampled_from((0.0, 0.4, 0.5, 1.0)), words, words, words)
    before, after = (draw(st.dictionaries(st.sampled_from(_IDS), items)) for _ in range(2))
    some = st.lists(st.sampled_from(sorted(after)), unique=True).map(tuple) if after else st.just(())
    passed = st.builds(Check, words, st.just(True), words, st.none() | st.floats(0, 1))
    failed = st.builds(Check, words, st.just(False), words, st.none() | st.floats(0, 1), some)
    checks = draw(st.lists(passed | failed, max_size=4))
    return verdict(before, after, *checks, stochastic=draw(st.booleans()), name=draw(words))
