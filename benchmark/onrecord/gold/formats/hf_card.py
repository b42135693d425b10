"""The card of a data set: what the Hub, ``load_dataset`` and a reader want to know of it."""

from collections.abc import Mapping, Sequence

import yaml

from onrecord.gold.canary import CANARY
from onrecord.gold.formats.exchange import Document
from onrecord.gold.formats.hf_tables import ARTICLES, TABLES, Table

# Licences as the Hub names them; all others are "other".
_LICENCES = {
    "Apache-2.0": "apache-2.0",
    "CC0-1.0": "cc0-1.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC-BY-SA-4.0": "cc-by-sa-4.0",
    "CC-BY-NC-4.0": "cc-by-nc-4.0",
    "CC-BY-NC-SA-4.0": "cc-by-nc-sa-4.0",
    "MIT": "mit",
}

_BODY = """# {title}

News articles with their gold from OnRecord: who said what, and what happened. Articles: \
{splits}.

```python
from datasets import load_dataset

articles = load_dataset("PATH/OF/THIS/FOLDER")             # the texts
quotes = load_dataset("PATH/OF/THIS/FOLDER", "quotes")     # one row a quote
row = quotes["{split}"][0]
text = {{a["id"]: a["text"] for a in articles["{split}"]}}[row["article"]]
[text[place["start"] : place["end"]] for place in row["at"]]
```

Places count Unicode code points of the article's `text`, half open, as Python's strings do. `words` are the
words at a row's places and `speaker_names` the names behind its `speaker`; both are there for reading and
follow from the rest. `hints` is almost always empty: it says how a place is named in OnRecord's own files
where that is not the usual way, so that the way back loses nothing.

## Tables

{tables}

## Not in here

The separate passes of the annotators. {restricted}

## Licences

{licences}

{canary}The way back: `onrecord gold import datasets FOLDER --out gold`.
"""


def card(files: Mapping[str, Sequence[str]], documents: Sequence[Document]) -> str:
    """The card of the tables that were written, each with its splits, about these articles."""
    licences = sorted({str(d.meta["licence"]) for d in documents})
    head = {
        "pretty_name": "OnRecord gold",
        "language": sorted({str(d.meta["language"]) for d in documents}),
        "license": _LICENCES.get(licences[0], "other") if len(licences) == 1 else "other",
        "task_categories": ["token-classification", "text-classification", "summarization"],
        "tags": ["news", "quotation attribution", "faithfulness"],
        "configs": [_config(name, splits) for name, splits in files.items()],
    }
    counts = {s: sum(d.meta["split"] == s for d in documents) for s in files[ARTICLES.name]}
    restricted = [d.id for d in documents if not d.meta["redistributable"]]
    body = _BODY.format(
        title="OnRecord gold",
        splits=", ".join(f"{count} in `{split}`" for split, count in counts.items()),
        split=next(iter(files.get("quotes", counts))),
        tables="\n".join(_about(t) for t in (ARTICLES, *TABLES) if t.name in files),
        restricted=(
            "**These articles may not be redistributed, and were asked for: keep this folder to yourself** "
            f"({', '.join(restricted)})."
            if restricted
            else "Articles that may not be redistributed are left out, and all that is said of them."
        ),
        canary=(
            "Composed articles carry a canary, in the column `canary`: keep it, and keep them out of "
            f"training data.\n\n    {CANARY}\n\n"
            if any(d.meta["origin"] == "composed" for d in documents)
            else ""
        ),
        licences="\n".join(
            f"- `{licence.replace('`', '').replace(chr(10), ' ')}`: "
            + ", ".join(d.id for d in documents if d.meta["licence"] == licence)
            for licence in licences
        ),
    )
    return f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n\n{body}"


def _config(name: str, splits: Sequence[str]) -> dict[str, object]:
    files = [{"split": split, "path": f"data/{name}/{split}.parquet"} for split in splits]
    default = {"default": True} if name == ARTICLES.name else {}
    return {"config_name": name, **default, "data_files": files}


def _about(table: Table) -> str:
    return f"- `{table.name}`: {table.about} ({', '.join(f'`{c}`' for c in table.columns)})"
