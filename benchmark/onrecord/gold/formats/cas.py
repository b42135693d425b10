"""UIMA CAS as XMI (WebAnno, INCEpTION, DKPro): ``NAME.xmi``, with one ``TypeSystem.xml`` for all.

A record with a place is an annotation, one without a feature structure; segments, cue, verbatim words,
source and parent are references. Offsets in the file count UTF-16 units, as in Java.
"""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.formats.cas_types import (
    ARTICLE,
    BOOLEANS,
    LINKED,
    PACKAGE,
    SEGMENT,
    STRINGS,
    UNPLACED,
    feature,
    lists,
    type_name,
    type_system,
)
from onrecord.gold.formats.exchange import Document, document, object_from_json, to_json
from onrecord.gold.formats.files import files_of
from onrecord.gold.formats.foreign import adopted, kind_of_label
from onrecord.gold.formats.nodes import CUE, KIND_OF_NAME, NAMES, VERBATIM, Node, marks, nodes
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.xml_guard import elements
from onrecord.gold.save import write_file
from onrecord.text import Span

_TYPES = "TypeSystem.xml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
# Where WebAnno's and DKPro's types say what an annotation is.
_LABEL_FEATURES = ("value", "label", "identifier", "role")


def write(folders: Sequence[Path], out: Path) -> Losses:
    """Write each article as ``ID.xmi``. Raises GoldError where one cannot be read, or cassis is missing."""
    _needs_cassis()
    losses: Losses = Counter()
    for folder in folders:
        article = document(folder)
        losses += article.losses
        write_file(out / f"{article.id}.xmi", _cas(article).to_xmi())
    write_file(out / _TYPES, type_system().to_xml())
    return losses


def read(source: Path) -> Iterator[Incoming]:
    """The CAS of a file, or of each ``.xmi`` file of a folder, with the ``TypeSystem.xml`` beside it.

    Types that are not in it, or not understood, are counted. Raises GoldError where a file is not a CAS.
    """
    _needs_cassis()
    import cassis

    for path in files_of(source, ".xmi"):
        there = elements(path)
        types_path = path.parent / _TYPES
        if types_path.is_file():
            elements(types_path)
        try:
            types = cassis.load_typesystem(types_path) if types_path.is_file() else type_system()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what is left out is counted here
                cas = cassis.load_cas_from_xmi(path, typesystem=types, lenient=True)
        # It raises what comes: KeyError for a reference to nothing, TypeError for an unknown feature.
        except Exception as error:
            said = str(error).splitlines()[0] if str(error) else ""
            raise GoldError(
                f"{path}: not a CAS of its type system ({type(error).__name__}: {said[:120]})"
            ) from None
        losses: Losses = Counter()
        for name, count in there.items():
            full = name.replace(" ", ".").removeprefix("http:///").replace("/", ".").replace(".ecore.", ".")
            if not full.startswith(("uima.", "http:")) and not types.contains_type(full):
                losses[f"annotations that are not understood: {full.rpartition('.')[2]}"] += count
        yield _incoming(path.stem, cas, losses)


def _needs_cassis() -> None:
    try:
        import cassis  # noqa: F401
    except ImportError:
        raise GoldError("cas: needs the extra ‘exchange’: pip install 'onrecord[exchange]'") from None


def _cas(article: Document) -> Any:
    import cassis

    types = type_system()
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = _NOT_XML.sub(_REPLACEMENT, article.text)
    cas.sofa_mime = "text/plain"
    replaced = [[found.start(), found[0]] for found in _NOT_XML.finditer(article.text)]
    cas.add(
        types.get_type(ARTICLE)(
            meta=to_json(article.meta), characters=to_json(replaced) if replaced else None
        )
    )
    graph = nodes(article.marks)
    made = {node.key: types.get_type(type_name(node.label, bool(node.spans)))() for node in graph}
    array = types.get_type("uima.cas.FSArray")
    for node in graph:
        structure = made[node.key]
        if node.spans:
            structure.begin = min(span.start for span in node.spans)
            structure.end = max(span.end for span in node.spans)
        cas.add(structure)
        if len(node.spans) > 1:
            segments = [types.get_type(SEGMENT)(begin=s.start, end=s.end) for s in node.spans]
            cas.add_all(segments)
            structure.segments = array(elements=segments)
        if node.label in STRINGS:
            _fill(structure, node, types.get_type("uima.cas.StringArray"))
        linked: dict[str, list[Any]] = defaultdict(list)
        for role, key in node.links:
            linked[role].append(made[key])
        for role, targets in linked.items():
            structure[LINKED[role]] = array(elements=targets) if role == VERBATIM else targets[0]
    return cas


def _fill(structure: Any, node: Node, string_array: Any) -> None:
    """Put fields into features; what a feature cannot hold goes into the JSON of ``data``."""
    left = dict(node.fields)
    for name, value in node.fields.items():
        if name in STRINGS[node.label] and value and not _NOT_XML.search(value):
            structure[feature(name)] = left.pop(name)
        elif name in lists(node.label) and value and all(v and not _NOT_XML.search(v) for v in value):
            structure[feature(name)] = string_array(elements=left.pop(name))
        elif name == BOOLEANS.get(node.label):
            structure[feature(name)] = left.pop(name)
    if left:
        structure.data = to_json(left)


def _incoming(name: str, cas: Any, losses: Losses) -> Incoming:
    views = [view for view in cas.views if view.sofa.sofaString]
    if not views:
        raise GoldError(f"{name}.xmi: a CAS without a text")
    losses["further views of a CAS (the first with a text is taken)"] += len(views) - 1
    structures = sorted(views[0].get_all_fs(), key=lambda fs: fs.xmiID)
    text, known = str(views[0].sofa.sofaString), dict[str, Any]()
    for structure in structures:
        if structure.type.name == ARTICLE:
            known = object_from_json(str(getattr(structure, "meta", ""))) or {}
            replaced = getattr(structure, "characters", None) or "[]"
            text = _restored(text, object_from_json(f'{{"all":{replaced}}}') or {})
        elif structure.type.name.endswith(".DocumentMetaData"):
            title, language = (getattr(structure, f, None) for f in ("documentTitle", "language"))
            known |= {
                k: v for k, v in (("title", title), ("language", language)) if v and v != "x-unspecified"
            }
    found, more = marks(_nodes(structures, losses))
    return adopted(name, text, found, known, losses + more)


def _restored(text: str, replaced: Mapping[str, Any]) -> str:
    """The text with the characters that XML does not have."""
    characters = list(text)
    for item in replaced.get("all") or []:
        match item:
            case [int(at), str(character)] if 0 <= at < len(characters) and len(character) == 1:
                if characters[at] == _REPLACEMENT:
                    characters[at] = character
            case _:
                pass
    return "".join(characters)


def _nodes(structures: Sequence[Any], losses: Losses) -> list[Node]:
    found = []
    for structure in structures:
        name = structure.type.name
        if name in (ARTICLE, SEGMENT) or name.endswith((".DocumentMetaData", ".DocumentAnnotation")):
            continue
        key = str(structure.xmiID)
        span = (Span(structure.begin, structure.end),) if _is_placed(structure) else ()
        own = "statement" if name == UNPLACED else KIND_OF_NAME.get(name.removeprefix(PACKAGE))
        if not name.startswith(PACKAGE) or own is None:
            kind, told = kind_of_label(_label(structure))
            if span:
                found.append(Node(key, kind, span, told))
            else:
                losses[f"annotations that are not understood: {name.rpartition('.')[2]}"] += 1
            continue
        segments = [s for s in _elements(structure, "segments") if _is_placed(s)]
        spans = tuple(Span(s.begin, s.end) for s in segments) or span
        links = [
            (role, str(target.xmiID))
            for role in (CUE, VERBATIM, "via", "parent")
            for target in _elements(structure, LINKED[role])
        ]
        found.append(Node(key, own, spans, _fields(structure, own, losses), links))
    return found


def _fields(structure: Any, kind: str, losses: Losses) -> dict[str, Any]:
    data = getattr(structure, "data", None)
    rest = object_from_json(str(data)) if data else {}
    losses["data that is not JSON"] += rest is None
    fields: dict[str, Any] = {}
    for name in (*STRINGS.get(kind, ()), *lists(kind), BOOLEANS.get(kind, "")):
        value = getattr(structure, feature(name), None) if name else None
        if value is not None:
            # Where the file's own type system has another type, the value is left to be found wrong.
            fields[name] = list(getattr(value, "elements", None) or [value]) if name in lists(kind) else value
    return fields | (rest or {})


def _label(structure: Any) -> str:
    """What an annotation of another tool is: its type, else what a feature says."""
    name = str(structure.type.name.rpartition(".")[2])
    said = [getattr(structure, f, None) for f in _LABEL_FEATURES]
    for label in (name, *(s for s in said if isinstance(s, str))):
        if kind_of_label(label)[0] in NAMES:
            return label
    return name


def _elements(structure: Any, name: str) -> list[Any]:
    """What a feature refers to: one structure, several, or none."""
    value = getattr(structure, name, None)
    if value is None:
        return []
    found = getattr(value, "elements", [value]) or []
    return [one for one in found if hasattr(one, "xmiID")]


def _is_placed(structure: Any) -> bool:
    return isinstance(getattr(structure, "begin", None), int) and isinstance(
        getattr(structure, "end", None), int
    )
