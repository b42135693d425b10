"""The report page: nothing of the text is lost, nothing hostile gets out, every error is listed."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from onrecord.api import rescore, run
from onrecord.gold.load import load_article
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.reports.html_text import ANSWER_SHOWN
from onrecord.runs.folder import ITEMS, MANIFEST, REPORT, RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, gold_copy

HOSTILE = (
    "</style></title></pre><script>document.title='gone'</script><img src=https://x.invalid/ "
    'onerror="document.title=\'gone\'"><a href="javascript:alert(1)">x</a>{{ 7*7 }}{% raw %}'
    "\u202egnp.exe\u202c\x00\x1b[31m\ud800\u2028'\""
)
ALLOWED = set(
    """html head meta title style body header main footer section nav div p h1 h2 h3 h4 h5 table thead tbody
    tr th td details summary span i a b small ul ol li dl dt dd code pre blockquote aside time strong del
    ins""".split()
)


class Page(HTMLParser):
    """Elements, ids, links and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._skip = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._skip += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


@pytest.fixture
def make_page(tmp_path: Path) -> Callable[..., str]:
    """``make_page(answer, "quotes", …)`` runs a function as a model and returns its page."""

    def make(
        answer: Callable[[Request], str | Response | None] = rules,
        *tasks: str,
        articles: tuple[str, ...] = ("mill-fire",),
        gold: Path = GOLD,
        **protocol: object,
    ) -> str:
        plan = Plan(tasks, str(gold), articles, protocol=Protocol(**protocol))  # type: ignore[arg-type]
        run(plan, Scripted(answer), RunFolder(tmp_path / "run"))
        return (tmp_path / "run" / REPORT).read_text(encoding="utf-8")

    return make


def test_the_article_stands_in_the_page_word_for_word(make_page: Callable[..., str]) -> None:
    source = make_page(rules, "quotes")
    # Labels stand in the text but are no part of it.
    text = Page(re.sub(r'<(a|span) class="tag.*?</\1>', "", source)).words
    article = load_article(GOLD / "mill-fire")
    for paragraph in article.text.paragraphs:
        assert paragraph.of(article.raw) in text


def test_every_miss_is_listed_and_linked(make_page: Callable[..., str]) -> None:
    page = Page(make_page(lambda r: '{"quotes": []}', "quotes"))
    article = load_article(GOLD / "mill-fire")
    required = [q for q in article.quotes if not q.optional]
    listed = [i for i in page.ids if re.fullmatch(r"a1w0m\w[\w-]*", i)]
    assert len(listed) == len(required)
    assert f"Missed: gold quotes that no answer is {len(required)}" in page.words
    for quote in required:
        for span in quote.spans:
            assert page.words.count(" ".join(span.of(article.raw).split())) >= 2


def test_an_alteration_shows_what_was_left_out_and_put_in(make_page: Callable[..., str]) -> None:
    article = load_article(GOLD / "mill-fire")
    quote = max(
        (q for q in article.quotes if q.form == "direct"), key=lambda q: len(q.spans[0].of(article.raw))
    )
    words = quote.spans[0].of(article.raw).split()
    middle = len(words) // 2
    changed = " ".join([*words[:middle], "zebra", *words[middle + 1 :]])
    name = article.speaker[quote.speakers[0]].name
    answer = json.dumps({"quotes": [{"quote": changed, "speaker": name, "form": "direct"}]})
    source = make_page(lambda r: answer, "quotes")
    assert ">zebra</ins>" in source
    assert f">{words[middle]}</del>" in source
    assert 'class="tag is-altered"' in source


def test_inventions_and_wrong_speakers_are_told_apart(make_page: Callable[..., str]) -> None:
    article = load_article(GOLD / "mill-fire")
    quote = next(q for q in article.quotes if q.form == "direct")
    other = next(s for s in article.speakers if s.id not in quote.speakers)
    said = " … ".join(s.of(article.raw) for s in quote.spans)
    given = [
        {"quote": said, "speaker": other.name, "form": "direct"},
        {"quote": "Zebras graze on violet moons", "speaker": other.name, "form": "direct"},
    ]
    page = Page(make_page(lambda r: json.dumps({"quotes": given}), "quotes"))
    assert "Wrong speaker: said by somebody else of the article 1" in page.words
    assert "Invented: words that stand nowhere in the article 1 Zebras graze on violet moons" in page.words


@pytest.mark.parametrize("shape", ["raw", "fields"])
def test_hostile_answers_stay_text(make_page: Callable[..., str], shape: str) -> None:
    def answer(request: Request) -> str:
        if shape == "raw" or request.answer == "summary":
            return HOSTILE
        fields = {
            "quotes": {"quotes": [{"quote": HOSTILE, "speaker": HOSTILE, "form": HOSTILE}]},
            "speakers": {"speakers": [{"name": HOSTILE, "other_names": [], "class": HOSTILE}]},
            "speaker": {"speaker": HOSTILE},
            "label": {"label": HOSTILE},
        }
        return json.dumps(fields[request.answer])

    source = make_page(answer)
    page = Page(source)
    assert set(page.tags) <= ALLOWED
    assert not [a for a in page.attributes if a.startswith("on")]
    assert all(link.startswith("#") for link in page.links)
    assert "\u202e" not in source
    assert "\ufffdgnp.exe\ufffd" in source
    assert "{{ 7*7 }}" in page.text
    assert "default-src &#39;none&#39;" in source or "default-src 'none'" in source


@pytest.mark.parametrize("articles", [("mill-fire",), ("mill-fire", "cup-final")])
def test_links_lead_somewhere_and_ids_stand_once(
    make_page: Callable[..., str], articles: tuple[str, ...]
) -> None:
    page = Page(make_page(rules, articles=articles, prompts="all", repeats=2))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_a_huge_answer_makes_no_huge_page(make_page: Callable[..., str]) -> None:
    source = make_page(lambda r: "garbage " * 600_000, "quotes", "brief")
    assert len(source) < 200_000
    assert f"{'garbage ' * 600_000}"[:ANSWER_SHOWN] in source


def test_one_article_makes_a_small_page(make_page: Callable[..., str]) -> None:
    assert len(make_page().encode()) < 400_000


def test_what_could_not_be_read_says_why(make_page: Callable[..., str]) -> None:
    def answer(request: Request) -> Response:
        return Response("no idea", finish_reason="too_long" if request.answer == "quotes" else "stop")

    words = Page(make_page(answer, "quotes", "verify")).words
    assert "Could not be read: too long." in words
    assert re.search(r"not json: what was answered ?no idea", words)
    assert "could not be read, and earned nothing" in words
    assert "No intervals: 1 article is too few" in words


def test_an_incomplete_run_says_so(make_page: Callable[..., str]) -> None:
    def answer(request: Request) -> Response:
        return Response(error="down") if request.task == "brief" else Response(rules(request))

    words = Page(make_page(answer, "quotes", "brief")).words
    assert "Incomplete: 1 question has no usable answer, of 2 asked." in words


def test_a_rescored_run_whose_gold_has_changed_says_so(make_page: Callable[..., str], tmp_path: Path) -> None:
    make_page(rules, "quotes")
    folder = RunFolder(tmp_path / "run")
    folder.write_json(MANIFEST, folder.read_manifest() | {"signature": "onrecord:0.1|gold:00000000"})
    rescore(folder.path)
    words = Page((folder.path / REPORT).read_text(encoding="utf-8")).words
    assert "Scored again: gold, tasks or scorers have changed" in words


def test_a_summary_shows_what_is_not_supported(make_page: Callable[..., str]) -> None:
    told = "Zeno Quux paid 4,321 crowns. “The moon is made of old green cheese,” said Zeno Quux."
    source = make_page(lambda r: told, "brief")
    words = Page(source).words
    assert "Not supported by the article" in words
    assert re.search(r'<span class="violation" title="number: [^"]*4,321', source)
    assert "stands nowhere in the article" in words
    assert "Not told" in words


def test_an_article_that_may_not_be_passed_on_is_named(make_page: Callable[..., str], tmp_path: Path) -> None:
    folder = gold_copy(tmp_path / "gold", "mill-fire") / "mill-fire" / "meta.json"
    meta = json.loads(folder.read_text(encoding="utf-8")) | {"redistributable": False}
    folder.write_text(json.dumps(meta), encoding="utf-8")
    assert "does not allow redistribution: mill-fire" in make_page(rules, "verify", gold=tmp_path / "gold")


def test_other_wordings_and_repeats_are_shown_in_sequence(make_page: Callable[..., str]) -> None:
    words = Page(make_page(rules, "quotes", "brief", prompts="all", repeats=2)).words
    for wording in (1, 2, 3):
        for sample in (1, 2):
            assert f"wording {wording}, answer {sample}" in words


def test_the_page_is_the_same_every_time(make_page: Callable[..., str], tmp_path: Path) -> None:
    first = make_page(rules, "quotes", "verify")
    (tmp_path / "run" / REPORT).unlink()
    again = make_page(rules, "quotes", "verify")
    times = r"\d{4}-\d\d-\d\dT[\d:+]+|\d{4}-\d\d-\d\d"
    assert re.sub(times, "", first) == re.sub(times, "", again)
    assert (tmp_path / "run" / ITEMS).exists()


def test_a_page_of_too_many_articles_shows_the_first_and_says_so(
    make_page: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = ("comet-survey", "frost-notice", "mill-fire")
    whole = make_page(rules, "quotes", articles=articles)
    monkeypatch.setattr("onrecord.reports.html.MOST_ARTICLES", 2)
    short = make_page(rules, "quotes", articles=articles)
    assert "The first 2 of 3 articles are shown" in Page(short).words
    assert "articles are shown" not in Page(whole).words
    assert 'id="article-mill-fire"' in whole
    assert 'id="article-mill-fire"' not in short
