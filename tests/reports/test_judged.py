"""A judge's columns: labelled, beside the primary metrics, in every form of the table and on the page."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from onrecord.api import run, run_judge
from onrecord.errors import IncomparableError
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.reports.judged import judged_columns
from onrecord.reports.table import columns, json_table, markdown_table, notes, terminal_table
from onrecord.runs.folder import REPORT, RunFolder
from onrecord.runs.judge.judging import Judged
from onrecord.runs.plan import Plan
from onrecord.runs.score import Row, RunScores
from onrecord.scoring.aggregate import MetricScore, TaskScores
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted
from .test_html import ALLOWED, HOSTILE, Page

SIGNATURE = "onrecord:0.1|gold:1a2b3c4d|articles:6|tasks:brief.1|model:{name}@00000000|shots:0"
JUDGE = "hf:court@1a2b3c4d"
ASKED = "claim.1+presence.1+support.1~aaaaaa"


def judged(**more: object) -> Judged:
    fields = {"judge": JUDGE, "signature": f"onrecord:0.1|judge:{JUDGE}", "prompts": ASKED, "questions": 40}
    return Judged(**{**fields, "missing": 0, "invalid": 0, **more})  # type: ignore[arg-type]


def scored(name: str, *judges: Judged) -> RunScores:
    own = MetricScore("faithful_coverage", "faithful coverage", 0.5, (0.4, 0.6), 6)
    figures = [
        MetricScore(f"judged_faithful_coverage@{j.judge}", f"by {j.judge}", 0.25, (0.2, 0.3), 6, pooled=False)
        for j in judges
        if j.is_complete
    ]
    oracle = Row("oracle", "ceiling", {"brief": TaskScores("brief", own.name, (own,))})
    row = Row(name, "model", {"brief": TaskScores("brief", own.name, (own, *figures))})
    ids = tuple(f"a{n}" for n in range(6))
    return RunScores(name, SIGNATURE.format(name=name), ids, 6, 0, (row, oracle), judges)


def test_a_judge_has_a_column_that_names_it() -> None:
    lines = markdown_table([scored("m", judged())]).splitlines()

    assert lines[0] == f"| | brief | brief, judged by {JUDGE} |"
    assert lines[2] == "| m | 50.0 [40.0, 60.0] | 25.0 [20.0, 30.0] |"
    assert lines[3] == "| oracle | 50.0 [40.0, 60.0] |  |"


def test_judged_figures_are_no_primary_column() -> None:
    rows = scored("m", judged()).rows
    assert columns(rows) == [("brief", "faithful_coverage")]
    assert judged_columns(rows) == [("brief", f"judged_faithful_coverage@{JUDGE}", JUDGE)]


def test_two_judges_have_a_column_each_and_a_row_without_one_is_blank() -> None:
    other = judged(judge="other@00000000")
    lines = markdown_table([scored("m", judged(), other), scored("n", other)]).splitlines()

    assert lines[0] == f"| | brief | brief, judged by {JUDGE} | brief, judged by other@00000000 |"
    assert lines[3] == "| n | 50.0 [40.0, 60.0] |  | 25.0 [20.0, 30.0] |"


def test_the_terminal_shows_the_judge_above_its_column() -> None:
    out = io.StringIO()
    Console(file=out, width=120).print(terminal_table([scored("m", judged(judge="[bold]x@1"))]))

    assert "judged by" in out.getvalue() and "[bold]x@1" in out.getvalue()
    assert "25.0" in out.getvalue()


def test_json_has_the_judges_and_their_figures() -> None:
    found = json.loads(json.dumps(json_table([scored("m", judged(invalid=3))])))

    assert found["judges"][0]["model"] == "m" and found["judges"][0]["invalid"] == 3
    assert found["rows"][0]["tasks"]["brief"]["metrics"][f"judged_faithful_coverage@{JUDGE}"]["value"] == 0.25
    assert "judges" not in json_table([scored("m")])


def test_notes_say_that_a_model_judged_and_what_it_could_not_say() -> None:
    told = notes([scored("m", judged(invalid=3))])
    assert any("never the primary metric; 3 of its 40 answers could not be read." in note for note in told)
    assert told[-1] == judged().signature
    broken = notes([scored("m", judged(missing=4))])
    assert any(f"judging by {JUDGE} is INCOMPLETE, 4 of 40 questions" in note for note in broken)
    assert "judged by" not in markdown_table([scored("m", judged(missing=4))]).splitlines()[0]


def test_one_judge_with_other_prompts_is_incomparable() -> None:
    runs = [scored("m", judged()), scored("n", judged(prompts="presence.2~bbbbbb"))]
    with pytest.raises(IncomparableError, match=r"was asked .*~aaaaaa and presence\.2~bbbbbb"):
        markdown_table(runs)
    assert markdown_table([runs[0], replace(runs[1], judges=())])


def page(folder: Path, name: str, answer: object, summary: object = rules) -> tuple[str, Page]:
    there = RunFolder(folder / "run")
    run(Plan(("headline", "brief"), str(GOLD), ("mill-fire",)), Scripted(summary), there)  # type: ignore[arg-type]
    run_judge(Scripted(answer, name, name), there)  # type: ignore[arg-type]
    source = (there.path / REPORT).read_text(encoding="utf-8")
    return source, Page(source)


def test_the_page_names_the_judge_and_shows_what_it_decided(tmp_path: Path) -> None:
    def fair(request: Request) -> str:
        return json.dumps({"label": "contradicted" if request.task == "support" else "present"})

    _, found = page(tmp_path, "court", fair)

    assert found.words.count("judged by court@") > 2
    assert "Judged by court@" in found.words and "judged support 0.0" in found.words
    assert "contradicted" in found.words and "present" in found.words
    assert "none of them primary" in found.words and "no model judges another" not in found.words
    assert "|questions:claim.1+presence.1+support.1~" in found.words


def test_a_hostile_judge_of_a_hostile_summary_stays_text(tmp_path: Path) -> None:
    # A log holds no lone surrogate in a name; answers and summaries may have them.
    name = HOSTILE.replace("\ud800", "")
    source, found = page(tmp_path, name, lambda r: HOSTILE, lambda r: f"{HOSTILE} burned in Garrow.")

    assert set(found.tags) <= ALLOWED
    assert not [a for a in found.attributes if a.startswith("on")]
    assert all(link.startswith("#") for link in found.links)
    assert "\u202e" not in source
    assert "could not be read" in found.words


def test_an_unfinished_judge_is_told_on_the_page(tmp_path: Path) -> None:
    _, found = page(tmp_path, "court", lambda r: Response(error="down"))

    assert "Judging by court@" in found.words and "is INCOMPLETE" in found.words
    assert "judged coverage" not in found.words
    assert found.ids and len(found.ids) == len(set(found.ids))
