"""Gold as a whole: nothing written twice, no label to be guessed, and what the docs say of it."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from onrecord.data import gold_folder
from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article

from ..harness import ROOT, onrecord

pytestmark = pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph", "ignore:.*inplace keyword")

RUN = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [load_article(folder) for folder in article_folders(gold_folder())]


def runs(text: str) -> set[tuple[str, ...]]:
    spoken = _WORD.findall(text.casefold().replace("’", "'"))
    return {tuple(spoken[n : n + RUN]) for n in range(len(spoken) - RUN + 1)}


def test_no_two_articles_share_phrases(articles: list[Article]) -> None:
    """Forty articles by one writer fall into families where it had a skeleton or stock sentences: then pairs
    share more than stray runs like “for the first time in”, and some run stands in many articles."""
    found = {a.id: runs(a.raw) for a in articles}
    shared = {
        (a, b): len(found[a] & found[b]) / min(len(found[a]), len(found[b]))
        for a, b in combinations(found, 2)
    }
    times = Counter(run for own in found.values() for run in own)

    assert max(shared.values()) < 0.01, max(shared, key=lambda pair: shared[pair])
    assert [" ".join(run) for run, count in times.items() if count > 2] == []
    assert sum(count > 1 for count in times.values()) / len(times) < 0.002


def test_a_family_would_be_seen(articles: list[Article]) -> None:
    one = articles[1].raw
    skeleton = re.sub(r"\b[A-Z]\w+", "Somebody", one)

    assert len(runs(one) & runs(skeleton)) / len(runs(one)) > 0.1


@pytest.mark.parametrize("features", ["words", "words and pairs of them"])
def test_labels_cannot_be_guessed_from_the_statements_alone(articles: list[Article], features: str) -> None:
    """A plain classifier, trained on the other articles' statements, is within five points of chance."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    statements = [(a.id, s.text, s.label) for a in articles for s in a.statements]
    groups, texts, labels = zip(*statements, strict=True)
    models = {
        "words": [
            make_pipeline(CountVectorizer(), MultinomialNB()),
            make_pipeline(CountVectorizer(), LogisticRegression(max_iter=1000, C=0.3)),
        ],
        "words and pairs of them": [
            make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))
        ],
    }
    for model in models[features]:
        guessed = cross_val_predict(model, texts, labels, groups=groups, cv=LeaveOneGroupOut())
        assert abs(balanced_accuracy_score(labels, guessed) - 1 / 3) <= 0.05


def test_each_article_has_what_an_article_must(articles: list[Article]) -> None:
    for a in articles:
        labels = Counter(s.label for s in a.statements)
        assert 8 <= len(a.facts) <= 20 and 12 <= len(a.statements) <= 30, a.id
        assert max(labels.values()) - min(labels.values()) <= 2 and len(labels) == 3, a.id
        lengths = Counter(s.task for s in a.summaries)
        assert lengths["headline"] == lengths["brief"] == 2, a.id
        assert lengths["quoted-brief"] == 2 or not any(q.marked for q in a.quotes), a.id
    assert Counter(a.meta.split for a in articles) == {"dev": 12, "test": 28}
    assert next(a.meta.split for a in articles if a.id == "pentagon-rafah") == "dev"


@pytest.mark.parametrize("page", ["corpus", "agreement"])
def test_what_the_docs_say_is_so(page: str, tmp_path: Path) -> None:
    command = {
        "corpus": ("stats", "--format", "markdown"),
        "agreement": ("agree", "--slices", "--format", "markdown"),
    }
    done = onrecord("gold", *command[page], "--gold", gold_folder(), cwd=tmp_path)
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == re.split(r"<!-- /?made -->", text)[1].strip()


def test_gold_lacks_nothing_of_what_it_is_to_hold() -> None:
    text = (ROOT / "docs" / "corpus.md").read_text("utf-8")

    assert text.split("### What gold still lacks")[1].split("<!-- /made -->")[0].strip() == "- nothing"


def test_the_exported_data_set_is_described_as_croissant_wants(tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    done = onrecord(
        "gold", "export", "datasets", "--gold", gold_folder(), "--out", tmp_path / "set", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    described = mlcroissant.Dataset(jsonld=tmp_path / "set" / "croissant.json")
    rows = list(described.records(record_set="articles-test"))

    assert described.metadata.issues.errors == set()
    assert len(rows) == 28
    assert {row["articles-test/id"].decode() for row in rows} <= {
        f.name for f in article_folders(gold_folder())
    }
    quotes = list(described.records(record_set="quotes-dev"))
    assert quotes[0]["quotes-dev/words"]
