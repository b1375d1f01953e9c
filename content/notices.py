"""Notices that people agree to. The version is kept with each consent."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from content import markdown

__all__ = ["Notice", "consent"]

FOLDER = Path(__file__).parent / "notices"
_HEAD = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice in parts of a message each, as tagged text (b, i, a)."""

    version: str
    parts: tuple[str, ...]


@cache
def consent(language: str = "vi") -> Notice:
    """What is kept, why, who sees it, and how to be forgotten."""
    return _read(FOLDER / language / "consent.md")


def _read(path: Path) -> Notice:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    parts = _HEAD.match(text)
    if parts is None:
        raise ValueError(f"{path.name}: no head with a version")
    version = str(yaml.safe_load(parts[1])["version"])
    paragraphs = [" ".join(each.split()) for each in parts[2].strip().split("\n\n")]
    return Notice(version, tuple(_tagged(each, path.name) for each in paragraphs))


def _tagged(paragraph: str, name: str) -> str:
    text, problems = markdown.inline(paragraph, name, 1, "text")
    if problems:
        raise ValueError(f"{name}: {paragraph[:40]}")
    return text
