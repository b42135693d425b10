"""Corpora of an article or two in the formats of others, invented, and where the real ones lie."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.gold.article import Article
from onrecord.gold.check import required_findings
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.load import resolve
from onrecord.gold.records import Meta

from ...harness import ROOT

EXTERNAL = ROOT.parent / "shared" / "external"


def article(came: Incoming) -> Article:
    """What was read, resolved, and fit to score with."""
    meta = {
        "id": came.id,
        "title": "",
        "source": "",
        "licence": "",
        "redistributable": False,
        "language": "",
        "date": "",
        "origin": "collected",
        "phenomena": [],
        "split": "dev",
        "version": 1,
        "sha256": "0" * 64,
        "changes": [{"version": 1, "date": "", "what": ""}],
    }
    made = resolve(Meta.model_validate(meta), came.text, list(enumerate(came.records, 1)), Path(came.id))
    assert not required_findings(made)
    return made


def said(came: Iterable[Incoming]) -> list[tuple[str, str, str, str]]:
    """Of each quote its form, its speakers' names, its cue and its words; ``~`` before an optional one."""
    found = []
    for made in map(article, came):
        for quote in made.quotes:
            names = " and ".join(made.speaker[s].name for s in quote.speakers)
            cue = quote.cue.of(made.raw) if quote.cue else ""
            words = " … ".join(s.of(made.raw) for s in quote.spans)
            found.append(("~" * quote.optional + quote.form, names, cue, words))
    return found


def polnear(folder: Path) -> Path:
    """A split of two articles: interrupted, indirect, a pronoun, no source, wrong marks, CRLF, a BOM."""
    texts = {
        "brill_2020-01-01_dam": (
            "\ufeffDam talk.\r\n\r\n''It is old,'' said Ilka Quill. ''It must go.''\r\n"
            "Quill said it rained. She denied that.\r\n"
            "Snow fell, it seems. Roe and Pell called it “a mess”.\r\n"
        ),
        "brill_2020-01-02_bay": "“We sail at dawn, Mr. Roe told the yard, of which the mayor heard.\n",
    }
    events = {
        "brill_2020-01-01_dam": [
            ("''It is old,''|''It must go.''", "said", "Ilka Quill"),
            ("it rained", "said it", "Quill"),
            ("that", "denied", "She"),
            ("Snow fell", "it seems", ""),
            ("it “a mess”", "called", "Roe and Pell"),
        ],
        "brill_2020-01-02_bay": [("“We sail at dawn", "told", "Mr. Roe")],
    }
    for name, text in texts.items():
        lines: list[str] = []
        for content, cue, source in events[name]:
            roles = {"Content": content, "Cue": cue.removesuffix(" it"), "Source": source}
            near = text.index(content.split("|")[0])
            arguments = []
            for role, words in roles.items():
                if not words:
                    continue
                places = []
                for part in words.split("|"):
                    at = text.find(part, near) if role != "Source" else -1
                    at = (
                        at
                        if at >= 0
                        else text.rfind(part, 0, near)
                        if part in text[:near]
                        else text.find(part)
                    )
                    places.append((at, at + len(part)))
                id = f"T{len(lines) + 1}"
                offsets = ";".join(f"{a} {b}" for a, b in places)
                lines.append(f"{id}\t{role} {offsets}\t{' '.join(words.split('|'))}")
                arguments.append(f"{role}:{id}")
            lines.append(f"E{len(lines) + 1}\tAttribution:T1 {' '.join(arguments)}")
        for part, suffix, content in (
            ("text", ".txt", text),
            ("attributions", "_aaaa.ann", "\n".join(lines) + "\n"),
        ):
            (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / part / f"{name}{suffix}").write_bytes(content.encode())
    return folder


def pdnc(folder: Path, chapters: int = 2, length: int = 1) -> Path:
    """A novel, its lines broken at a page's width; ``length`` makes its chapters longer."""
    filler = (
        "Nothing else of note was ever told of\nthat long wet week upon the bare island.\n\n" * 8 * length
    )
    parts = []
    for number in range(1, chapters + 1):
        parts.append(
            f"CHAPTER {'I' * number}\n\n{filler}"
            f'"Is it {number}\no\'clock, Orla?" asked Tam, "or later?"\n\n'
            '"Much later," she said.\n\n"Who knows?"\n\n'
        )
    text = "".join(parts)
    rows = []

    def row(words: list[str], speaker: str, expression: str) -> None:
        start = max((r[0] for r in rows), default=0)
        spans = []
        for part in words:
            at = text.index(part, spans[-1][1] if spans else start)
            spans.append([at, at + len(part)])
        rows.append((spans[-1][1], spans, speaker, expression))

    for number in range(1, chapters + 1):
        row([f"Is it {number}\no'clock, Orla?", "or later?"], "Tam - Story", "asked Tam")
        row(["Much later,"], "Orla", "she said")
        row(["Who knows?"], "_unknowable", "")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "novel_text.txt").write_bytes(text.encode())
    (folder / "character_info.csv").write_text(
        "Character ID,Main Name,Aliases,Gender,Category\n"
        "0,Tam - Story,\"{'Tam - Story', 'Old Tam', 'he'}\",M,major\n1,Orla,{'Orla'},F,major\n"
        "2,_unknowable,['_unknowable'],X,minor\n3,The Boy,{'The Boy'},M,minor\n"
    )
    quotations = ["quoteID,quoteByteSpans,speaker,referringExpression"]
    quotations += [f'Q{n},"{spans}",{who},{words}' for n, (_, spans, who, words) in enumerate(rows)]
    (folder / "quotation_info.csv").write_text("\n".join(quotations) + "\n")
    return folder


def litbank(folder: Path) -> Path:
    """Five sentences in tokens: a quotation over two of them, one in single marks, one never closed."""
    sentences = [
        "The mill was Ann Roe 's , the boys ' own place .",
        '" I own it .',
        'It is mine ! " she said .',
        "‘ Not so , ’ said a thin , old man _ at last _ .",
        "‘ Never , said she .",
    ]
    text = "\n".join(sentences) + "\n"
    quotes = folder / "quotations" / "tsv"
    coref = folder / "coref" / "brat"
    for part in (quotes, coref):
        part.mkdir(parents=True)
        (part / "7_the_mill_brat.txt").write_text(text, encoding="utf-8")
    (quotes / "7_the_mill_brat.ann").write_text(
        'QUOTE\tQ1\t1\t0\t2\t4\t" I own it . It is mine ! "\nATTRIB\tQ1\tAnn_Roe-1\n'
        "QUOTE\tQ2\t3\t0\t3\t4\t‘ Not so , ’\nATTRIB\tQ2\told_man-2\n"
        "QUOTE\tQ3\t4\t0\t4\t2\t‘ Never ,\nATTRIB\tQ3\tAnn_Roe-1\n",
        encoding="utf-8",
    )
    mentions = [
        ("PROP_PER", "Ann_Roe-1", "Ann Roe", 0),
        ("PRON_PER", "Ann_Roe-1", "she", 1),
        ("NOM_PER", "old_man-2", "a thin , old man", 0),
    ]
    lines = []
    for kind, key, words, skip in mentions:
        at = text.index(words, text.index("mine") if skip else 0)
        for label in (kind, key):
            lines.append(f"T{len(lines) + 1}\t{label} {at} {at + len(words)}\t{words}")
    (coref / "7_the_mill_brat.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def spkatt(folder: Path, **annotation: Any) -> Path:
    """One German article: indirect with marked words inside, a pronoun, thought, an act of speech."""
    sentences = [
        "Der Sprecher , Jan Holm , sagte , das Wehr sei „ alt “ .",
        "Er sagte , es müsse weg .",
        "Die Stadt hoffte auf Regen .",
        "Holm sprach von Regen .",
        "Der Rat , so Holm , sei müde .",
    ]

    def places(sentence: int, first: int, last: int) -> list[str]:
        return [f"{sentence}:{n}" for n in range(first, last + 1)]

    def said(message: list[str], cue: list[str], source: list[str], **more: Any) -> dict[str, Any]:
        return {"Message": message, "Cue": cue, "Source": source, "Form": "Indirect", "STWR": "Speech"} | more

    annotations = [
        said(places(0, 8, 13), ["0:6"], places(0, 0, 4)),
        said(places(0, 11, 13), ["0:6"], places(0, 0, 4), Form="Direct"),
        said(places(1, 3, 5), ["1:1"], ["1:0"]),
        said(places(2, 3, 4), ["2:2"], places(2, 0, 1), STWR="Thought"),
        said(places(3, 0, 3), [], ["3:0"], Form="Reported"),
        said([*places(4, 0, 1), *places(4, 6, 7)], ["4:3"], ["4:4"]),
    ]
    if annotation:
        annotations.append(said(["0:0"], [], []) | annotation)
    document = {
        "DocumentName": "x",
        "Annotations": annotations,
        "Sentences": [{"SentenceId": n, "Tokens": s.split()} for n, s in enumerate(sentences)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "7 - Wehr: alt (2007-03-16).json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder
