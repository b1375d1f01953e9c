"""A drawing becomes a picture, with every Vietnamese letter, in whichever thread."""

import struct
from concurrent.futures import ThreadPoolExecutor

import typst

from content.drawing import FONTS
from services import drawing

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
ROWS = (LETTERS, LETTERS.upper(), "0123456789 %/.,:;–·“”…()")


def svg(text: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 40" width="360" height="40"'
        f' font-family="Be Vietnam Pro"><text x="9" y="26" font-size="20">{text}</text></svg>'
    )


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_is_three_points_for_each_of_a_phone():
    assert size(drawing.png(svg("Kiến An"))) == (1080, 120)


def test_every_vietnamese_letter_is_drawn_and_no_two_look_the_same():
    pictures = {letter: drawing.png.__wrapped__(svg(letter)) for row in ROWS for letter in row}
    pictures.pop(" ")
    assert drawing.png(svg("")) not in pictures.values()
    assert len(set(pictures.values())) == len(pictures)


def test_both_weights_of_the_typeface_are_shipped_with_their_licence():
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    assert {(each.family, each.weight) for each in found.fonts()} == {
        ("Be Vietnam Pro", 400),
        ("Be Vietnam Pro", 700),
    }
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 600_000


def test_threads_draw_side_by_side():
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(drawing.png.__wrapped__, [svg("Kiến An")] * 8))
    assert len(set(drawn)) == 1
