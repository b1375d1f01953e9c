"""Drawings: SVG made from templates below `drawings/vi/`, in the typeface that is shipped."""

import unicodedata
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content import numbers

__all__ = ["FONTS", "PAGE", "Drawings"]

FOLDER = Path(__file__).parent / "drawings"
FONTS = Path(__file__).parent / "fonts"
PAGE = FOLDER / "picture.typ"  # how Typst puts one drawing on a page
WIDE = 0.6  # the width of a bold letter, at most, as a part of its size


class Drawings:
    """The drawings of one language; values are escaped and cannot become marks of their own."""

    def __init__(self, language: str = "vi") -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / language),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.filters |= {"day": numbers.day, "short_day": _short_day}
        self._environment.globals["fit"] = _fit

    def svg(self, name: str, **values: object) -> str:
        """Render `<name>.svg.j2`, NFC."""
        text = self._environment.get_template(f"{name}.svg.j2").render(values)
        return unicodedata.normalize("NFC", text)


def _fit(text: str, size: float, width: float) -> float:
    """A size of letters at which a line fits a width; never larger than `size`."""
    return round(min(size, width / (WIDE * max(1, len(text)))), 1)


def _short_day(value: date) -> str:
    return f"{value:%d/%m}"
