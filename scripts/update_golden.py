"""Scores the golden answers again and writes what they must come to.

    python scripts/update_golden.py

``tests/fixtures/golden`` holds frozen copies of articles, answers of many kinds to all tasks, and what each
must earn. A score may change only with a new version of its task: where the version is the same, this script
refuses, and the tests fail. New answers may be added to ``answers.jsonl`` at any time.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))

from onrecord.gold.load import article_folders, load_article  # noqa: E402
from onrecord.scoring.scorers import ArticleScorer  # noqa: E402
from onrecord.tasks.reader import read_answer  # noqa: E402
from onrecord.tasks.task import built_in_tasks  # noqa: E402

FOLDER = ROOT / "tests" / "fixtures" / "golden"


def main() -> None:
    scorers = {f.name: ArticleScorer(load_article(f)) for f in article_folders(FOLDER / "articles")}
    tasks = built_in_tasks()
    expected = FOLDER / "expected.jsonl"
    before = {}
    if expected.exists():
        before = {
            line["id"]: line for line in map(json.loads, expected.read_text(encoding="utf-8").splitlines())
        }
    lines = []
    for line in (FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        task = tasks[asked["task"]]
        stats = scorers[asked["article"]].score(task, asked["item"], read_answer(task, asked["text"])).stats
        found = {"id": asked["id"], "task": task.label, "stats": dict(sorted(stats.items()))}
        old = before.get(asked["id"])
        if old and old["task"] == task.label and old["stats"] != found["stats"]:
            names = [n for n in {*old["stats"], *stats} if old["stats"].get(n) != stats.get(n)]
            sys.exit(
                f"{asked['id']}: {task.label} gave other {', '.join(sorted(names))} before. A changed "
                f"score is a new version of the task: raise it in tasks/{task.name}.yaml"
            )
        lines.append(json.dumps(found, ensure_ascii=False))
    expected.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{expected.relative_to(ROOT)}: {len(lines)} answers")


if __name__ == "__main__":
    main()
