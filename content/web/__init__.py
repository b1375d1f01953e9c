"""The pages of the web: templates below `vi/`, and the files that browsers load."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from content import numbers

__all__ = ["STATIC", "Pages"]

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


class Pages:
    """The pages of one language. A template that lacks a value fails instead of leaving a gap."""

    def __init__(self, asset: Callable[[str], str], language: str = "vi") -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / language),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.filters |= {"number": numbers.number, "day": numbers.day}
        self._environment.globals |= {"percent": numbers.percent, "fraction": numbers.fraction}
        self._environment.globals["asset"] = asset

    def page(self, name: str, **values: object) -> str:
        """Render `<name>.html`; values are escaped, the text is NFC."""
        text = self._environment.get_template(f"{name}.html").render(values)
        return unicodedata.normalize("NFC", text)

    @property
    def templates(self) -> list[str]:
        """Names of all pages and their parts, for the test that renders each."""
        return sorted(name.removesuffix(".html") for name in self._environment.list_templates())
