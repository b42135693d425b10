"""The reader of PolNeAR's files, on files of our own, and on the corpus where it is."""

from pathlib import Path

import pytest

from onrecord.gold.formats.polnear import PolnearError, read_polnear
from onrecord.reading.quotations import read_quotations
from onrecord.validity.polnear import measure, measure_all, total

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "external" / "polnear" / "train"

TEXT = 'Dam talk.\n\n"It is old," said Quill. "It must go."\nPell said it\nrained. Snow fell, it seems.\n'
RECORDS = """T1\tContent 11 23;36 49\t"It is old," "It must go."
T2\tCue 24 28\tsaid
T3\tSource 29 34\tQuill
T4\tAttribution 24 28\tsaid
E1\tAttribution:T4 Content:T1 Cue:T2 Source:T3
T5\tSource 50 54\tPell
T6\tCue 55 59\tsaid
T7\tContent 60 69\tit
rained
E2\tAttribution:T6 Source:T5 Cue:T6 Content:T7
T8\tContent 71 80\tSnow fell
T9\tCue 82 90\tit seems
E3\tAttribution-no-source:T9 Content:T8 Cue:T9
E4\tAttribution-no-source:T9
T10\tDiscard 0 3\tDam
"""


@pytest.fixture
def split(tmp_path: Path) -> Path:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text" / "brill_2020-01-01_dam.txt").write_bytes(TEXT.encode())
    (tmp_path / "attributions" / "brill_2020-01-01_dam_aaaa.ann").write_bytes(RECORDS.encode())
    (tmp_path / "attributions" / "brill_2020-01-01_dam_bbbb.ann").write_bytes(b"")
    return tmp_path


def test_the_first_annotator_is_read_with_segments_and_missing_sources(split: Path) -> None:
    (article,) = read_polnear(split)
    assert (article.name, article.annotator, article.text) == ("brill_2020-01-01_dam", "aaaa", TEXT)
    words = [
        tuple(" ".join(s.of(TEXT) for s in spans) for spans in (a.content, a.cue, a.source))
        for a in article.attributions
    ]
    assert words == [
        ('"It is old," "It must go."', "said", "Quill"),
        ("it\nrained", "said", "Pell"),
        ("Snow fell", "it seems", ""),
    ]


def test_every_annotator_when_asked_for(split: Path) -> None:
    assert [a.annotator for a in read_polnear(split, every_annotator=True)] == ["aaaa", "bbbb"]


def test_words_that_are_not_at_their_offsets_are_an_error(split: Path) -> None:
    path = split / "attributions" / "brill_2020-01-01_dam_aaaa.ann"
    path.write_bytes(RECORDS.replace("29 34\tQuill", "28 33\tQuill").encode())
    with pytest.raises(PolnearError, match="T3"):
        list(read_polnear(split))


def test_an_event_that_names_nothing_is_an_error(split: Path) -> None:
    path = split / "attributions" / "brill_2020-01-01_dam_aaaa.ann"
    path.write_bytes(b"E1\tAttribution-no-source:T4 Content:T4\n")
    with pytest.raises(PolnearError, match="T4"):
        list(read_polnear(split))


def test_a_missing_text_and_an_empty_folder_are_errors(split: Path, tmp_path: Path) -> None:
    (split / "text" / "brill_2020-01-01_dam.txt").unlink()
    with pytest.raises(PolnearError, match="missing"):
        list(read_polnear(split))
    with pytest.raises(PolnearError, match="no annotation files"):
        list(read_polnear(tmp_path / "nowhere"))


def test_the_measure_counts_each_gold_attribution_once(split: Path) -> None:
    (article,) = read_polnear(split)
    read = read_quotations(article.text)
    direct = measure(article, read, "direct")
    assert (direct.matched, direct.predicted, direct.gold) == (1, 1, 1)
    twice = measure(article, [*read, read[0]], "all")
    assert twice.matched == 1 and len(twice.spurious) >= 1
    nothing = measure(article, [], "all")
    assert (nothing.matched, nothing.predicted, nothing.gold) == (0, 0, 3)
    assert [m.kind for m in nothing.misses] == ["nothing"] * 3
    assert total([]) == (1.0, 1.0, 1.0)
    assert total([nothing])[2] == 0.0


@pytest.mark.external
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_the_reader_is_better_than_the_published_ones_on_the_corpus() -> None:
    articles = list(read_polnear(CORPUS))
    assert len(articles) == 120
    assert total(measure_all(articles, read_quotations, "direct"))[2] > 0.80
    assert total(measure_all(articles, read_quotations, "all"))[2] > 0.55
