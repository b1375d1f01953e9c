"""The only place where text for people is made: Jinja2 templates and labels under `content/`."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from content import address, numbers

ROOT = Path(__file__).parent
OFTEN_OF_OTHERS = ("staff/", "notices/", "roster/")  # where the word of address is also of others
TO_THE_READER = "notices/reminder/"  # not so here


class Address(Extension):
    """Lets a text speak to others than elders: "bác" is written, `you` is what is said."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Put `you` in place of the word, outside of the template's own code."""
        return address.in_template(source) if name and _to_the_reader(name) else source


def _to_the_reader(name: str) -> bool:
    return name.startswith(TO_THE_READER) or not name.startswith(OFTEN_OF_OTHERS)


class Texts:
    """Messages and labels of one language. Loaded whole at start: a missing text is found early."""

    def __init__(self, language: str = "vi", root: Path = ROOT) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(root / "messages" / language),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            extensions=[Address],
        )
        self._environment.filters |= {
            "capitalized": address.capitalized,
            "polite": address.polite,
            "number": numbers.number,
            "day": numbers.day,
            "edition": numbers.edition,
            "phone": numbers.phone,
            "safe_text": Markup,  # for lesson text, whose tags the loader has made itself
        }
        self._labels = _read_labels(root / "labels" / language)
        self._environment.globals |= {"label": self.label, "you": address.OLDER}

    def message(self, template: str, **values: object) -> str:
        """Render `<template>.j2`; values are escaped, blank lines at the ends are cut, NFC.

        `you` is how the reader is spoken to; without it as an elder.
        """
        text = self._environment.get_template(f"{template}.j2").render(values)
        return unicodedata.normalize("NFC", text).strip()

    def label(self, key: str, **values: object) -> str:
        """A button caption or short label by its dotted key, such as `menu.learn`."""
        text = self._labels[key]
        if values and "{" in text:
            text = text.format(**values)
        return text

    def labels(self, section: str) -> dict[str, str]:
        """All labels below a dotted prefix, by the rest of their key."""
        start = f"{section}."
        return {
            key[len(start) :]: text for key, text in self._labels.items() if key.startswith(start)
        }

    @property
    def templates(self) -> list[str]:
        """Names of all message templates, for the test that renders each."""
        return sorted(name.removesuffix(".j2") for name in self._environment.list_templates())


def _read_labels(folder: Path) -> dict[str, str]:
    labels: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for name, text in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            if name in labels:
                raise ValueError(f"{file.name}: label {name} stands twice")
            labels[name] = unicodedata.normalize("NFC", text)
    return labels


def _flat(entries: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every label with its dotted name."""
    for key, value in entries.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")
