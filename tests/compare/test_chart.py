"""Drawings of a series: what stands where, on a terminal and on a page."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.compare.chart import HEIGHT, WIDTH, chart, marks, terminal_rows
from onrecord.compare.history import Entry, Figure
from onrecord.compare.listing import series_json, series_markdown
from onrecord.compare.series import Series, series_of

SIGNATURE = "onrecord:0.1|gold:1a2b|tasks:quotes.2|model:m@00|repeats:3|temperature:0.7"
HOSTILE = "\x1b[31mm</svg><script>|\n\u202e"


def series(*figures: Figure, model: str = "m", breaks: tuple[int, ...] = ()) -> Series:
    """Runs on the days of May, with other gold from each break on."""
    entries = []
    for n, figure in enumerate(figures):
        signature = SIGNATURE.replace("1a2b", f"{sum(n >= at for at in breaks):04}")
        time = f"2026-05-{n % 28 + 1:02}T08:00:00Z"
        entries.append(Entry(time, f"{n:07x}", model, signature, "passed", {"quotes": {"f1": figure}}))
    (found,) = series_of(entries)
    return found


def level(value: float | None, half: float | None = None) -> Figure:
    if value is None or half is None:
        return Figure(value, None, None, 4)
    return Figure(value, value - half, value + half, 9)


def test_a_row_a_run_with_its_interval_and_what_changed() -> None:
    rows = list(terminal_rows(series(*[level(0.5, 0.1)] * 6, *[level(0.8, 0.1)] * 6, breaks=(10,)), 56))

    lines = [line for line, _ in rows]
    assert lines[0] == "quotes · f1 · m"
    assert lines[1] == f"{'':36}40.0            90.0"
    assert lines[2] == "2026-05-01 0000000  passed     50.0 ├───●───┤"
    assert [line for line in lines if line.startswith(("▶", "┄"))] == [
        "┄ 2026-05-11, 000000a: not comparable with before (gold 0000 → 0001)"
    ]
    assert lines[-1].endswith("├───●───┤")
    assert len(lines[-1]) == 56


def test_a_step_stands_before_the_run_that_has_it() -> None:
    rows = list(terminal_rows(series(*[level(0.5)] * 8, *[level(0.75)] * 8)))

    at = next(n for n, (line, _) in enumerate(rows) if line.startswith("▶"))
    assert rows[at] == ("▶ step 2026-05-09, 0000008: 50.0 → 75.0 (+25.0)", "yellow")
    assert rows[at + 1][0].startswith("2026-05-09")


def test_a_failed_run_is_red_and_an_undefined_value_a_dash() -> None:
    found = series(level(0.5), level(None))
    failed = replace(found.points[0], entry=replace(found.points[0].entry, verdict="failed"))
    rows = list(terminal_rows(replace(found, points=(failed, found.points[1]))))

    assert [style for _, style in rows] == ["bold", "dim", "red", ""]
    assert rows[3][0].split() == ["2026-05-02", "0000001", "passed", "–"]


figures = st.builds(
    lambda value, down, up: Figure(value, value - down, value + up, 9),
    st.floats(-9, 90) | st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
) | st.builds(Figure, st.none() | st.floats(0, 1), st.none(), st.none(), st.integers(0, 9))


@settings(max_examples=80, deadline=None)
@given(st.lists(figures, min_size=1, max_size=12), st.integers(40, 120))
def test_whatever_the_figures_are_they_fit(found: list[Figure], width: int) -> None:
    drawn = series(*found, breaks=(3, 7))

    lines = [line for line, _ in terminal_rows(drawn, width) if not line.startswith(("▶", "┄", "quotes"))]
    assert all(len(line) <= max(width, 56) for line in lines)
    assert [line.count("●") for line in lines[1:]] == [int(f.value is not None) for f in found]
    picture = chart(drawn)
    assert len(picture.dots) == sum(f.value is not None for f in found)
    numbers = [float(n) for path in (*picture.bands, *picture.lines) for n in re.findall(r"[\d.e+-]+", path)]
    assert all(0 <= n <= WIDTH for n in numbers)
    assert all(0 <= y <= HEIGHT for y, _ in picture.ticks)
    assert 2 <= len(picture.ticks) <= 8


def test_a_line_ends_at_a_break_and_a_band_where_there_is_no_interval() -> None:
    drawn = chart(
        series(level(0.5, 0.1), level(0.5, 0.1), level(0.6), level(0.6, 0.1), level(0.7, 0.1), breaks=(4,))
    )

    assert [path.count("L") for path in drawn.lines] == [3, 0]
    # There and back: two runs have four corners, one has two.
    assert [path.count(" ") for path in drawn.bands] == [7, 3, 3]
    assert [sign.kind for sign in drawn.signs] == ["break"]


def test_levels_are_drawn_between_steps_alone() -> None:
    without = chart(series(*[level(0.5)] * 16))
    drawn = chart(series(*[level(0.5)] * 8, *[level(0.75)] * 8))

    assert without.levels == ()
    (first, second) = drawn.levels
    low, high = drawn.dots[0].y, drawn.dots[-1].y
    assert first.split()[1] == first.split()[3] == f"{low:g}"
    assert second.split()[1] == second.split()[3] == f"{high:g}"
    assert low > high
    (sign,) = drawn.signs
    assert drawn.dots[7].x < sign.x < drawn.dots[8].x
    assert (sign.kind, sign.number) == ("step", 1)


@pytest.mark.parametrize(("size", "dates"), [(1, 1), (2, 2), (5, 5), (200, 6)])
def test_dates_do_not_touch(size: int, dates: int) -> None:
    drawn = chart(series(*[level(0.5)] * size))

    assert len(drawn.dates) == dates
    places = [x for x, _, _ in drawn.dates]
    assert all(b - a > 70 for a, b in pairwise(places))


def test_axes_have_round_ticks_and_a_share_ends_at_its_bounds() -> None:
    assert [label for _, label in chart(series(level(0.985, 0.015), level(0.9, 0.02))).ticks] == [
        "85", "90", "95", "100"
    ]  # fmt: skip
    assert [label for _, label in chart(series(level(0.5))).ticks] == [
        "47",
        "48",
        "49",
        "50",
        "51",
        "52",
        "53",
    ]


def test_hostile_names_stay_on_their_line() -> None:
    drawn = series(*[level(0.5)] * 2, model=HOSTILE)

    assert next(line for line, _ in terminal_rows(drawn)).startswith("quotes · f1 · ␛[31mm</svg><script>|")
    assert len(list(terminal_rows(drawn))) == 4
    heading, _, *table = series_markdown(drawn).splitlines()
    assert heading == "## quotes · f1 · ␛[31mm&lt;/svg>&lt;script>| �"
    assert len(table) == 4


def test_markdown_and_json_have_every_run_step_and_break() -> None:
    drawn = series(*[level(0.5, 0.1)] * 8, *[level(0.75)] * 8, breaks=(14,))
    assert [mark.kind for mark in marks(drawn)] == ["step", "break"]

    rows = series_markdown(drawn).splitlines()[4:]
    assert len(rows) == 16
    assert rows[0] == "| 2026-05-01 | 0000000 | passed | 50.0 | 40.0 to 60.0 |  |"
    assert rows[8] == "| 2026-05-09 | 0000008 | passed | 75.0 | – | step: 50.0 → 75.0 (+25.0) |"
    assert rows[14].endswith("| break: not comparable with before (gold 0000 → 0001) |")
    found = series_json(drawn)
    assert [point["value"] for point in found["points"]] == [0.5] * 8 + [0.75] * 8
    assert [step["at"] for step in found["steps"]] == [8]
    assert found["breaks"] == [{"at": 14, "says": "gold 0000 → 0001"}]
