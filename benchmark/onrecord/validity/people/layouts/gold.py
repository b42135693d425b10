"""A folder of gold: its references, and the written cases about its articles, with the facts that they tell.

The units are gold's facts. Present are those that a reference ``tells``, and those that a case tells in
whatever words; partial tellings are absent.
"""

from itertools import chain
from pathlib import Path

from onrecord.gold.load import article_folders, load_article
from onrecord.validity.cases import case_files, read_cases
from onrecord.validity.people.judgements import Document, Judgements, Summary, Unit


def read(folder: Path) -> Judgements:
    """Read a gold folder. Raises GoldError where an article or a case cannot be read."""
    articles = {f.name: load_article(f) for f in article_folders(folder)}
    documents = {a.id: Document(a.id, a.evidence) for a in articles.values()}
    told = [
        (article.id, f"{s.task}, {s.id}", s.text, set(s.tells))
        for article in articles.values()
        for s in article.summaries
    ]
    told += [
        (case.article, f"case {number}", case.summary, {*case.tells, *case.told_otherwise})
        for number, case in enumerate(read_cases(chain.from_iterable(case_files().values())), 1)
        if case.tells is not None and case.article in articles
    ]
    summaries = [
        Summary(id, system, text, tuple(Unit(f.text, f.id in tells) for f in articles[id].facts))
        for id, system, text, tells in told
        if articles[id].facts
    ]
    return Judgements(documents, summaries)
