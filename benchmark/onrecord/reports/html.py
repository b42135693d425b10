"""``report.html``: one file that shows every error in the article's text."""

from onrecord.runs.folder import REPORT, RunFolder
from onrecord.runs.score import RunScores


def write_report(folder: RunFolder, scores: RunScores) -> None:
    """Write the page of a scored run."""
    folder.write(REPORT, "")
