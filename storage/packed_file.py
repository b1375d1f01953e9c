"""Looks into a spreadsheet file before a parser does: bombs, macros, passwords, formulas.

XLSX and ODS are ZIP files. Each entry is inflated once, in pieces, with a limit: the sizes a ZIP
states about itself may lie.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from domain.table import Problem, TableRefused

__all__ = ["check_ole", "check_zip", "formulas"]

MOST_BYTES = 400_000_000  # a roster of 126,000 lines inflates to about 80 million
MOST_ENTRIES = 1_000
RATIO = 150  # of what is inflated to what is packed; lists stay below 30
SMALL = 5_000_000
PIECE = 1 << 20
OTHERS = ("word/", "ppt/")  # a text or slides, packed alike
MACROS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/", "macrosheets/")
XLSX_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<f[\s>/]')
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)

Place = tuple[int, int]  # line from 1, column from 0


def check_ole(content: bytes) -> None:
    """Refuse an old Office file that is locked or carries macros."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise TableRefused([Problem(0, "locked")])
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise TableRefused([Problem(0, "macros")])


def check_zip(content: bytes) -> None:
    """Refuse a ZIP that is broken, locked, carries macros, or grows beyond measure."""
    entries = _entries(content)
    if len(entries) > MOST_ENTRIES:
        raise TableRefused([Problem(0, "bomb")])
    if any(entry.filename.startswith(OTHERS) for entry in entries):
        raise TableRefused([Problem(0, "not_a_table")])
    total = 0
    for entry in entries:
        if any(word in entry.filename.lower() for word in MACROS):
            raise TableRefused([Problem(0, "macros")])
        if entry.flag_bits & 1:
            raise TableRefused([Problem(0, "locked")])
        size = sum(len(piece) for piece in _inflate(content, entry, MOST_BYTES - total))
        if size != entry.file_size or (size > SMALL and size > RATIO * entry.compress_size):
            raise TableRefused([Problem(0, "bomb")])
        total += size


def formulas(content: bytes, sheet: int) -> frozenset[Place]:
    """Where the cells with formulas of a sheet are. They are never computed."""
    try:
        return _formulas(content, sheet)
    except (ElementTree.ParseError, UnicodeDecodeError, IndexError, ValueError) as error:
        raise TableRefused([Problem(0, "broken")]) from error


def _formulas(content: bytes, sheet: int) -> frozenset[Place]:
    names = {entry.filename: entry for entry in _entries(content)}
    if "content.xml" in names:
        return _ods_formulas(content, names["content.xml"], sheet)
    found: set[Place] = set()
    entry = names.get(_xlsx_part(content, names, sheet))
    before = b""
    for piece in _inflate(content, entry, MOST_BYTES) if entry else ():
        text = before + piece
        found.update((int(hit[2]), _column(hit[1])) for hit in XLSX_CELL.finditer(text))
        before = text[-512:]
    return frozenset(found)


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise TableRefused([Problem(0, "broken")]) from error


def _inflate(content: bytes, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The bytes of an entry, piece by piece, whatever the ZIP says of their number."""
    start = entry.header_offset
    lengths = content[start + 26 : start + 30]
    start += 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise TableRefused([Problem(0, "broken")])
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not engine.eof:
        try:
            piece = engine.decompress(packed, PIECE)
        except zlib.error as error:
            raise TableRefused([Problem(0, "broken")]) from error
        most -= len(piece)
        if most < 0:
            raise TableRefused([Problem(0, "bomb")])
        yield piece
        packed = engine.unconsumed_tail
        if not piece and not packed:
            return


def _read(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    return b"".join(_inflate(content, entry, MOST_BYTES))


def _xlsx_part(content: bytes, names: dict[str, zipfile.ZipInfo], sheet: int) -> str:
    """The file of a sheet, by its place in the workbook."""
    book, links = names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return ""
    sheets = re.findall(rb"<(?:\w+:)?sheet\b[^>]*?\br:id=\"([^\"]+)\"", _read(content, book))
    targets: dict[str, str] = {}
    for link in ElementTree.fromstring(_safe(_read(content, links))):
        targets[link.get("Id", "")] = link.get("Target", "")
    target = targets.get(sheets[sheet].decode() if sheet < len(sheets) else "", "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _ods_formulas(content: bytes, entry: zipfile.ZipInfo, sheet: int) -> frozenset[Place]:
    text = _read(content, entry)
    if b"table:formula=" not in text:
        return frozenset()
    root = ElementTree.fromstring(_safe(text))
    tables = list(root.iter(f"{ODS_TABLE}table"))
    found: set[Place] = set()
    line = 0
    for row in tables[sheet].iter(f"{ODS_TABLE}table-row"):
        line += 1
        place = 0
        for cell in row:
            if cell.get(f"{ODS_TABLE}formula"):
                found.add((line, place))
            place += int(cell.get(f"{ODS_TABLE}number-columns-repeated", "1"))
        line += int(row.get(f"{ODS_TABLE}number-rows-repeated", "1")) - 1
    return frozenset(found)


def _safe(text: bytes) -> bytes:
    """XML without declarations that could make it grow."""
    if DTD.search(text):
        raise TableRefused([Problem(0, "bomb")])
    return text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
