"""Can the right answer be guessed without knowing? Questions judged one by one and together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from content.folder import Found
from content.lesson_file import BankFile, QuestionEntry, QuizFile
from content.problems import Problem, labels
from content.references import texts

__all__ = ["one_by_one", "together"]

LONGEST_SHARE = 0.35
SHORTEST_SHARE = 0.45
PLACE_SHARE = 0.45
MANY = 12  # below this number of questions a share says little
STANDS_OUT = 1.6  # the right option against the longest wrong one

_ADDRESS = re.compile(
    r"(?<![\w.-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|xyz|top|site|online)\b", re.I
)

Quiz = Found[QuizFile] | Found[BankFile]


def one_by_one(found: Quiz) -> Iterator[Problem]:
    """Faults of single questions, and of a quiz whose right answers all look or stand alike."""
    yield from _addresses(found)
    yield from _verdicts(found)
    yield from _standing_out(found)
    yield from _same_place_throughout(found)
    yield from _longest_throughout(found)


def _addresses(found: Quiz) -> Iterator[Problem]:
    """Chats turn a bare address into a link, and an invented one may belong to a thief."""
    for index, question in enumerate(found.model.questions):
        for part, text in texts(question):
            for address in _ADDRESS.findall(text):
                if not address.endswith("gov.vn"):
                    where = ("questions", index, *part)
                    yield found.document.fault("bare_address", where, value=address)


def _verdicts(found: Quiz) -> Iterator[Problem]:
    """The dialogue says right or not yet right; said twice it sounds like a machine."""
    verdicts = tuple(labels()["verdicts"]["said_by_the_dialogue"].split("|"))
    for index, question in enumerate(found.model.questions):
        for place, option in enumerate(question.options):
            said = next((word for word in verdicts if option.explanation.startswith(word)), "")
            if said:
                where = ("questions", index, "options", place, "explanation")
                yield found.document.fault("verdict", where, value=said)


def _standing_out(found: Quiz) -> Iterator[Problem]:
    """A right option far longer than every wrong one gives itself away."""
    for index, question in enumerate(found.model.questions):
        right, wrong = _lengths(question)
        if right and wrong and right > 20 and right > STANDS_OUT * max(wrong):
            yield found.document.fault("right_stands_out", ("questions", index, "options"))


def _same_place_throughout(found: Quiz) -> Iterator[Problem]:
    """Within one lesson the right answer must not always stand at the same place."""
    places = _places(found.model.questions)
    if len(places) > 1 and len(set(places)) == 1:
        yield found.document.fault(
            "right_in_one_place", ("questions",), value="abcd"[places[0]], share="100%"
        )


def _longest_throughout(found: Quiz) -> Iterator[Problem]:
    """Within one lesson the right answer must not be the longest each time."""
    questions = found.model.questions
    if len(questions) > 1 and all(map(_is_longest, questions)):
        shares = {"share": "100%", "limit": f"{LONGEST_SHARE:.0%}"}
        yield found.document.fault("right_is_longest", ("questions",), **shares)


def together(quizzes: Sequence[Quiz]) -> Iterator[Problem]:
    """Over many questions neither length nor place may tell the right answer."""
    questions = [question for found in quizzes for question in found.model.questions]
    if len(questions) < MANY:
        return
    document = quizzes[0].document
    longest = sum(_is_longest(question) for question in questions) / len(questions)
    if longest > LONGEST_SHARE:
        shares = {"share": f"{longest:.0%}", "limit": f"{LONGEST_SHARE:.0%}"}
        yield document.fault("right_is_longest", ("questions",), **shares)
    shortest = sum(_is_shortest(question) for question in questions) / len(questions)
    if shortest > SHORTEST_SHARE:
        shares = {"share": f"{shortest:.0%}", "limit": f"{SHORTEST_SHARE:.0%}"}
        yield document.fault("right_is_shortest", ("questions",), **shares)
    place, times = Counter(_places(questions)).most_common(1)[0]
    if times / len(questions) > PLACE_SHARE:
        share = f"{times / len(questions):.0%}"
        yield document.fault("right_in_one_place", ("questions",), value="abcd"[place], share=share)


def _lengths(question: QuestionEntry) -> tuple[int, list[int]]:
    right = [len(option.text) for option in question.options if option.correct]
    return sum(right), [len(option.text) for option in question.options if not option.correct]


def _is_longest(question: QuestionEntry) -> bool:
    right, wrong = _lengths(question)
    return right > max(wrong, default=0)


def _is_shortest(question: QuestionEntry) -> bool:
    right, wrong = _lengths(question)
    return bool(wrong) and right < min(wrong)


def _places(questions: Sequence[QuestionEntry]) -> list[int]:
    return [
        place for entry in questions for place, option in enumerate(entry.options) if option.correct
    ]
