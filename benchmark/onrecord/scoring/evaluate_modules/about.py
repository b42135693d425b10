"""What the modules say of themselves, and the inputs that they share."""

from datasets import Features, Json, Value

from onrecord import __version__

LICENSE = "Apache-2.0"
CITATION = f"""\
@software{{onrecord,
  title = {{OnRecord: a benchmark of what happened and who said it}},
  author = {{{{The OnRecord maintainers}}}},
  version = {{{__version__}}},
  year = {{2026}}
}}
"""
ARTICLES = """\
    references: the article that each prediction is about. Either ids of gold's articles, or articles of
        your own, each a dict with `text` and `quotes`: every quote in it, a dict with `quote` (its words as
        they stand there, with … where words of others come between), `speaker` and, if you like,
        `other_names` (a list). What stands in quote marks is a direct quote, other words are indirect.
    gold (str): the folder of the articles that ids mean; OnRecord's own if it is not given.
"""


def about_articles(predictions: Json | Value) -> list[Features]:
    """Features for predictions about articles. Ids stay strings, though some (``"2024"``) are JSON too."""
    return [Features({"predictions": predictions, "references": each}) for each in (Value("string"), Json())]
