"""The shape of a picture card: a title above two to four tiles, each an icon with a few words."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from content.lesson_file import File

__all__ = ["CardFile", "TileEntry"]

LINE_CHARACTERS = 26  # at the size that is read on a phone of five inches
TITLE_CHARACTERS = 34

Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE_CHARACTERS)]
Tone = Literal["good", "danger", "plain"]


class TileEntry(File):
    """One thing to remember: an icon from `content/icons/` and one or two short lines."""

    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
    words: Annotated[list[Line], Field(min_length=1, max_length=2)]
    tone: Tone | None = None


class CardFile(File):
    """`pictures/<name>.yaml`. `tone` colours all tiles that have none of their own."""

    title: Annotated[str, StringConstraints(min_length=3, max_length=TITLE_CHARACTERS)]
    tone: Tone = "good"
    numbered: bool = False
    tiles: Annotated[list[TileEntry], Field(min_length=2, max_length=4)]
