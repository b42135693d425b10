"""What prompts have in common, as a tree."""

from onrecord.models.hf_decoding import Prompt
from onrecord.models.hf_prefix import Path, tree

from .helpers import ask


def prompts(*rows: list[int]) -> list[Prompt]:
    return [Prompt(ask(str(n)), row, 9) for n, row in enumerate(rows)]


def branches(*rows: list[int]) -> dict[str, list[tuple[int, int, bool]]]:
    """The runs of each prompt, as (start, length, whether it is shared)."""
    found = list(tree(prompts(*rows)))
    for prompt, path in found:
        assert [token for run in path for token in run.tokens] == prompt.tokens[: _known(path)]
        assert _known(path) < len(prompt.tokens), "a prompt keeps a token of its own"
    return {p.request.item: [(r.start, len(r.tokens), r.is_shared) for r in path] for p, path in found}


def _known(path: Path) -> int:
    return sum(len(run.tokens) for run in path)


def test_prompts_that_share_enough_share_a_run() -> None:
    assert branches() == {}
    assert branches([1] * 90) == {"0": []}
    assert branches([1] * 65, [1] * 65) == {"0": [(0, 64, True)], "1": [(0, 64, True)]}
    assert branches([1] * 64, [1] * 64) == {"0": [], "1": []}
    # Three that share 32 save as much as two that share 64.
    assert branches(*[[*range(32), 50 + n] for n in range(3)])["2"] == [(0, 32, True)]


def test_a_run_hangs_below_another_and_strays_are_left_to_themselves() -> None:
    system, long, other = [1] * 70, list(range(100, 300)), list(range(300, 500))
    rows = [system + long + [n] for n in range(3)] + [system + other + [n] for n in range(2)]
    found = branches(*rows, [2, 3])
    assert found.pop("5") == []
    assert set(map(tuple, found.values())) == {((0, 70, True), (70, 200, True))}
    # Two rows that share one word more have no run of their own.
    found = branches(*[[*long, n % 2, n] for n in range(4)])
    assert set(map(tuple, found.values())) == {((0, 200, True),)}


def test_runs_are_the_same_object_where_prompts_share_them_and_stand_together() -> None:
    rows = [[*range(100), *range(n % 2, 80), 90 + n] for n in range(4)]
    found = [(prompt.request.item, path) for prompt, path in tree(prompts(*rows))]
    assert [name for name, _ in found] == ["0", "2", "1", "3"]
    assert len({path[0] for _, path in found}) == 1
    assert [found[0][1][1] is path[1] for _, path in found] == [True, True, False, False]


def test_a_prompt_that_begins_others_ends_where_they_go_on() -> None:
    rows = [[5] * 100, [5] * 100 + [6] * 80 + [7], [5] * 100 + [6] * 80 + [8], [5] * 100]
    assert branches(*rows) == {
        "0": [(0, 99, True)],
        "3": [(0, 99, True)],
        "1": [(0, 99, True), (99, 81, True)],
        "2": [(0, 99, True), (99, 81, True)],
    }


def test_a_long_end_of_its_own_is_a_run_that_nobody_shares() -> None:
    assert branches([1] * 300) == {"0": [(0, 299, False)]}
    rows = [[*range(70), *range(400, 800)], [*range(70), 7]]
    assert branches(*rows) == {"0": [(0, 70, True), (70, 399, False)], "1": [(0, 70, True)]}
