"""Choices without buttons, and with short ones."""

from bot.channels.numbered import numbered, plain, spelled
from domain.messages import Choice, Outgoing
from tests.published import texts

ROWS = ((Choice("Có ạ", "yes"),), (Choice("Không", "no"), Choice("Trang web", url="https://x.vn")))


def test_choices_become_numbered_lines_and_links_lines_of_their_own():
    said = numbered(texts(), Outgoing("<b>Bác</b> &amp; cháu?", ROWS))
    assert said == [
        "Bác & cháu?\n\n1. Có ạ\n2. Không\nTrang web: https://x.vn\nGõ một số từ 1 đến 2 để chọn."
    ]


def test_a_single_choice_asks_for_one():
    assert numbered(texts(), Outgoing("Xong.", ROWS[:1]))[0].endswith("Gõ số 1 để chọn.")


def test_a_long_text_is_cut_between_paragraphs_and_choices_stay_last():
    text = "\n\n".join(f"Đoạn {n} " + "a" * 300 for n in range(12))
    parts = numbered(texts(), Outgoing(text, ROWS))
    assert all(len(part) <= 1900 for part in parts)
    assert "1. Có ạ" in parts[-1]
    assert all("Đoạn" in part for part in parts)
    assert "".join(parts).count("Đoạn") == 12


def test_a_word_without_end_is_cut_too():
    assert [len(part) for part in numbered(texts(), Outgoing("x" * 4000))] == [1900, 1900, 200]


def test_a_picture_is_told_in_words():
    assert "[Nút tròn]" in numbered(texts(), Outgoing("Đây.", (), "a.png", "Nút tròn"))[0]


def test_links_in_text_keep_their_address():
    assert plain('<a href="https://x.vn/a">Xem</a> &lt;nhé&gt;') == "Xem (https://x.vn/a) <nhé>"


def test_long_captions_move_into_the_text():
    message = Outgoing(
        "Chọn gì?", ((Choice("Một câu trả lời rất dài & khó", "a"),), (Choice("Menu", "m"),))
    )
    told = spelled(message, 10)
    assert "<b>1.</b> Một câu trả lời rất dài &amp; khó" in told.text
    assert [choice.label for choice in told.choices] == ["1", "Menu"]
    assert spelled(message, 60) is message


def test_numbers_are_those_that_are_understood_when_typed():
    options = tuple((Choice("Lời đáp dài " * 3 + str(n), f"a:{n}"),) for n in range(3))
    told = spelled(Outgoing("Hỏi", (*options, (Choice("Menu", "m"),))), 20)
    assert [(c.label, c.action) for c in told.choices][:3] == [
        ("1", "a:0"),
        ("2", "a:1"),
        ("3", "a:2"),
    ]


def test_short_answers_beside_a_long_one_are_numbered_with_it():
    options = (Choice("Có", "a:0"),), (Choice("Lời đáp rất là dài", "a:1"),), (Choice("Menu", "m"),)
    told = spelled(Outgoing("Hỏi", options), 10)
    assert told.text == "Hỏi\n\n<b>1.</b> Có\n<b>2.</b> Lời đáp rất là dài"
    assert [[choice.label for choice in row] for row in told.rows] == [["1", "2"], ["Menu"]]


def test_many_numbers_stand_in_rows_that_a_thumb_can_hit():
    lessons = tuple((Choice(f"Bài {n}. Tên bài rất dài", f"lesson:{n}"),) for n in range(1, 15))
    told = spelled(Outgoing("Chọn bài", (*lessons, (Choice("Menu", "m"),))), 10)
    assert [len(row) for row in told.rows] == [5, 5, 4, 1]
    assert [choice.label for choice in told.choices][:14] == [str(n) for n in range(1, 15)]
