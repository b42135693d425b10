"""The UIMA type system of gold: a type for each kind of record, and which feature holds which field."""

from collections.abc import Mapping
from typing import Any

from onrecord.gold.formats.exchange import WITHOUT_PLACE
from onrecord.gold.formats.nodes import CUE, NAMES, VERBATIM
from onrecord.gold.references import REFERENCES

PACKAGE = "onrecord."
ARTICLE, SEGMENT, UNPLACED = f"{PACKAGE}Article", f"{PACKAGE}Segment", f"{PACKAGE}UnplacedStatement"

STRINGS: Mapping[str, tuple[str, ...]] = {
    "region": ("type",),
    "speaker": ("id", "name", "class"),
    "mention": ("id",),
    "quote": ("id", "form"),
    "not_quote": ("why",),
    "fact": ("id", "text", "weight"),
    "statement": ("id", "text", "label", "trick"),
    "summary": ("id", "task", "text", "pass"),
    "damage": ("what",),
    "label": ("of", "label"),
    "decision": ("of", "took", "why"),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "speaker": ("aliases", "accept", "reject"),
    "fact": ("lengths",),
    "damage": ("waives",),
}
BOOLEANS: Mapping[str, str] = {"speaker": "speaks", "quote": "optional"}
LINKED = {CUE: "cue", VERBATIM: "verbatim", "via": "via", "parent": "parent"}

# The others are words of Java, or of cassis.
_FEATURES = {
    "id": "recordId",
    "class": "speakerClass",
    "for": "spokenFor",
    "type": "regionType",
    "pass": "fromPass",
    "relayed_by": "relayedBy",
}


def feature(field: str) -> str:
    """The feature that holds a field of a record."""
    return _FEATURES.get(field, field)


def lists(kind: str) -> tuple[str, ...]:
    """The fields of a kind that are lists of strings: also its references, but for those that are links."""
    return (*LISTS.get(kind, ()), *(r for r in REFERENCES.get(kind, ()) if r not in LINKED))


def type_name(kind: str, placed: bool) -> str:
    return PACKAGE + NAMES[kind] if placed or kind in WITHOUT_PLACE else UNPLACED


def type_system() -> Any:
    """A fresh ``cassis.TypeSystem``. Needs dkpro-cassis."""
    import cassis

    types = cassis.TypeSystem()
    top, place = "uima.cas.TOP", "uima.tcas.Annotation"
    string, strings, structures = "uima.cas.String", "uima.cas.StringArray", "uima.cas.FSArray"
    article = types.create_type(ARTICLE, top, "What stands in meta.json, and what XML cannot hold")
    types.create_feature(article, "meta", string)
    types.create_feature(article, "characters", string, description="[place, character] replaced by U+FFFD")
    for name in (SEGMENT, PACKAGE + NAMES[CUE], PACKAGE + NAMES[VERBATIM]):
        types.create_type(name, place)
    made = {kind: types.create_type(type_name(kind, True), _super(kind)) for kind in STRINGS}
    for kind, made_type in [*made.items(), ("statement", types.create_type(UNPLACED, top))]:
        for field in STRINGS[kind]:
            types.create_feature(made_type, feature(field), string)
        for field in lists(kind):
            types.create_feature(made_type, feature(field), strings)
        if kind in BOOLEANS:
            types.create_feature(made_type, feature(BOOLEANS[kind]), "uima.cas.Boolean")
        types.create_feature(made_type, "data", string, description="Further fields, as JSON")
        if kind not in WITHOUT_PLACE and made_type.name != UNPLACED:
            types.create_feature(made_type, "segments", structures, elementType=SEGMENT)
    types.create_feature(made["quote"], "cue", PACKAGE + NAMES[CUE])
    types.create_feature(made["quote"], "verbatim", structures, elementType=PACKAGE + NAMES[VERBATIM])
    types.create_feature(made["quote"], "via", type_name("mention", True))
    types.create_feature(made["quote"], "parent", type_name("quote", True))
    return types


def _super(kind: str) -> str:
    return "uima.cas.TOP" if kind in WITHOUT_PLACE else "uima.tcas.Annotation"
