"""Small roster files, made by hand."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

HEADINGS = ["Họ và tên", "Năm sinh", "Thôn/Tổ", "Mã hộ", "Điện thoại"]
TODAY = date(2026, 11, 21)
PERSON = ["Nguyễn Văn An", "1960", "Tổ dân phố số 1", "H1", "0912345678"]


def as_csv(rows: Sequence[Sequence[object]], encoding: str = "utf-8", **options) -> bytes:
    text = io.StringIO()
    csv.writer(text, **options).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[object]], *more: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for number, sheet in enumerate([rows, *more]):
        page = book.active if number == 0 else book.create_sheet()
        for row in sheet:
            page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
