"""Pictures from drawings. Typst turns an SVG into a PNG with the typeface that is shipped."""

import threading
from functools import lru_cache

import typst

from content.drawing import FONTS, PAGE

__all__ = ["png"]

INCH = 216.0  # points of a picture for each inch of 72 pt: 1,080 across, three for each of a phone
KEPT = 8  # the officials of a commune all get the same picture

_own = threading.local()  # a compiler belongs to one thread: Typst refuses to share it


@lru_cache(maxsize=KEPT)
def png(svg: str, ppi: float = INCH) -> bytes:
    """The picture of a drawing, 5 inches wide: by default 1,080 points. The same drawing gives the
    same picture."""
    found = _compiler().compile(format="png", ppi=ppi, sys_inputs={"drawing": svg})
    assert isinstance(found, bytes)  # one page
    return found


def _compiler() -> typst.Compiler:
    """The compiler of this thread; it looks at no typeface but ours and at no file but the page."""
    made: typst.Compiler | None = getattr(_own, "compiler", None)
    if made is None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        made = _own.compiler = typst.Compiler(
            str(PAGE), root=str(PAGE.parent), font_paths=fonts, ignore_system_fonts=True
        )
    return made
