"""The report of several runs: what stands on its pages, where links lead, and what it refuses."""

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onrecord.api import rescore
from onrecord.errors import IncomparableError, OnRecordError, RunError
from onrecord.gold.load import load_article
from onrecord.reports.site import write_site
from onrecord.reports.site_files import MARKER, ReportFolder
from onrecord.reports.site_items import in_step
from onrecord.reports.site_names import article_file, letters, outcome_anchor, safe, slice_anchor
from onrecord.runs.folder import ITEMS, SCORES, RunFolder
from onrecord.runs.score import load_scores
from onrecord.scoring.slices import quote_slices
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, gold_copy
from .site_runs import ARTICLES, erring, made_run

_LINE = dict.fromkeys(("id", "task", "article", "item", "inputs", "text", "invalid", "details"))


class Page(HTMLParser):
    """A page's ids and links, and the rows of outcomes: classes, text and marks by id."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.classes: dict[str, list[str]] = {}
        self.words: dict[str, str] = {}
        self.source = path.read_text(encoding="utf-8")
        self._row = ""
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"]] if found.get("id") else []
        self.links += [found["href"]] if found.get("href") else []
        if tag == "tr":
            self._row = found.get("id") or ""
            self.classes[self._row] = (found.get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        self._row = "" if tag == "tr" else self._row

    def handle_data(self, data: str) -> None:
        if self._row:
            self.words[self._row] = self.words.get(self._row, "") + data

    def marks(self, row: str) -> str:
        return re.sub(r"[^✓✗–]", "", self.words[row])[-2:]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[RunFolder]:
    folder = tmp_path_factory.mktemp("runs")
    return [made_run(folder / "a"), made_run(folder / "b", erring, "erring")]


@pytest.fixture(scope="module")
def site(runs: list[RunFolder], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(runs, tmp_path_factory.mktemp("site") / "report").parent


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


def test_there_is_a_page_for_the_overview_for_each_article_and_each_dimension(site: Path) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {"index.html", *(article_file(id) for id in ARTICLES)} <= names
    assert {"slices/quotes-form.html", "slices/verify-trick.html", "slices/check-quote-edit.html"} <= names
    assert sorted((site / MARKER).read_text().splitlines()) == sorted(names)


def test_every_link_leads_somewhere_and_no_id_stands_twice(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            file, _, fragment = link.partition("#")
            there = (path.parent / file).resolve() if file else path
            assert there in pages, (path, link)
            assert not fragment or fragment in pages[there].ids, (path, link)


def test_no_page_has_a_script_or_loads_anything(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert not page.tags & {"script", "img", "link", "iframe", "object", "form", "svg"}, path
        assert "default-src 'none'; style-src 'unsafe-inline'" in page.source
        assert "url(" not in page.source
        assert "@import" not in page.source


def test_the_overview_has_models_rows_beside_them_and_signatures(
    pages: dict[Path, Page], site: Path, runs: list[RunFolder]
) -> None:
    source = pages[site / "index.html"].source
    for name in ("rules", "erring", "nearest-name", "oracle", "empty"):
        assert f"{name}</th>" in source
    for run in runs:
        assert load_scores(run).signature in source
    assert "2 articles" in source
    assert "No intervals" in source


def test_a_cell_of_the_heat_map_is_the_recall_with_its_items(
    pages: dict[Path, Page], site: Path, runs: list[RunFolder]
) -> None:
    found = next(s for s in load_scores(runs[0]).rows[0].tasks["quotes"].slices if s.name == "form=direct")
    cell = f'title="{100 * found.value:.1f}% of {found.items} items">'
    link = f'<a href="slices/quotes-form.html#direct">{100 * found.value:.0f}</a>'
    assert cell + link in pages[site / "index.html"].source


def test_every_outcome_of_gold_is_a_row_under_its_stable_name(pages: dict[Path, Page], site: Path) -> None:
    for id in ARTICLES:
        article = load_article(GOLD / id)
        page = pages[site / article_file(id)]
        for quote in article.quotes:
            expected = [] if quote.optional else [f"quotes-{quote.id}", f"attribution-{quote.id}"]
            assert set(expected) <= set(page.ids)
        assert {f"verify-{s.id}" for s in article.statements} <= set(page.ids)


def test_marks_and_answers_are_those_of_the_runs(
    pages: dict[Path, Page], site: Path, runs: list[RunFolder]
) -> None:
    for line in runs[0].read_items():
        if line["task"] == "verify":
            page, row = pages[site / article_file(line["article"])], f"verify-{line['item']}"
            details = line["details"]
            first = "✓" if details["answer"] == details["gold"] else "✗"
            second = "✓" if details["gold"] == "supported" else "✗"
            assert page.marks(row) == first + second
            assert ("A" in page.classes[row]) == (first == "✗")
            assert ("d" in page.classes[row]) == (first != second)
            assert details["gold"] in page.words[row]
        if line["task"] == "attribution":
            assert "B Nobody Inparticular" in pages[site / article_file(line["article"])].words[
                f"attribution-{line['item']}"
            ]  # fmt: skip


def test_an_answer_that_several_models_gave_stands_once(tmp_path: Path) -> None:
    both = [made_run(tmp_path / name, erring, name) for name in ("one", "two")]
    site = write_site(both, tmp_path / "out").parent
    page = Page(site / article_file("mill-fire"))
    rows = [words for row, words in page.words.items() if row.startswith("attribution-")]
    assert rows
    for words in rows:
        assert words.count("Nobody Inparticular") == 1
        assert "A B Nobody Inparticular" in words


def test_the_pages_of_slices_count_the_items_of_gold(pages: dict[Path, Page], site: Path) -> None:
    source = pages[site / "slices/quotes-form.html"].source
    section = source.partition('id="direct"')[2].partition("</section>")[0]
    counts = []
    for id in ARTICLES:
        article = load_article(GOLD / id)
        quotes = [q for q in article.quotes if not q.optional]
        counts.append(sum("form=direct" in quote_slices(article, q) for q in quotes))
    assert f'<th scope="row">all</th><td>{sum(counts)}</td>' in section
    for id, count in zip(ARTICLES, counts, strict=True):
        link = f'href="../{article_file(id)}#slice.form-direct"'
        assert re.search(rf"{re.escape(link)}>[^<]*</a></th><td>{count}</td>", section)


def test_rows_are_in_the_slices_that_their_scorer_counts_them_in(pages: dict[Path, Page], site: Path) -> None:
    """The class that a slice's rule leaves on the page is that of its rows, and of no other."""
    article = load_article(GOLD / "mill-fire")
    page = pages[site / article_file("mill-fire")]
    css = re.search(r"#slice\\.form-direct:target~\.part \.o:not\(\.(f\d+)\)", page.source)
    assert css
    for quote in article.quotes:
        if not quote.optional:
            assert (css[1] in page.classes[f"quotes-{quote.id}"]) == (quote.form == "direct")


def test_one_run_has_no_choice_of_models(runs: list[RunFolder], tmp_path: Path) -> None:
    write_site(runs[:1], tmp_path / "out")
    source = (tmp_path / "out" / article_file("mill-fire")).read_text(encoding="utf-8")
    assert 'class="pick"' not in source
    assert "models differ" not in source


def test_samples_are_shown_as_shares(tmp_path: Path) -> None:
    asked: dict[str, int] = {}

    def fickle(request: Request) -> str:
        asked["n"] = asked.get("n", 0) + 1
        return json.dumps({"label": "supported" if asked["n"] % 2 else "nonsense"})

    run = made_run(tmp_path / "run", fickle, "fickle", task_names=("verify",), protocol=Protocol(repeats=2))
    write_site([run], tmp_path / "out")
    article = load_article(GOLD / "mill-fire")
    page = Page(tmp_path / "out" / article_file("mill-fire"))
    supported = [f"verify-{s.id}" for s in article.statements if s.label == "supported"]
    assert supported
    for row in supported:
        assert page.words[row].endswith("1/2")
        assert "A" not in page.classes[row]
        assert "invalid: " in page.words[row]


def test_an_unfinished_run_says_so_and_has_dashes(runs: list[RunFolder], tmp_path: Path) -> None:
    folder = tmp_path / "torn"
    shutil.copytree(runs[1].path, folder)
    responses = folder / "responses.jsonl"
    kept = [line for line in responses.read_text().splitlines(True) if '"id": "verify/mill-fire' not in line]
    responses.write_text("".join(kept))
    rescore(folder)
    site = write_site([runs[0], RunFolder(folder)], tmp_path / "out").parent
    assert "INCOMPLETE" in (site / "index.html").read_text(encoding="utf-8")
    page = Page(site / article_file("mill-fire"))
    assert {page.marks(row)[1] for row in page.words if row.startswith("verify-")} == {"–"}


def test_runs_that_cannot_stand_in_one_table_are_refused(runs: list[RunFolder], tmp_path: Path) -> None:
    other = made_run(tmp_path / "other", articles=("mill-fire",))
    with pytest.raises(IncomparableError, match="cannot stand in one table"):
        write_site([runs[0], other], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_run_that_was_not_scored_is_refused(runs: list[RunFolder], tmp_path: Path) -> None:
    shutil.copytree(runs[0].path, tmp_path / "run")
    (tmp_path / "run" / SCORES).unlink()
    with pytest.raises(RunError, match="not scored yet; ‘onrecord score"):
        write_site([RunFolder(tmp_path / "run")], tmp_path / "out")


def test_gold_that_has_changed_since_is_refused(tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold", "mill-fire")
    run = made_run(tmp_path / "run", gold=gold, articles=("mill-fire",))
    annotations = gold / "mill-fire" / "annotations.jsonl"
    annotations.write_text(annotations.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(RunError, match="changed since it was scored; ‘onrecord score"):
        write_site([run], tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(runs: list[RunFolder], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(OnRecordError, match="not empty, and no report"):
        write_site(runs, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_an_earlier_report_is_replaced_and_nothing_else(runs: list[RunFolder], tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_site(runs, out)
    (out / "articles" / "notes.html").write_text("mine")
    (out / "mine.txt").write_text("mine")
    marker = (out / MARKER).read_text()
    (out / MARKER).write_text(marker + "mine.txt\narticles/../mine.txt\n")
    one = made_run(tmp_path / "one", articles=("mill-fire",))
    write_site([one], out)
    assert not (out / article_file("harbour-ferry")).exists()
    assert (out / article_file("mill-fire")).exists()
    assert (out / "articles" / "notes.html").exists()
    assert (out / "mine.txt").exists()


def test_a_report_that_was_stopped_is_taken_up(tmp_path: Path) -> None:
    stopped = ReportFolder(tmp_path / "out")
    stopped.claim()
    stopped.write("articles/x.html", "x")
    again = ReportFolder(tmp_path / "out")
    again.claim()
    again.write("articles/y.html", "y")
    again.finish("index")
    assert [p.name for p in (tmp_path / "out" / "articles").iterdir()] == ["y.html"]
    assert (tmp_path / "out" / "index.html").read_text() == "index"


def test_lines_of_several_runs_come_article_by_article(tmp_path: Path) -> None:
    def written(name: str, *articles: str) -> RunFolder:
        (tmp_path / name).mkdir()
        lines = [json.dumps({**_LINE, "article": a, "n": n}) + "\n" for n, a in enumerate(articles)]
        (tmp_path / name / ITEMS).write_text("".join(lines))
        return RunFolder(tmp_path / name)

    full, gap = written("full", "a", "a", "b", "c"), written("gap", "a", "c")
    found = [[[line["n"] for line in of] for of in runs] for runs in in_step([full, gap], ["a", "b", "c"])]
    assert found == [[[0, 1], [0]], [[2], []], [[3], [1]]]
    with pytest.raises(RunError, match="out of order; ‘onrecord score"):
        list(in_step([written("odd", "b", "a")], ["a", "b"]))
    with pytest.raises(RunError, match="makes it"):
        list(in_step([RunFolder(tmp_path)], ["a"]))


def test_no_more_than_an_article_is_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def lines(_: RunFolder) -> Iterator[dict[str, str]]:
        for article in "abc":
            for _ in range(3):
                read.append(article)
                yield {**_LINE, "article": article}

    monkeypatch.setattr(RunFolder, "read_items", lines)
    steps = in_step([RunFolder(tmp_path)], list("abc"))
    next(steps)
    # The next article's lines are at hand, the one after it has begun.
    assert read == list("aaabbbc")


def test_a_line_that_lacks_something_is_told(tmp_path: Path) -> None:
    line = {name: value for name, value in _LINE.items() if name != "details"} | {"article": "a"}
    (tmp_path / ITEMS).write_text(json.dumps(line) + "\n", encoding="utf-8")

    with pytest.raises(RunError, match="not the lines of scored answers; ‘onrecord score"):
        list(in_step([RunFolder(tmp_path)], ["a"]))


def test_letters_are_those_of_a_sheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_names_are_safe_and_never_shared() -> None:
    assert outcome_anchor("quotes", "q3") == "quotes-q3"
    assert slice_anchor("cue=near (≤ 3 words)") == "slice.cue-near-3-words"
    odd = ["a b", "a-b", 'a"b', "a/b", "../a", "A-B", "é", "e", "x" * 500, "x" * 501, "", "\ud800"]
    assert len({safe(id).lower() for id in odd}) == len(odd)
    for id in odd:
        assert re.fullmatch(r"[A-Za-z0-9._-]+", safe(id))
        assert ".." not in safe(id)
        assert len(safe(id)) < 90


def test_rules_say_nothing_that_others_wrote(pages: dict[Path, Page]) -> None:
    """What is put into a style sheet without being escaped: letters, numbers and anchors."""
    for path, page in pages.items():
        style = page.source.partition("<style>")[2].partition("</style>")[0]
        assert "<" not in style, path
