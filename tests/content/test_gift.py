"""The questions in GIFT, read back by a reader that knows nothing of how they were written."""

import re
from dataclasses import replace

from content.catalog import load
from content.gift import as_gift
from content.measures import visible
from domain.curriculum import Curriculum

Read = dict[str, tuple[str, list[tuple[str, bool, str]]]]


def plain(text: str) -> str:
    return re.sub(r"\\([\\~=#{}:])", r"\1", text).strip()


def read(gift: str) -> Read:
    """Each question by its name: its text, and its answers with verdict and feedback."""
    found: Read = {}
    for block in gift.split("\n\n"):
        if block.startswith("$CATEGORY"):
            continue
        head, _, rest = block.partition(" {\n")
        _, name, text = head.split("::", 2)
        answers = []
        for line in rest.removesuffix("\n").removesuffix("}").splitlines():
            said, feedback = re.split(r"(?<!\\)#", line[1:], maxsplit=1)
            answers.append((plain(said), line[0] == "=", plain(feedback)))
        assert name not in found
        found[name] = (plain(text), answers)
    return found


def expected(curriculum: Curriculum) -> Read:
    return {
        question.id: (
            " ".join(visible(question.text).split()),
            [
                (visible(each.text), each.correct, " ".join(visible(each.explanation).split()))
                for each in question.options
            ],
        )
        for question in curriculum.questions.values()
    }


def test_every_question_comes_back_whole() -> None:
    curriculum = load()
    assert read(as_gift(curriculum)) == expected(curriculum)


def test_signs_of_the_format_stay_words() -> None:
    curriculum = load()
    lesson = curriculum.lessons["phone"]
    odd = "A=B ~ C # {D}: E"
    first, *others = lesson.questions
    changed = replace(lesson, questions=(replace(first, text=odd), *others))
    lessons = {**curriculum.lessons, "phone": changed}
    assert read(as_gift(replace(curriculum, lessons=lessons)))[first.id][0] == odd
