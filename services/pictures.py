"""The pictures of the lessons, made from the cards and drawings beside them."""

from dataclasses import dataclass
from pathlib import Path

from content import cards, folder
from content.picture_file import PICTURE_BYTES
from services.drawing import png

__all__ = ["MOST", "Drawn", "draw", "pictures"]

MOST = PICTURE_BYTES
INCH = 160.0  # 800 points across: sharp on a cheap phone, light on a slow network


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is now; `size` in bytes."""

    file: str
    size: int
    changed: bool


def pictures(path: Path) -> dict[Path, bytes]:
    """What every picture of a content folder should be, by its file. The same source gives the
    same picture on every machine. Faulty cards are left out: `content check` names them."""
    found = {
        path / card.document.file: cards.svg(card.model)
        for card in folder.read(path).cards
        if all(cards.has_icon(tile.icon) for tile in card.model.tiles)
    }
    drawings = {file: file.read_text(encoding="utf-8") for file in path.glob("pictures/*.svg")}
    every = sorted({**found, **drawings}.items())
    return {file.with_suffix(".png"): png(drawing, INCH) for file, drawing in every}


def draw(path: Path) -> list[Drawn]:
    """Write the pictures that are not yet what they should be."""
    drawn = []
    for file, picture in pictures(path).items():
        changed = not file.is_file() or file.read_bytes() != picture
        if changed:
            file.write_bytes(picture)
        drawn.append(Drawn(file.relative_to(path).as_posix(), len(picture), changed))
    return drawn
