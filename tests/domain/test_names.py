"""Names: cleaned once, found without marks, listed in Vietnamese order."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import KEY_LENGTH, clean, clean_lines, fold, identity, sort_key

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_text_is_nfc_and_holds_nothing_unseen(text: str):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert all(char.isprintable() for char in cleaned)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Trần\u00a0Thị\t Hoa\n", "Trần Thị Hoa"),
        ("\u202eTrần\u200b Hoa\u200f", "Trần Hoa"),
        ("\ufeffNguyễn Văn An\x00", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Đặng Ửng"), "Đặng Ửng"),
    ],
)
def test_control_marks_and_odd_spaces_are_taken_out(typed: str, cleaned: str):
    assert clean(typed) == cleaned


@given(names)
def test_a_vietnamese_name_folds_to_plain_letters(name: str):
    folded = fold(name)
    assert folded.isascii()
    assert len(folded) == len(name)
    assert fold(folded) == folded == fold(name.upper()) == fold(unicodedata.normalize("NFD", name))


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


def test_folding_forgets_punctuation():
    assert fold("Y-Blăk  H’Hen (Niê)") == "y blak hhen nie"
    assert fold("TỔ DÂN PHỐ SỐ 5.") == "to dan pho so 5"


def test_the_alphabet_and_the_tones_stand_in_vietnamese_order():
    letters = list(VIETNAMESE)
    assert sorted(random.Random(1).sample(letters, len(letters)), key=sort_key) == letters


def test_the_given_name_decides_then_the_family_then_the_middle():
    listed = [
        "Trần Văn An",
        "Lê Thị Ân",
        "Đỗ Văn Bình",
        "Lê Văn Bình",
        "Nguyễn Anh Bình",
        "Nguyễn Ánh Bình",
        "Nguyễn Đức Bình",
        "Bùi Thị Bính",
        "Dương Ánh",
        "Vũ Thị Đào",
        "Hoàng Văn Yên",
    ]
    shuffled = random.Random(7).sample(listed, len(listed))
    assert sorted(shuffled, key=sort_key) == [*listed[:1], listed[8], *listed[1:8], *listed[9:]]


@given(names, names)
def test_a_letter_outweighs_a_tone(first: str, second: str):
    def plain(name: str) -> str:
        return "".join(
            char
            for char in unicodedata.normalize("NFD", name.lower())
            if char not in "\u0300\u0301\u0303\u0309\u0323"
        )

    if len(first.split()) == len(second.split()) == 1 and plain(first) != plain(second):
        order = sort_key(first) < sort_key(second)
        assert order == (sort_key(plain(first)) < sort_key(plain(second)))


@given(st.text())
def test_a_key_is_digits_only_and_fits_its_column(text: str):
    key = sort_key(text)
    assert len(key) <= KEY_LENGTH
    assert key.isascii()
    assert key.isdigit()


def test_the_old_and_the_new_place_of_a_tone_make_one_name_but_another_tone_does_not():
    assert identity("NGUYỄN THỊ HOÀ") == identity("Nguyễn  Thị Hòa")
    assert identity("Nguyễn Thị Hoa") != identity("Nguyễn Thị Hòa") != identity("Nguyễn Thị Hoả")


@given(st.text())
def test_lines_are_kept_and_each_is_clean(text: str):
    cleaned = clean_lines(text)
    assert clean_lines(cleaned) == cleaned
    assert all(line == clean(line) for line in cleaned.split("\n"))
    assert "\n\n\n" not in cleaned
    assert " ".join(cleaned.split()) == clean(text)
