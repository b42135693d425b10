"""A file's bytes as text that can be gold: decoded for certain, normalised, every change told."""

import codecs
import itertools
import re
import unicodedata
from collections import Counter
from email import message_from_bytes, policy
from typing import Literal

from onrecord.errors import GoldError

Format = Literal["text", "html"]
Changes = Counter[str]
"""What was changed or looks wrong, and how often."""

LARGEST = 32 * 2**20
_BINARY = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive or an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "rich text (RTF)",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a compressed file",
}
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# As browsers read them: pages that say Latin-1 are written in Windows' superset of it.
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_CHARSET = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<(?:head|body|article|table|div|p)[\s>]", re.IGNORECASE)
_HEAD = 4096

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Joiners and direction marks are part of some scripts and of emoji: only inside Latin words they hide.
_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[A-Za-z0-9])[\u200c-\u200f]+(?=[A-Za-z0-9])"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ANCHOR_SIGNS = str.maketrans("⟦⟧", "[]")
# UTF-8 read as Windows-1252: "â€œ" for an opening mark, "Ã©" for e with its accent.
_MOJIBAKE = re.compile("â€|Ã[\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u00a0-\u00bf]")
_NARROWEST, _WIDEST = 50, 100


def read_text(data: bytes, where: str, encoding: str = "", form: str = "") -> tuple[str, Format]:
    """Decode a file, and tell plain text from HTML by its content unless ``form`` says which it is.

    The encoding is the one given, else the byte order mark's, else the one the page names, else UTF-8.
    Raises GoldError for a file that is no text, is larger than 32 MiB, or is not in that encoding.
    """
    if len(data) > LARGEST:
        raise GoldError(f"{where}: over {LARGEST >> 20} MiB; no article is so long")
    if kind := next((kind for magic, kind in _BINARY.items() if data.startswith(magic)), ""):
        raise GoldError(f"{where}: {kind}, not text; copy its text into a .txt file")
    if data[:_HEAD].lstrip().lower().startswith((b"mime-version:", b"from: <saved by")):
        data, encoding = _page_of_archive(data, where, encoding)
    bom = next((name for mark, name in _BOMS.items() if data.startswith(mark)), "")
    if b"\0" in data and not bom and not encoding:
        raise GoldError(
            f"{where}: a NUL at byte {data.index(0)}: no text (UTF-16 needs --encoding utf-16-le)"
        )
    # Decoded or not, what is ASCII in a page's head stays readable without its NULs.
    is_html = _HTML.search(data[:_HEAD].replace(b"\0", b"")) is not None
    found: Format = "html" if (form or ("html" if is_html else "text")) == "html" else "text"
    named, why = encoding, "as --encoding says"
    if not named and bom:
        named, why = bom, "as its byte order mark says"
    if not named and found == "html" and (charset := _CHARSET.search(data[:_HEAD])):
        named, why = charset[1].decode("ascii"), "as the page says"
    return _decode(data, named or "utf-8", why if named else "", where), found


def _decode(data: bytes, encoding: str, why: str, where: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        name = _AS_BROWSERS_DO.get(name, name) if why == "as the page says" else name
        text = data.decode(name)
    except LookupError:
        raise GoldError(
            f"{where}: no encoding ‘{encoding}’ ({why or 'by default'}); give --encoding"
        ) from None
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        byte = f"0x{data[at]:02x} at byte {at}"
        reason = f"not {encoding}" + (f", {why}" if why else "")
        raise GoldError(f"{where}: {reason} ({byte}); save it as UTF-8, or give --encoding") from None
    if not isinstance(text, str):  # "rot13" and its like are codecs, and no encodings of text
        raise GoldError(f"{where}: ‘{encoding}’ is no encoding of text; give another --encoding")
    return text


def _page_of_archive(data: bytes, where: str, encoding: str) -> tuple[bytes, str]:
    """The first page in a browser's single-file archive (MHTML), and its encoding."""
    for part in message_from_bytes(data, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return (body if isinstance(body, bytes) else b""), encoding or part.get_content_charset("")
    raise GoldError(f"{where}: a saved archive that holds no page; save the page as HTML")


def cleaned(text: str, changes: Changes) -> str:
    """The text as gold holds it: NFC, LF, no unseen or control character, no sign that anchors use.

    What is changed is counted in ``changes``; what looks wrong and stays, too.
    """
    text = _LINE_ENDS.sub("\n", text)
    text, count = _CONTROL.subn("", text)
    changes["control characters taken out"] += count
    count = 1
    while count:  # what was taken out may have stood between a letter and what hides beside it
        text, count = _UNSEEN.subn("", text)
        changes["unseen characters (zero width, soft hyphens, turned direction) taken out"] += count
    changes["⟦ or ⟧, which anchors use, made [ or ]"] += text.count("⟦") + text.count("⟧")
    text = text.translate(_ANCHOR_SIGNS)
    composed = unicodedata.normalize("NFC", text)
    changes["texts composed (NFC)"] += composed != text
    changes["places that look decoded wrongly (“â€œ” for a mark), left as they are; is it --encoding?"] += (
        len(_MOJIBAKE.findall(composed))
    )
    changes["characters lost before (�), left as they are"] += composed.count("�")
    return composed


def plain_lines(text: str, changes: Changes) -> list[str]:
    """The paragraphs of a plain text, one line each.

    Lines that an editor wrapped at one width are joined: in each block between empty lines, no line could
    have taken in the next one's first word.
    """
    blocks = [
        [" ".join(line.split("\t")).strip() for line in block.split("\n") if line.strip()]
        for block in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text)
    ]
    blocks = [block for block in blocks if block]
    several = [block for block in blocks if len(block) > 1]
    width = max((len(line) for block in several for line in block), default=0)
    if several and len(blocks) > 1 and _NARROWEST <= width <= _WIDEST and all(
        len(line) + 1 + len(after.split(None, 1)[0]) > width
        for block in several
        for line, after in itertools.pairwise(block)
    ):  # fmt: skip
        changes[f"paragraphs wrapped at {width} characters put on one line"] += len(several)
        return [" ".join(block) for block in blocks]
    return [line for block in blocks for line in block]
