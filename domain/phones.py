"""Vietnamese telephone numbers in one form, +84 and nine digits."""

import re

__all__ = ["parse_phone"]

# The eleven-digit mobile prefixes, replaced by ten-digit ones in 2018.
RETIRED = {
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "128": "78",
    "123": "83",
    "124": "84",
    "125": "85",
    "127": "81",
    "129": "82",
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},
    "186": "56",
    "188": "58",
    "199": "59",
}
MOBILE = re.compile(r"[35789]\d{8}")
LANDLINE = re.compile(r"2\d{9}")
BETWEEN = re.compile(r"[;,/|\n]| - ")
NO_PHONE = {"0", "x", "khong", "khong co", "ko", "ko co", "k", "chua co", "khong dung"}


def parse_phone(text: str, folded: str) -> str:
    """The first number of a cell as +84..., or "" where the cell says there is none.

    `folded` is the same text in plain letters. Raises ValueError for what is no number.
    """
    if not text or folded in NO_PHONE:
        return ""
    for part in BETWEEN.split(text):
        digits = re.sub(r"[\s.()\-]", "", part).removeprefix("+")
        if digits.isascii() and digits.isdecimal() and (number := _national(digits)):
            return f"+84{number}"
    raise ValueError("not a telephone number")


def _national(digits: str) -> str:
    number = digits
    if digits.startswith("84") and len(digits) >= 11:
        number = digits[2:]
    number = number.removeprefix("0")  # spreadsheets have often eaten it already
    if len(number) == 10 and number[:3] in RETIRED:
        number = RETIRED[number[:3]] + number[3:]
    return number if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number) else ""
