"""A learner who presses buttons; a name and a year of birth are all they ever type."""

from tests.journeys.screens import Phone
from tests.journeys.travelling import CODE, NAME, YEAR, Traveller, bare
from tests.journeys.wisdom import Wisdom

# Beside the way: each is pressed when it is first seen, those of a lesson now and then again.
OFTEN = ("Nói dễ hơn", "Quay lại", "Gọi người giúp", "Xem lại bài")
ONCE = (
    "Tôi chưa làm được",
    "Gọi giúp tôi",
    "Đọc kỹ trước đã",
    "Kết quả của tôi",
    "Các bài học",
    "Về trang chính",
    "Việc khác",
    "Hướng dẫn",
    "Đổi người học",
    "Giờ nhắc học",
    "Dữ liệu của tôi",
    "Xóa dữ liệu của tôi",
    "Nhập mã thôn, tổ",
    "Tìm tên tôi",
)
EVERY = 13  # turns
DOORS = ("Việc khác", "Về trang chính")  # behind which side buttons stand


class Presser(Traveller):
    """Goes a track by its buttons."""

    def __init__(self, phone: Phone, wisdom: Wisdom) -> None:
        super().__init__(phone, wisdom)
        self.left: set[str] = set()  # side buttons seen and not pressed yet

    async def travel(self) -> None:
        await super().travel()
        assert {*OFTEN, *ONCE} <= self.chosen.keys(), {*OFTEN, *ONCE} - self.chosen.keys()

    async def come_in(self) -> None:
        self.saw(await self.phone.open(CODE))
        await self.choose(self.offered("Đọc kỹ trước đã"))
        await self.choose(self.offered("Tôi đồng ý"))
        self.saw(await self.phone.type(YEAR))
        self.saw(await self.phone.type(NAME))
        await self.choose(self.offered("Đúng rồi"))
        assert "Mình đã ghi lại" in self.screen.text

    async def choose(self, caption: str) -> None:
        self.chosen[bare(caption)] += 1
        self.saw(await self.phone.press(caption))

    def aside(self) -> str | None:
        """What was not pressed yet, or the way to it; now and then a side button again."""
        captions = self.screen.captions
        self.left |= {each for each in captions if each in (*OFTEN, *ONCE)} - self.chosen.keys()
        self.left -= self.chosen.keys()
        new = [each for each in captions if each in self.left]
        back = [each for each in DOORS if self.left and each in captions]
        often = sorted((each for each in captions if each in OFTEN), key=self.chosen.__getitem__)
        return next(iter(new or back or (often if self.turns % EVERY == 0 else ())), None)
