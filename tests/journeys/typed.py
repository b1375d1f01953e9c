"""A learner who types everything, as people do: short, without marks, at times nonsense."""

import random
import re
import unicodedata
from itertools import cycle

from tests.journeys.screens import Phone
from tests.journeys.travelling import NAME, YEAR, Traveller, bare
from tests.journeys.wisdom import Wisdom

NONSENSE = (
    "hả",
    "à",
    "???",
    "asdfgh",
    "99",
    "👍",
    "cái gì thế này",
    "12 hay 13",
    "Ơ",
    "vợ tôi hỏi",
)
ELSEWHERE = (  # what is asked for out of the blue, and leads back by and by
    "menu",
    "kết quả",
    "goi nguoi giup",
    "bài 3",
    "Trợ giúp",
    "các bài",
    "chương trình khác",
    "dữ liệu",
    "giấy ghi nhận",
    "trang chính",
    "việc khác",
    "bai 2",
    "/menu",
    "tiep tuc",
    "kiểm tra nhanh",
)
BESIDE = (
    "nói dễ hơn",
    "khó quá",
    "xem lai",
    "quay lại",
    "giúp với",
)  # where such buttons are shown
SHORT = {  # what people say for a button instead of reading it out
    "Tôi đồng ý": ("đồng ý", "vâng đồng ý ạ"),
    "Thôi, tôi học tiếp": ("thôi",),
    "Bắt đầu học": ("bắt đầu", "học"),
    "Tôi làm được rồi": ("xong rồi", "được rồi ạ"),
    "Làm câu hỏi": ("làm bài",),
    "Làm bài kiểm tra cuối": ("kiểm tra cuối", "bai kiem tra"),
    "Làm lại câu hỏi": ("làm lại",),
    "Bỏ qua, vào học luôn": ("bỏ qua",),
    "Đúng rồi": ("đúng", "vâng ạ", "dạ đúng", "dung roi"),
}
ONWARD = ("Tiếp", "Câu tiếp theo", "Bắt đầu học", "Học bài", "Làm bài kiểm tra cuối")
LETTERS = "ABCDEFGH"


def unmarked(text: str) -> str:
    """As typed on a telephone without Vietnamese keys."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char))


class Typist(Traveller):
    """Goes a track by typing alone."""

    def __init__(self, phone: Phone, wisdom: Wisdom) -> None:
        super().__init__(phone, wisdom)
        self.chance = random.Random(wisdom.track.id)
        self.nonsense = cycle(NONSENSE)
        self.elsewhere = list(ELSEWHERE)
        self.typed: list[str] = []

    async def travel(self) -> None:
        await super().travel()
        assert not self.elsewhere, "the way was too short to ask for everything"

    async def come_in(self) -> None:
        self.saw(await self.phone.open())
        for text in ("có biết đâu", "kd 12", self.chance.choice(SHORT["Tôi đồng ý"])):
            await self.type(text)
        for text in ("bảy mươi", YEAR, "an"):
            await self.type(text)
        assert "họ và tên" in self.screen.text
        await self.type("bà không nhớ")
        assert "họ và tên" in self.screen.text
        await self.type(f"tên bà là {NAME}")
        assert "Nguyen Van An" in self.screen.text
        await self.type(self.chance.choice(SHORT["Đúng rồi"]))
        assert "Mình đã ghi lại" in self.screen.text

    async def find_track(self) -> None:
        if self.track.id != "citizens":
            await self.type("chương trình khác")
            await self.choose(self.offered(self.track.title))

    async def go_on(self) -> None:
        if self.turns % 19 == 7:
            await self.talk_nonsense()
        elif self.turns % 13 == 5 and self.elsewhere:
            await self.type(self.elsewhere.pop(0))
        elif self.turns % 13 == 11 and "Nói dễ hơn" in self.screen.captions:
            await self.type(self.chance.choice(BESIDE))
        await super().go_on()

    async def choose(self, caption: str) -> None:
        self.chosen[bare(caption)] += 1
        await self.type(self.chance.choice(self.ways(caption)))
        assert "Mình chưa hiểu" not in self.screen.text, (self.typed[-1], caption, self.screen)

    async def talk_nonsense(self) -> None:
        """What means nothing is answered kindly, and takes nobody from their place."""
        before = self.screen
        await self.type(next(self.nonsense))
        assert "Mình chưa hiểu" in self.screen.text, (self.typed[-1], self.screen)
        assert self.screen.captions == before.captions

    async def type(self, text: str) -> None:
        self.typed.append(text)
        self.saw(await self.phone.type(text))

    def ways(self, caption: str) -> list[str]:
        """What may be typed for a button: its words, its number, its letter, or a usual word."""
        found = [bare(caption), unmarked(bare(caption)), unmarked(bare(caption)).upper()]
        found += [said for said in SHORT if bare(caption).startswith(said) for said in SHORT[said]]
        if number := self.screen.number(caption):
            found += [number, f"câu {number}", f"{number}.", f"chọn {number} ạ"]
            found += [letter + end for letter in self.letter(number) for end in ("", " nhé")]
        if caption == self.screen.captions[0] and bare(caption).startswith(ONWARD):
            found += ["tiếp", "tiep", "Tiếp ạ", "ok"]
        if lesson := re.search(r"bài (\d+)", bare(caption).lower()):
            found += [f"bài {lesson[1]}", f"bai {lesson[1]}"]
        return found

    def letter(self, number: str) -> list[str]:
        """ "B" and "b" for 2; nothing behind the letters that answers have."""
        found = LETTERS[int(number) - 1 : int(number)]
        return [found, found.lower()] if found else []
