"""Label Studio: ``label-studio.json`` (tasks to import) and ``labeling-config.xml`` (its interface).

A record is a region, its further segments are regions joined to it by relations ``segment``; cue, verbatim
words, source and parent are relations too. What is chosen from a list is a choice for the region, a speaker
a text for it, and all other fields are JSON in the region's meta. Records without a place, and
``meta.json``, are fields of the task's data. Offsets count UTF-16 units.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from onrecord.errors import GoldError
from onrecord.gold.formats.exchange import Document, document, from_payload, object_from_json, to_json
from onrecord.gold.formats.files import files_of, read_utf8
from onrecord.gold.formats.foreign import adopted, kind_of_label, role_of_link
from onrecord.gold.formats.nodes import (
    CHOICES,
    CHOSEN_FOR,
    CUE,
    LINKS,
    NAMES,
    OPTIONAL,
    SPEAKERS,
    VERBATIM,
    Node,
    marks,
    nodes,
)
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.utf16 import Utf16
from onrecord.gold.save import write_file
from onrecord.text import Span

_SEGMENT = "segment"
_REGIONS = {"from_name": "kind", "to_name": "text", "type": "labels"}
_PLACED = ("quote", "mention", CUE, VERBATIM, "not_quote", "region", "fact", "statement", "damage")
_YES = "yes"


def write(folders: Sequence[Path], out: Path) -> Losses:
    """Write all articles as the tasks of one file. Raises GoldError where one cannot be read."""
    losses: Losses = Counter()
    tasks = []
    for number, folder in enumerate(folders, 1):
        article = document(folder)
        losses += article.losses
        tasks.append(_task(number, article))
    write_file(out / "label-studio.json", json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
    write_file(out / "labeling-config.xml", _interface())
    return losses


def read(source: Path) -> Iterator[Incoming]:
    """The tasks of a file, or of all ``.json`` files of a folder.

    Raises GoldError where a file is not an export of Label Studio in its format ‘JSON’.
    """
    for path in files_of(source, ".json"):
        try:
            tasks = json.loads(read_utf8(path))
        except (ValueError, RecursionError) as error:
            raise GoldError(f"{path}: not JSON ({str(error).splitlines()[0]})") from None
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
            data = task.get("data") if isinstance(task, dict) else None
            if not isinstance(data, dict):
                raise GoldError(f"{path}: task {number} has no ‘data’; export it from Label Studio as ‘JSON’")
            text = _text(data)
            if text is None:
                raise GoldError(f"{path}: task {number} has no text in its ‘data’")
            yield _incoming(f"{path.stem}-{task.get('id', number)}", text, data, task)


def _task(number: int, article: Document) -> dict[str, Any]:
    graph = nodes(article.marks)
    unplaced = [{"kind": node.label, **node.fields} for node in graph if not node.spans]
    offsets = Utf16(article.text)
    regions: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for node in graph:
        if node.spans:
            regions += _regions(node, article.text, offsets)
            segments = [(_SEGMENT, f"{node.key}.{n}") for n in range(2, len(node.spans) + 1)]
            relations += [
                {
                    "from_id": node.key,
                    "to_id": key,
                    "type": "relation",
                    "direction": "right",
                    "labels": [role],
                }
                for role, key in [*segments, *node.links]
            ]
    return {
        "id": number,
        "data": {"text": article.text, "article": article.meta, "records": unplaced},
        "annotations": [{"id": number, "result": regions + relations}],
    }


def _regions(node: Node, text: str, offsets: Utf16) -> Iterator[dict[str, Any]]:
    """The results of one node: a region for each of its pieces, and what the first one is said to be."""
    fields = dict(node.fields)
    units = [dict(zip(("start", "end"), offsets.units(span), strict=True)) for span in node.spans]
    said: list[dict[str, Any]] = []
    for name in [n for n in (*CHOICES, OPTIONAL) if n in fields]:
        value = fields.pop(name)
        said.append(
            {"from_name": name, "type": "choices", "value": {"choices": [_YES if value is True else value]}}
        )
    for name in [n for n in SPEAKERS if n in fields]:
        said.append({"from_name": name, "type": "textarea", "value": {"text": fields.pop(name)}})
    for number, (place, span) in enumerate(zip(units, node.spans, strict=True), 1):
        region: dict[str, Any] = {"id": node.key if number == 1 else f"{node.key}.{number}", **_REGIONS}
        region["value"] = place | {"text": span.of(text), "labels": [NAMES[node.label]]}
        if number == 1 and fields:
            region["meta"] = {"text": [to_json(fields)]}
        yield region
    for result in said:
        result["value"] = units[0] | result["value"]
        yield {"id": node.key, "to_name": "text", **result}


def _text(data: Mapping[str, Any]) -> str | None:
    """The text of a task: its field ‘text’, else the longest that it has."""
    texts = [value for value in data.values() if isinstance(value, str)]
    given = data.get("text")
    return given if isinstance(given, str) else max(texts, key=len, default=None)


def _incoming(name: str, text: str, data: Mapping[str, Any], task: Mapping[str, Any]) -> Incoming:
    losses: Losses = Counter()
    found, more = marks(_nodes(_results(task, losses), text, losses))
    known = data.get("article")
    unplaced = data.get("records")
    for record in unplaced if isinstance(unplaced, list) else ():
        if isinstance(record, dict):
            found.append(from_payload(str(record.get("kind", "")), record, {}))
    return adopted(name, text, found, known if isinstance(known, dict) else {}, losses + more)


def _results(task: Mapping[str, Any], losses: Losses) -> list[Any]:
    """The results of the first annotation that was not cancelled; others are counted."""
    given = task.get("annotations", task.get("completions"))
    made = [a for a in given if isinstance(a, dict)] if isinstance(given, list) else []
    whole = [a for a in made if not a.get("was_cancelled") and isinstance(a.get("result"), list)]
    losses["further annotations of a task (the first is taken)"] += max(0, len(whole) - 1)
    losses["cancelled annotations"] += len(made) - len(whole)
    predictions = task.get("predictions")
    losses["predictions"] += len(predictions) if isinstance(predictions, list) else 0
    results: list[Any] = whole[0]["result"] if whole else []
    return results


@dataclass(slots=True)
class _Region:
    label: str
    span: Span
    fields: dict[str, Any] = field(default_factory=dict)


def _nodes(results: Sequence[Any], text: str, losses: Losses) -> list[Node]:
    offsets = Utf16(text)
    regions: dict[str, _Region] = {}
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    ordered = sorted((r for r in results if isinstance(r, dict)), key=lambda r: r.get("type") != "labels")
    losses["results that are not understood: not an object"] += len(results) - len(ordered)
    for number, result in enumerate(ordered):
        kind, key = result.get("type"), str(result.get("id", f"region {number}"))
        value = result.get("value")
        value = value if isinstance(value, dict) else {}
        name = str(result.get("from_name"))
        if kind == "labels" and (region := _region(value, text, offsets, losses)):
            regions[key] = region
            region.fields |= _noted(result.get("meta"), losses)
        elif kind == "choices" and key in regions and name in (*CHOICES, OPTIONAL):
            chosen = value.get("choices")
            first = chosen[0] if isinstance(chosen, list) and chosen else None
            regions[key].fields[name] = True if (name, first) == (OPTIONAL, _YES) else first
        elif kind == "textarea" and key in regions and name in SPEAKERS:
            regions[key].fields[name] = value.get("text")
        elif kind == "relation":
            start, end = str(result.get("from_id")), str(result.get("to_id"))
            labels = result.get("labels") or ["without a label"]
            if result.get("direction") == "left":
                start, end = end, start
            for role in labels if isinstance(labels, list) else [labels]:
                links[start].append((role_of_link(str(role)), end))
        elif kind != "labels":
            losses[f"results that are not understood: {kind} ‘{name}’"] += 1
    return _joined(regions, links)


def _joined(regions: Mapping[str, _Region], links: Mapping[str, list[tuple[str, str]]]) -> list[Node]:
    """Nodes of one or more regions; what a relation ``segment`` ends at is a further piece."""
    pieces = {key for own in links.values() for role, key in own if role == _SEGMENT}
    found = []
    for key, region in regions.items():
        if key in pieces:
            continue
        more = [regions[k].span for role, k in links.get(key, ()) if role == _SEGMENT and k in regions]
        kind, told = kind_of_label(region.label)
        others = [link for link in links.get(key, ()) if link[0] != _SEGMENT]
        found.append(Node(key, kind, (region.span, *more), told | region.fields, others))
    return found


def _region(value: Mapping[str, Any], text: str, offsets: Utf16, losses: Losses) -> _Region | None:
    start, end, labels = value.get("start"), value.get("end"), value.get("labels")
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(labels, list) and labels):
        losses["regions without a place in the text or a label"] += 1
        return None
    losses["further labels of a region (the first is taken)"] += len(labels) - 1
    span = offsets.span(start, end)
    words = value.get("text")
    if span is None or (isinstance(words, str) and _bare(words) != _bare(span.of(text))):
        losses["regions whose words are not those at their offsets"] += 1
        return None
    return _Region(str(labels[0]), span)


def _noted(meta: object, losses: Losses) -> dict[str, Any]:
    given = meta.get("text") if isinstance(meta, dict) else None
    fields: dict[str, Any] = {}
    for note in given if isinstance(given, list) else []:
        found = object_from_json(note) if isinstance(note, str) else None
        losses["notes in free text"] += found is None
        fields |= found or {}
    return fields


def _bare(words: str) -> str:
    return "".join(words.replace("\\n", " ").split())


def _interface() -> str:
    """The labelling interface that these tasks fit."""
    lines = ["<View>", '  <Labels name="kind" toName="text">']
    lines += [f"    <Label value={quoteattr(NAMES[kind])}/>" for kind in _PLACED]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="word"/>', "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(role)}/>" for role in (_SEGMENT, *LINKS)]
    lines += ["  </Relations>"]
    for name, values in [*CHOICES.items(), (OPTIONAL, (_YES,))]:
        when = f'perRegion="true" whenTagName="kind" whenLabelValue="{NAMES[CHOSEN_FOR.get(name, "quote")]}"'
        lines += [f'  <Choices name="{name}" toName="text" {when}>']
        lines += [f"    <Choice value={quoteattr(value)}/>" for value in values] + ["  </Choices>"]
    lines += [f'  <TextArea name="{name}" toName="text" perRegion="true"/>' for name in SPEAKERS]
    return "\n".join([*lines, "</View>"]) + "\n"
