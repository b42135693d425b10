"""Looks at XML from elsewhere before a parser that trusts it does."""

from collections import Counter
from pathlib import Path
from xml.parsers import expat

from onrecord.errors import GoldError


def elements(path: Path) -> Counter[str]:
    """How many elements of each name (``namespace name``) stand directly in the root of an XML file.

    Raises GoldError where it cannot be read, is not XML, or has a DOCTYPE: nobody needs one here, and
    entities that grow, or that read other files, are declared in it.
    """
    found: Counter[str] = Counter()
    depth = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        found[name] += depth == 1
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise GoldError(f"{path}: has a DOCTYPE, which no export needs and entities can hide in; take it out")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(path.read_bytes(), True)
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror})") from None
    except (expat.ExpatError, ValueError) as error:
        raise GoldError(f"{path}: not XML ({error})") from None
    return found
