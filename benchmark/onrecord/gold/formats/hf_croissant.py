"""``croissant.json``: what an exported data set holds, for machines (MLCommons Croissant 1.0)."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.gold.canary import CANARY
from onrecord.gold.formats.exchange import Document
from onrecord.gold.formats.hf_tables import ARTICLES, TABLES, Type

# The terms of the format, as it wants them told.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# Columns of spans and of lists of lists are in the files and the card alone.
_TYPES: Mapping[Type, str] = {
    "string": "sc:Text",
    "strings": "sc:Text",
    "int": "sc:Integer",
    "bool": "sc:Boolean",
}
_URLS = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def croissant(folder: Path, files: Mapping[str, Sequence[str]], documents: Sequence[Document]) -> str:
    """The description of the Parquet files that were written below ``folder``: sums, tables and columns."""
    tables = [table for table in (ARTICLES, *TABLES) if table.name in files]
    objects, sets = [], []
    for table in tables:
        for split in files[table.name]:
            name = f"{table.name}-{split}"
            path = folder / "data" / table.name / f"{split}.parquet"
            objects.append(
                {
                    "@type": "cr:FileObject",
                    "@id": f"{name}.parquet",
                    "name": f"{name}.parquet",
                    "contentUrl": path.relative_to(folder).as_posix(),
                    "encodingFormat": "application/x-parquet",
                    "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                }
            )
            sets.append(
                {
                    "@type": "cr:RecordSet",
                    "@id": name,
                    "name": name,
                    "description": f"{table.about[0].upper()}{table.about[1:]} ({split}).",
                    "field": [
                        _field(name, column, type) for column, type in table.columns.items() if type in _TYPES
                    ],
                }
            )
    licences = sorted({str(d.meta["licence"]) for d in documents})
    versions = sum(int(d.meta["version"]) for d in documents)
    made = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "OnRecord-gold",
        "description": "News articles with their quotes, speakers, facts, statements and summaries. "
        + CANARY,
        "license": [_URLS.get(licence, licence) for licence in licences],
        "version": f"0.1.{versions}",
        "datePublished": max(
            (str(change["date"]) for d in documents for change in d.meta["changes"]),
            default=datetime.date.min.isoformat(),
        ),
        "citeAs": "OnRecord gold: who said what in the news. See CITATION.cff.",
        "distribution": objects,
        "recordSet": sets,
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _field(records: str, column: str, type: Type) -> dict[str, Any]:
    found = {
        "@type": "cr:Field",
        "@id": f"{records}/{column}",
        "name": column,
        "dataType": _TYPES[type],
        "source": {"fileObject": {"@id": f"{records}.parquet"}, "extract": {"column": column}},
    }
    return found | {"repeated": True} if type == "strings" else found
