"""The chat page in a real browser: learning, reloading, losing the line, without a mouse."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opened
from tests.browser.talking import answered, arrive, follow, labels, last, press, step
from tests.published import curriculum
from tests.web.serving import Running

pytestmark = pytest.mark.browser

CHECKS = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
OLD_EYES = {"body": 20, "smallest": 16, "finger": 56, "pressed": "button, .button, #say"}
SIZES = [(320, 568), (390, 844), (1280, 800)]
STOP = """() => [document.activeElement]
  .filter(stop => stop.matches('a, button, input, textarea, summary'))
  .map(stop => getComputedStyle(stop).outlineStyle)"""
SETTLED = """async () => {
  let still = 0, before = -1;
  while (still < 10) {
    await new Promise(done => setTimeout(done, 50));
    still = scrollY === before ? still + 1 : 0;
    before = scrollY;
  }
}"""


def begin_lesson(page: Page) -> None:
    arrive(page)
    press(page, "Không đồng ý")
    press(page, "Học")
    press(page, "Bắt đầu học")


def answer_quiz(page: Page) -> None:
    """Answer each question with whatever is right."""
    right = {
        option.text
        for question in curriculum().questions.values()
        for option in question.options
        if option.correct
    }
    while True:
        offered = labels(page)
        chosen = next((label for label in offered if label in right), None)
        if chosen is None:
            return
        press(page, chosen)
        if "Câu tiếp theo" in labels(page):
            press(page, "Câu tiếp theo")


def test_from_the_poster_to_the_end_of_a_lesson(opened: Opened):
    page = opened()
    begin_lesson(page)
    while "Tiếp" in labels(page):
        press(page, "Tiếp")
    press(page, "Làm câu hỏi")
    answer_quiz(page)
    assert any("Học bài 2" in label for label in labels(page)), labels(page)


def test_consent_name_and_lesson_by_keyboard_alone(opened: Opened):
    page = opened()
    arrive(page)
    expect(page.locator(".reply:focus")).to_be_visible()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert focused in labels(page)
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text("sinh năm nào")
    page.locator("#say").focus()
    page.keyboard.type("1958")
    page.keyboard.press("Enter")
    expect(page.locator(".mine").last).to_contain_text("1958")
    expect(page.locator(".turn[data-id]")).to_have_count(3)


def test_focus_is_seen(opened: Opened):
    page = opened()
    arrive(page)
    expect(page.locator(".reply:focus")).to_be_visible()  # the answer takes the focus once
    seen: list[str] = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen += page.evaluate(STOP)
    assert len(seen) >= 3
    assert set(seen) == {"solid"}


def test_a_reload_in_the_middle_of_a_lesson_goes_on_there(opened: Opened):
    page = opened()
    begin_lesson(page)
    press(page, "Tiếp")
    here, count = step(page), answered(page)
    page.reload()
    arrive(page)
    assert (step(page), answered(page)) == (here, count)
    expect(page.locator(".mine").last).to_contain_text("Tiếp")
    press(page, "Tiếp")
    assert step(page) != here


def test_a_press_without_network_is_sent_again_and_counts_once(opened: Opened, school: Running):
    page = opened()
    begin_lesson(page)
    here = step(page)
    page.context.set_offline(True)
    last(page).get_by_role("button", name="Tiếp").click()
    expect(page.locator("#notice")).to_contain_text("Mất mạng")
    expect(page.locator(".mine").last).to_contain_text("Đang gửi")
    page.context.set_offline(False)
    expect(page.locator("#notice")).to_be_empty(timeout=20_000)
    first, of = map(int, here.split("/"))
    assert step(page) == f"{first + 1}/{of}"


def test_an_answer_lost_on_its_way_is_fetched_and_counts_once(opened: Opened):
    page = opened()
    begin_lesson(page)
    here = step(page)
    lost = []

    def swallow(route) -> None:
        lost.append(route.fetch().status)  # the server has done it, the browser never hears of it
        route.abort()

    page.route("**/chat/send", swallow, times=1)
    with page.expect_response("**/chat/send") as again:
        last(page).get_by_role("button", name="Tiếp").click()
    assert (lost, again.value.status) == ([200], 200)
    first, of = map(int, here.split("/"))
    expect(last(page)).to_contain_text(f"{first + 1}/{of}")
    expect(page.locator("#notice")).to_be_empty()


def test_a_reload_while_sending_sends_what_was_waiting(opened: Opened):
    page = opened()
    begin_lesson(page)
    here = step(page)
    page.route("**/chat/send", lambda route: route.abort())
    last(page).get_by_role("button", name="Tiếp").click()
    expect(page.locator(".mine").last).to_contain_text("Đang gửi")
    page.unroute("**/chat/send")
    page.reload()
    first, of = map(int, here.split("/"))
    expect(last(page)).to_contain_text(f"{first + 1}/{of}")


def test_a_double_click_counts_once(opened: Opened):
    page = opened()
    begin_lesson(page)
    here = step(page)
    last(page).get_by_role("button", name="Tiếp").dblclick()
    first, of = map(int, here.split("/"))
    expect(last(page)).to_contain_text(f"{first + 1}/{of}")
    page.wait_for_timeout(500)
    assert step(page) == f"{first + 1}/{of}"


def test_an_old_button_can_still_be_pressed(opened: Opened):
    page = opened()
    begin_lesson(page)
    press(page, "Tiếp")
    before = answered(page)
    page.locator(".turn[data-id]").first.get_by_role("button").first.click()
    expect(page.locator(".turn[data-id]")).to_have_count(before + 1)


def test_two_windows_of_one_person_show_the_same(opened: Opened):
    page = opened()
    arrive(page)
    other = page.context.new_page()
    other.goto(page.url)
    arrive(other)
    page.bring_to_front()
    press(page, "Không đồng ý")
    other.bring_to_front()
    expect(other.locator(".turn[data-id]")).to_have_count(2)


def test_too_many_presses_are_slowed_down_and_none_is_lost(opened: Opened):
    page = opened()
    arrive(page)
    for number in range(21):
        page.locator("#say").fill(f"tin {number}")
        page.locator("#say").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Bác bấm hơi nhanh")
    expect(page.locator(".turn[data-id]")).to_have_count(22, timeout=30_000)


def test_without_scripts_the_whole_lesson_works(opened: Opened):
    page = opened(java_script_enabled=False)
    page.get_by_role("button", name="Bắt đầu").click()
    for label in ("Không đồng ý", "Học", "Bắt đầu học", "Tiếp", "Tiếp"):
        last(page).get_by_role("button", name=label).first.click()
    assert step(page).startswith("3/")
    page.locator("#say").fill("menu")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".turn[data-id]")).to_have_count(7)


def settled(page: Page) -> None:
    """Smooth scrolling has come to rest: half a second without a move."""
    page.evaluate(SETTLED)


def test_the_reader_starts_at_the_beginning_of_what_is_new(opened: Opened):
    page = opened(viewport={"width": 320, "height": 568})
    begin_lesson(page)
    settled(page)
    top = page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom")
    mine = last(page).locator(".mine").bounding_box()
    assert mine is not None
    assert top - 1 <= mine["y"] < top + 60
    assert page.evaluate("document.activeElement.className") == "reply"


@pytest.mark.parametrize("letters", ["100%", "130%", "200%"])
@pytest.mark.parametrize("width", [320, 360])
def test_nothing_new_begins_below_the_header(opened: Opened, width: int, letters: str):
    page = opened(viewport={"width": width, "height": 640})
    arrive(page)
    page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
    begin_lesson(page)
    press(page, "Tiếp")
    settled(page)
    if folder := os.environ.get("SCREENS"):
        page.screenshot(path=Path(folder) / f"header-{width}-{letters[:-1]}.png")
    header = page.locator(".top").bounding_box()
    mine = last(page).locator(".mine").bounding_box()
    assert header is not None
    assert mine is not None
    assert header["height"] < 640 / 5
    assert header["y"] + header["height"] - 1 <= mine["y"] < header["height"] + 60
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("heading", level=1)).to_have_accessible_name("Bình dân học vụ số")


def test_an_answer_does_not_take_the_pen_from_somebody_writing(opened: Opened):
    page = opened()
    arrive(page)
    held: list[Route] = []
    page.route("**/chat/send", lambda route: held.append(route), times=1)
    page.locator("#say").fill("xin")
    page.locator("#say").press("Enter")
    expect(page.locator("#say")).to_have_value("")
    page.keyboard.type("chào")
    while not held:
        page.wait_for_timeout(20)
    held.pop().continue_()  # the answer comes while the next word is being written
    expect(page.locator(".turn[data-id]")).to_have_count(2)
    page.keyboard.type(" bạn")
    expect(page.locator("#say")).to_have_value("chào bạn")


def test_letters_grow_and_stay_large(opened: Opened):
    page = opened()
    arrive(page)
    page.get_by_role("button", name="Chữ to").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 26
    page.reload()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 26
    expect(page.get_by_role("button", name="Chữ to")).to_have_attribute("aria-pressed", "true")


def test_with_larger_letters_the_reader_is_where_they_were(opened: Opened):
    page = opened(viewport={"width": 320, "height": 568})
    begin_lesson(page)
    press(page, "Tiếp")
    settled(page)
    before = last(page).locator(".mine").bounding_box()
    for _ in range(2):
        page.get_by_role("button", name="Chữ to").click()
        settled(page)
        mine = last(page).locator(".mine").bounding_box()
        assert before is not None
        assert mine is not None
        assert abs(mine["y"] - before["y"]) < 20


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_everybody_can_read_and_press_it(opened: Opened, width: int, height: int, large: bool):
    page = opened(viewport={"width": width, "height": height})
    arrive(page)
    if large:
        page.get_by_role("button", name="Chữ to").click()
    begin_lesson(page)
    press(page, "Tiếp")
    page.locator("summary").click()
    assert page.evaluate(CHECKS, OLD_EYES) == []


def test_the_log_speaks_to_screen_readers(opened: Opened):
    page = opened()
    arrive(page)
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.get_by_role("article").first).to_contain_text("Máy nhắn tin")
    expect(page.get_by_label("Nhắn tin")).to_be_visible()


def test_less_motion_when_asked_for(opened: Opened):
    page = opened(reduced_motion="reduce")
    arrive(page)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_whoever_is_forgotten_is_not_read_on_the_screen_any_more(opened: Opened):
    page = opened()
    arrive(page)
    press(page, "Tôi đồng ý")
    for words in ("1958", "Nguyễn Văn An", "đúng rồi", "xóa"):
        write(page, words)
    assert "Nguyễn Văn An" in page.locator("main").inner_text()
    press(page, "Xóa hết")
    expect(last(page)).to_contain_text("Đã xóa xong")
    for _ in range(2):
        assert answered(page) == 1
        for told in ("Nguyễn Văn An", "1958"):
            assert told not in page.locator("main").inner_text()
            assert told not in page.evaluate("JSON.stringify(sessionStorage)")
        page.reload()
        arrive(page)
    press(page, "Bắt đầu lại")
    assert answered(page) == 2


def test_an_erasure_whose_answer_was_lost_leaves_nothing_after_a_reload(opened: Opened):
    page = opened()
    arrive(page)
    press(page, "Tôi đồng ý")
    for words in ("1958", "Nguyễn Văn An", "đúng rồi", "xóa"):
        write(page, words)
    page.route("**/chat/send", lambda route: (route.fetch(), route.abort()), times=1)
    last(page).get_by_role("button", name="Xóa hết").click()
    page.wait_for_timeout(500)
    page.reload()
    expect(last(page)).to_contain_text("Đã xóa xong")
    assert "Nguyễn Văn An" not in page.locator("main").inner_text()
    assert "Nguyễn Văn An" not in page.evaluate("JSON.stringify(sessionStorage)")


def write(page: Page, text: str) -> None:
    before = last(page).get_attribute("data-id")
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")
    follow(page, before)


def test_an_invitation_is_seen_below_what_was_said_before(opened: Opened, school: Running):
    page = opened(viewport={"width": 320, "height": 568})
    begin_lesson(page)
    page.goto(f"{school.address}/?t=staff-{'x' * 32}")
    settled(page)
    button = page.get_by_role("button", name="Mở lời mời")
    box, footer = button.bounding_box(), page.locator("footer").bounding_box()
    assert box is not None
    assert footer is not None
    assert 0 < box["y"] < box["y"] + box["height"] <= footer["y"]
    expect(button).to_be_focused()


def test_a_shared_computer_forgets(opened: Opened):
    page = opened()
    arrive(page)
    page.locator("summary").click()
    page.get_by_role("button", name="Thoát khỏi máy này").click()
    expect(page.get_by_role("heading")).to_contain_text("Đã thoát khỏi máy này")
    page.get_by_role("link").click()
    arrive(page)
    assert answered(page) == 1
