"""Picture cards of the lessons, drawn from short descriptions in one manner.

Icons are Tabler's (MIT, see `icons/LICENSE`); letters are those of `fonts/`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from content.card_file import CardFile, TileEntry
from content.drawing import Drawings

__all__ = ["ICONS", "SMALLEST", "has_icon", "letters", "sources", "svg"]

ICONS = Path(__file__).parent / "icons"

_SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*>")
_TONES = {  # line, ground; all lines stand out from white by 4.5 to 1 or more
    "good": ("#0F766E", "#D9F0EC"),
    "danger": ("#B93A27", "#FBE3DE"),
    "plain": ("#1D4E89", "#DFEAF6"),
}


LARGEST = 42.0
SMALLEST = 27.0  # letters of two millimetres on a phone of five inches
# How wide bold letters of our typeface are, at most, as a part of their size.
NARROW, SPACE, USUAL, CAPITAL, WIDE = 0.4, 0.28, 0.66, 0.78, 0.98
EDGE = 20
NUMBER = 44  # what a number before the icon takes


@dataclass(frozen=True, slots=True)
class _Tile:
    """Where a tile stands on the card, and what is in it. Points of a card 800 by 450."""

    left: int
    top: int
    width: int
    height: int
    number: int | None
    words: tuple[str, ...]
    shapes: Markup
    line: str
    ground: str

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def radius(self) -> float:
        """Of the ground below the icon."""
        return min(self.height / 2 - 14, 58)

    @property
    def icon(self) -> float:
        """Where the ground of the icon begins."""
        return self.left + EDGE + (NUMBER if self.number else 0)

    @property
    def start(self) -> float:
        """Where the words begin."""
        return self.icon + 2 * self.radius + 16

    @property
    def size(self) -> float:
        """The largest letters at which the words fit."""
        room = self.left + self.width - EDGE / 2 - self.start
        widest = max(map(_width, self.words))
        most = LARGEST if len(self.words) == 1 else self.height / 3
        return min(most, LARGEST, room / widest)


def sources(folder: Path) -> list[Path]:
    """What the pictures of a content folder are made from: cards and drawings, in order."""
    return sorted([*folder.glob("pictures/*.yaml"), *folder.glob("pictures/*.svg")])


def has_icon(name: str) -> bool:
    """Whether there is an icon of this name."""
    return (ICONS / f"{name}.svg").is_file()


def letters(card: CardFile) -> float:
    """The size of the words of a card, the same in all tiles."""
    return round(min(tile.size for tile in _tiles(card)), 1)


def svg(card: CardFile) -> str:
    """The drawing of a card, 800 by 450."""
    return _drawings().svg(
        "card",
        title=card.title,
        ground=_TONES[card.tone][0],
        tiles=_tiles(card),
        size=letters(card),
    )


def _tiles(card: CardFile) -> list[_Tile]:
    return [_tile(card, number, tile) for number, tile in enumerate(card.tiles)]


def _tile(card: CardFile, index: int, tile: TileEntry) -> _Tile:
    left, top, width, height = _place(len(card.tiles), index)
    number = index + 1 if card.numbered else None
    tones = _TONES[tile.tone or card.tone]
    return _Tile(left, top, width, height, number, tuple(tile.words), _icon(tile.icon), *tones)


def _width(line: str) -> float:
    """How wide a line is, at most, in letters of size 1."""
    return sum(map(_letter, unicodedata.normalize("NFD", line)))


def _letter(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if char in "iljtfrI.,:;'!|()-":
        return NARROW
    if char in "mwMW@%":
        return WIDE
    if char == " ":
        return SPACE
    return CAPITAL if char.isupper() else USUAL


def _place(tiles: int, index: int) -> tuple[int, int, int, int]:
    """Two or three lie below each other, because lines read best whole; four make a square."""
    if tiles == 4:
        column, row = index % 2, index // 2
        return 24 + column * 382, 102 + row * 168, 370, 154
    height = 156 if tiles == 2 else 102
    return 24, 102 + index * (height + 14), 752, height


@cache
def _drawings() -> Drawings:
    return Drawings()


@cache
def _icon(name: str) -> Markup:
    """The strokes of an icon, 24 by 24; raises FileNotFoundError for one that is not there."""
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    shapes = [shape for shape in _SHAPES.findall(text) if 'stroke="none"' not in shape]
    return Markup("".join(shapes))
