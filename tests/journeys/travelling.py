"""From the door to the certificate, led by nothing but what the screen shows."""

import re
from collections import Counter

from domain.curriculum import Track
from tests.journeys.screens import Phone, Screen
from tests.journeys.wisdom import Wisdom

CODE = "KD12"  # of the hamlet, on its poster
YEAR, NAME = "1958", "nguyen van an"
TURNS = 900  # more than the longest track takes with everything beside the way
# What leads on, the better first. Whatever else a screen offers is left alone.
ONWARD = (
    "Tôi làm được rồi",
    "Làm câu hỏi",
    "Bắt đầu học",
    "Tiếp",
    "Câu tiếp theo",
    "Học bài",
    "Làm bài kiểm tra cuối",
    "Làm lại câu hỏi",
    "Thôi, tôi học tiếp",
    "Tôi học tiếp",
    "Học tiếp",
    "Bài",  # the first lesson of a list that has no tick
    "Giữ lại",
    "Bỏ qua",
    "Học từng bài",
    "Tôi chưa có mã",
    "Về trang chính",
)
EXACT = {"Làm câu hỏi", "Tiếp"}
TROUBLE = ("trục trặc", "Nút ấy của lần trước", "không dùng nữa", "không còn trong chương trình")
DONE = "Xem giấy ghi nhận"


def bare(caption: str) -> str:
    """A caption without the sign before it; a lesson that is done keeps its tick."""
    return re.sub(r"^▶\s*", "", caption)


def leads(caption: str, wanted: str) -> bool:
    return bare(caption) == wanted if wanted in EXACT else bare(caption).startswith(wanted)


class Traveller:
    """Somebody who learns one track to the end. `choose` is how they say what they want."""

    def __init__(self, phone: Phone, wisdom: Wisdom) -> None:
        self.phone = phone
        self.wisdom = wisdom
        self.screen = Screen(())
        self.turns = 0
        self.chosen: Counter[str] = Counter()

    @property
    def track(self) -> Track:
        return self.wisdom.track

    async def travel(self) -> None:
        await self.come_in()
        await self.find_track()
        while "Chúc mừng" not in self.screen.text:
            await self.go_on()
        await self.choose(self.offered(DONE))
        assert "GIẤY GHI NHẬN" in self.screen.text
        assert self.track.title in self.screen.text
        assert not self.wisdom.unseen
        assert not self.wisdom.failing

    async def come_in(self) -> None:
        raise NotImplementedError

    async def choose(self, caption: str) -> None:
        raise NotImplementedError

    def aside(self) -> str | None:
        """Something beside the way, now and then."""
        return None

    async def find_track(self) -> None:
        """Citizens begin with theirs; others look for it in the list of lessons."""
        if self.track.id == "citizens":
            return
        await self.choose(self.offered("Các bài học"))
        await self.choose(self.offered("Chương trình khác"))
        await self.choose(self.offered(self.track.title))

    async def go_on(self) -> None:
        answer = self.wisdom.answer(self.screen)
        await self.choose(answer or self.aside() or self.onward())

    def onward(self) -> str:
        for wanted in ONWARD:
            for caption in self.screen.captions:
                if leads(caption, wanted):
                    return caption
        raise AssertionError(f"a dead end: {self.screen}")

    def offered(self, wanted: str) -> str:
        """The caption that begins with these words."""
        found = [caption for caption in self.screen.captions if bare(caption).startswith(wanted)]
        assert found, f"{wanted!r} is not offered: {self.screen}"
        return found[0]

    def saw(self, screen: Screen) -> None:
        """Every answer says something, offers something, and speaks of no trouble."""
        self.turns += 1
        assert self.turns < TURNS, f"no end: {screen}"
        assert screen.messages, "no answer"
        assert screen.captions, f"nothing to press: {screen}"
        assert not any(words in screen.text for words in TROUBLE), screen
        self.screen = screen
        self.wisdom.read(screen)
