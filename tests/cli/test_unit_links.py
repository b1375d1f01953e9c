"""`bdhvs unit links`: links to send, and pictures of them to print."""

import json
import re
from pathlib import Path

import pytest
import zxingcpp

from services import demo

SCALE = 8


@pytest.fixture
def commune(bdhvs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`bdhvs` in a folder with the units of Kiến An."""
    monkeypatch.setenv("PUBLIC_URL", "https://hoc.example.vn")
    (tmp_path / "units.csv").write_bytes(demo.units_csv())
    assert bdhvs("unit", "import", "units.csv").code == 0
    return bdhvs


def read(file: Path) -> list[str]:
    """What a scanner reads from the drawn code."""
    drawing = file.read_text(encoding="utf-8")
    found = re.search(r'class="qrline"[^>]* d="([^"]+)"', drawing)
    side = int(re.search(r'width="(\d+)"', drawing)[1])
    rows = [bytearray(b"\xff" * side) for _ in range(side)]
    x = y = 0.0
    for kind, *given in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", found[1]):
        if kind == "h":
            left, right = (int(each) * SCALE for each in (x, x + float(given[0])))
            for row in rows[int(y) * SCALE : (int(y) + 1) * SCALE]:
                row[left:right] = bytes(right - left)
            x += float(given[0])
        else:
            x, y = float(given[0]) + x * (kind == "m"), float(given[1]) + y * (kind == "m")
    picture = memoryview(b"".join(rows)).cast("B", shape=[side, side])
    return [each.text for each in zxingcpp.read_barcodes(picture)]


def test_there_is_one_picture_of_the_link_of_every_hamlet(commune, tmp_path: Path):
    links = json.loads(commune("unit", "links", "--json", "--qr", "to/print").out)
    folder = tmp_path / "to" / "print"
    assert {file.name for file in folder.iterdir()} == {f"{each['code']}.svg" for each in links}
    assert all(read(folder / f"{each['code']}.svg") == [each["web"]] for each in links)


def test_with_the_name_of_the_bot_links_open_telegram(commune, monkeypatch: pytest.MonkeyPatch):
    assert "t.me" not in commune("unit", "links").out
    monkeypatch.setenv("TELEGRAM_BOT_NAME", "kienan_bot")
    for each in json.loads(commune("unit", "links", "--json").out):
        assert each["telegram"] == f"https://t.me/kienan_bot?start={each['join_code']}"
        assert each["telegram"] in commune("unit", "links").out
