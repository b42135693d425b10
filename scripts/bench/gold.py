"""Gold repeated under new ids, as many articles as a measure needs."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from onrecord.gold.load import article_folders

from .process import BenchError


def sources(gold: Path) -> list[Path]:
    """The articles of a gold folder. Raises BenchError where there is none."""
    found = article_folders(gold) if gold.is_dir() else []
    if not found:
        raise BenchError(f"no article in {gold}; give a folder of gold with --gold")
    return found


def repeat(articles: list[Path], into: Path, count: int) -> Path:
    """``count`` articles, taken from ``articles`` in turn; each copy's id ends in its number.

    So does its last paragraph: no two texts are alike, and what is remembered of one serves no other.
    """
    into.mkdir(parents=True)
    for number in range(count):
        source = articles[number % len(articles)]
        target = into / f"{source.name}-{number:06d}"
        # Files that stay as they are are linked, or ten thousand copies would fill a disk.
        shutil.copytree(source, target, copy_function=_link)
        text = f"{(source / 'article.txt').read_text(encoding='utf-8').rstrip()} ({number:06d})\n"
        meta = json.loads((source / "meta.json").read_text(encoding="utf-8"))
        meta |= {"id": target.name, "sha256": hashlib.sha256(text.encode()).hexdigest()}
        _replace(target / "article.txt", text)
        _replace(target / "meta.json", json.dumps(meta))
    return into


def _replace(path: Path, text: str) -> None:
    path.unlink()  # or the linked original would be written to
    path.write_text(text, encoding="utf-8", newline="\n")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
