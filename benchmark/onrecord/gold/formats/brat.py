"""brat standoff: ``NAME.txt`` with ``NAME.ann`` beside it, and an ``annotation.conf`` that fits them.

A record is a text-bound annotation, a quote an event with its cue, verbatim words, source and parent as
arguments; what is chosen from a list is an attribute, a speaker is a normalisation, and all other fields
are JSON in the annotator's note. Records without a place, and ``meta.json``, are notes of the document.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.formats.exchange import (
    Mark,
    document,
    from_payload,
    object_from_json,
    to_json,
)
from onrecord.gold.formats.files import files_of, read_utf8
from onrecord.gold.formats.foreign import adopted, kind_of_label, role_of_link
from onrecord.gold.formats.nodes import (
    CHOICES,
    CHOSEN_FOR,
    CUE,
    KIND_OF_NAME,
    NAMES,
    OPTIONAL,
    SPEAKERS,
    VERBATIM,
    Node,
    marks,
    nodes,
)
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.save import write_file
from onrecord.text import Span

_DOCUMENT = "DOC"
_NOTE = "AnnotatorNotes"
_META = "Article"

_TEXT_BOUND = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?", re.DOTALL)
_EVENT = re.compile(r"(E\S+)\t([^\s:]+):(\S+)((?: +[^\s:]+:\S+)*) *")
_RELATION = re.compile(r"R\S+\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_ATTRIBUTE = re.compile(r"[AM]\S+\t(\S+) (\S+)(?: (\S+))?\s*")
_NORMALISATION = re.compile(r"N\S+\tReference (\S+) ([^\s:]+):(\S+)(?:\t.*)?")
_NOTED = re.compile(r"#\S*\t(\S+) (\S+)\t(.*)")
_BEGINS = re.compile(r"(?:[TERAMN]\S*|#\S*|\*)\t")

_PLACED = ("region", "mention", CUE, VERBATIM, "not_quote", "damage", "fact", "statement")


def write(folders: Sequence[Path], out: Path) -> Losses:
    """Write each article as ``ID.txt`` and ``ID.ann``. Raises GoldError where one cannot be read."""
    losses: Losses = Counter()
    for folder in folders:
        article = document(folder)
        losses += article.losses
        write_file(out / f"{article.id}.txt", article.text)
        lines = _lines(article.text, article.marks, article.meta)
        write_file(out / f"{article.id}.ann", "".join(f"{line}\n" for line in lines))
    write_file(out / "annotation.conf", _configuration())
    return losses


def read(source: Path) -> Iterator[Incoming]:
    """The documents of a folder, or one ``.ann`` file. Raises GoldError where a text is missing."""
    for path in files_of(source, ".ann"):
        text_path = path.with_suffix(".txt")
        if not text_path.is_file():
            raise GoldError(f"{path}: its text {text_path.name} is not beside it")
        text = read_utf8(text_path)
        parsed = _parse(read_utf8(path), text)
        found, losses = marks(_nodes(parsed))
        yield adopted(path.stem, text, [*found, *parsed.unplaced], parsed.meta, parsed.losses + losses)


def _configuration() -> str:
    """What brat must know to show and edit these files."""
    chosen = [f"{n} Arg:{NAMES[CHOSEN_FOR[n]]}, Value:{'|'.join(values)}" for n, values in CHOICES.items()]
    sections = {
        "entities": [NAMES[kind] for kind in _PLACED],
        "relations": ["<OVERLAP> Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"],
        "events": ["Quote Cue?:Cue, Verbatim*:Verbatim, Via?:Mention, Parent?:Quote"],
        "attributes": [*chosen, f"{OPTIONAL} Arg:Quote"],
    }
    return "\n".join(
        f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items()
    )


def _lines(text: str, found: Sequence[Mark], meta: Mapping[str, Any]) -> Iterator[str]:
    """The lines of an ``.ann`` file."""
    graph = nodes(found)
    names = {mark.id: str(mark.values.get("name", "")) for mark in found if mark.kind == "speaker"}
    # An event is named by its E, what triggers it by its T; both have the number of the node.
    target = {n.key: ("E" if n.label == "quote" else "T") + n.key[1:] for n in graph}
    number: Counter[str] = Counter()

    def numbered(letter: str) -> str:
        number[letter] += 1
        return f"{letter}{number[letter]}"

    yield f"{numbered('#')}\t{_META} {_DOCUMENT}\t{to_json(meta)}"
    for node in graph:
        fields = dict(node.fields)
        kind = NAMES[node.label]
        if not node.spans:
            yield f"{numbered('#')}\t{kind} {_DOCUMENT}\t{to_json(fields)}"
            continue
        at = target[node.key]
        offsets = ";".join(f"{span.start} {span.end}" for span in node.spans)
        words = " ".join(" ".join(span.of(text).split()) for span in node.spans)
        yield f"T{node.key[1:]}\t{kind} {offsets}\t{words}"
        if node.label == "quote":
            yield f"{at}\t{kind}:T{at[1:]}{''.join(_arguments(node, target))}"
        for name in [n for n in (*CHOICES, OPTIONAL) if n in fields]:
            value = fields.pop(name)
            yield f"{numbered('A')}\t{name} {at}" + ("" if value is True else f" {value}")
        for name in [n for n in SPEAKERS if n in fields]:
            for speaker in fields.pop(name):
                called = " ".join(names.get(speaker, speaker).split())
                yield f"{numbered('N')}\tReference {at} {name}:{speaker}\t{called}"
        if fields:
            yield f"{numbered('#')}\t{_NOTE} {at}\t{to_json(fields)}"


def _arguments(node: Node, target: Mapping[str, str]) -> Iterator[str]:
    """The arguments of an event; a second one of a role is numbered, as brat does."""
    times: Counter[str] = Counter()
    for role, key in node.links:
        times[role] += 1
        yield f" {role.capitalize()}{times[role] if times[role] > 1 else ''}:{target[key]}"


@dataclass(slots=True)
class _Parsed:
    """An ``.ann`` file by its kinds of lines."""

    bounds: dict[str, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    fields: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    named: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    unplaced: list[Mark] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    losses: Losses = field(default_factory=Counter)


def _parse(annotations: str, text: str) -> _Parsed:
    parsed = _Parsed()
    for line in _whole_lines(annotations):
        if bound := _TEXT_BOUND.fullmatch(line):
            spans = tuple(_span(pair) for pair in bound[3].split(";"))
            there = " ".join(span.of(text) for span in spans)
            if bound[4] is not None and "".join(there.split()) != "".join(bound[4].split()):
                parsed.losses["annotations whose words are not those at their offsets"] += 1
            else:
                parsed.bounds[bound[1]] = bound[2], spans
        elif event := _EVENT.fullmatch(line):
            arguments = [tuple(argument.split(":", 1)) for argument in event[4].split()]
            roles = [(role.rstrip("0123456789"), key) for role, key in arguments]
            parsed.events[event[1]] = event[3], roles
        elif relation := _RELATION.fullmatch(line):
            parsed.relations.append((relation[1], relation[2], relation[3]))
        elif named := _NORMALISATION.fullmatch(line):
            parsed.named[named[1]][named[2]].append(named[3])
        elif attribute := _ATTRIBUTE.fullmatch(line):
            parsed.fields[attribute[2]][attribute[1]] = attribute[3] or True
        elif noted := _NOTED.fullmatch(line):
            _note(noted[1], noted[2], noted[3], parsed)
        else:
            what = "equivalences" if line.startswith("*\t") else "lines that are not brat's"
            parsed.losses[what] += 1
    return parsed


def _note(kind: str, target: str, text: str, parsed: _Parsed) -> None:
    fields = object_from_json(text)
    if fields is None:
        parsed.losses["notes in free text"] += 1
    elif target != _DOCUMENT:
        parsed.fields[target].update(fields)
    elif kind == _META:
        parsed.meta = fields
    else:
        parsed.unplaced.append(from_payload(KIND_OF_NAME.get(kind, kind), fields, {}))


def _nodes(parsed: _Parsed) -> list[Node]:
    """The annotations of a file; an event is one with its trigger, or with its argument ‘Content’."""
    stands_for: dict[str, str] = {}
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for event, (trigger, arguments) in parsed.events.items():
        content = next((key for role, key in arguments if role.lower() == "content"), None)
        stands_for[event] = content or trigger
        if content:
            parsed.bounds.pop(trigger, None)
    for event, (_, arguments) in parsed.events.items():
        own = stands_for[event]
        named = [argument for argument in arguments if argument[0].lower() != "content"]
        links[own] += [(role_of_link(role), stands_for.get(key, key)) for role, key in named]
        parsed.fields[own] |= parsed.fields.get(event, {})
        parsed.named[own] |= parsed.named.get(event, {})
    for role, one, other in parsed.relations:
        links[stands_for.get(one, one)].append((role_of_link(role), stands_for.get(other, other)))
    found = []
    for key, (label, spans) in parsed.bounds.items():
        kind, told = kind_of_label(label)
        fields = told | parsed.fields.get(key, {}) | parsed.named.get(key, {})
        found.append(Node(key, kind, spans, fields, links.get(key, ())))
    return found


def _whole_lines(annotations: str) -> Iterator[str]:
    """The lines of a file; words that run over a line end are put back together."""
    current = ""
    for line in annotations.split("\n"):
        if current.startswith("T") and line and not _BEGINS.match(line):
            current += "\n" + line
            continue
        if current.strip():
            yield current.rstrip("\r")
        current = line
    if current.strip():
        yield current.rstrip("\r")


def _span(pair: str) -> Span:
    start, end = pair.split()
    # No text is longer; a number of ten thousand digits is no offset.
    return Span(*(int(n) if len(n) < 12 else 10**12 for n in (start, end)))
