"""Whether the picture of a step is there, and is one that every channel can show."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content.lesson_file import ALT_CHARACTERS
from content.markdown import StepText
from content.measures import marked
from content.problems import Problem, problem

__all__ = ["PICTURE_BYTES", "faults"]

PICTURE_BYTES = 60 * 1024
SIDES = 10_000  # Telegram takes no photo whose width and height add up to more,
RATIO = 20  # or that is more than so many times as long as it is wide

_HEAD = b"\x89PNG\r\n\x1a\n"


def faults(root: Path, file: str, step: StepText) -> Iterator[Problem]:
    """What is wrong with the picture of a step of `file`, and with the words that stand for it."""
    if step.picture is None:
        return
    where = file, step.picture_line, f"steps[{step.id}].picture"
    yield from _file(root, PurePosixPath(step.picture.file), where)
    yield from _words(step.picture.alt.strip(), where)


def _file(root: Path, path: PurePosixPath, where: tuple[str, int, str]) -> Iterator[Problem]:
    if path.is_absolute() or ".." in path.parts or path.suffix != ".png":
        yield problem("picture_form", *where, value=path)
    elif not (root / path).is_file():
        yield problem("missing_picture", *where, value=path)
    elif (size := (root / path).stat().st_size) > PICTURE_BYTES:
        yield problem("heavy_picture", *where, size=size // 1024, limit=PICTURE_BYTES // 1024)
    elif not _can_be_shown((root / path).read_bytes()):
        yield problem("no_picture", *where, value=path)


def _can_be_shown(content: bytes) -> bool:
    """Whether these are the first bytes of a PNG of a size that can be sent as a photo."""
    if not content.startswith(_HEAD) or len(content) < 24:
        return False
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    short, long = sorted((width, height))
    return short > 0 and long <= RATIO * short and short + long <= SIDES


def _words(alt: str, where: tuple[str, int, str]) -> Iterator[Problem]:
    if not alt:
        yield problem("picture_without_words", *where)
    if len(alt) > ALT_CHARACTERS:
        yield problem("too_long", *where, size=len(alt), limit=ALT_CHARACTERS)
    if sign := marked(alt):
        yield problem("markup_sign", *where, sign=sign)
