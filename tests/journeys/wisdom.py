"""What a learner knows: the right answers, when to be wrong, and what a lesson has to show."""

import re
from dataclasses import dataclass, field

from domain.curriculum import Curriculum, Question, Step, Track
from tests.journeys.screens import Message, Screen, words

FINAL = "Bài kiểm tra cuối."
FAILED = "Lần này chưa đủ"
SLIP = 11  # one answer in so many is wrong by mistake
TAGS = re.compile(r"<[^>]+>")


@dataclass
class Wisdom:
    """Answers questions, and keeps what was seen on the way."""

    curriculum: Curriculum
    track: Track
    failing: set[str]  # lessons and tracks whose next quiz is failed on purpose
    seen: set[tuple[str, str]] = field(default_factory=set)  # (lesson, step)
    failed: list[str] = field(default_factory=list)
    _answers: int = 0
    _quiz: str = ""
    _open: Question | None = None
    _verdict: str = ""  # that the next screen has to give

    def __post_init__(self) -> None:
        self._questions: dict[frozenset[str], list[Question]] = {}
        for question in self.curriculum.questions.values():
            options = frozenset(words(option.text) for option in question.options)
            self._questions.setdefault(options, []).append(question)
        self._steps = {
            (lesson.title, f"{place}/{len(lesson.steps)}"): (lesson.id, step)
            for lesson in map(self.curriculum.lessons.__getitem__, self.track.lessons)
            for place, step in enumerate(lesson.steps, 1)
        }

    def read(self, screen: Screen) -> None:
        """Take in what came: a step with its picture, a question, a quiz that was failed."""
        assert self._verdict in screen.text, (self._verdict, screen)
        self._verdict = ""
        for message in screen.messages:
            self._read_step(message)
        self._open = self._asked(screen) or self._asked_before(screen)
        if FAILED in screen.text:
            self.failed.append(self._quiz)
            self.failing.discard(self._quiz)

    def answer(self, screen: Screen) -> str | None:
        """The caption to choose when a question is open."""
        if self._open is None:
            return None
        self._answers += 1
        fail = self._quiz in self.failing or self._slips()
        self._verdict = "chưa đúng." if fail else "đúng rồi!"
        wanted = [words(each.text) for each in self._open.options if each.correct is not fail]
        return next(each for each in screen.captions if words(each) in wanted)

    def _slips(self) -> bool:
        return self._quiz != self.track.id and self._answers % SLIP == 0

    def _asked(self, screen: Screen) -> Question | None:
        for question in self._questions.get(frozenset(map(words, screen.captions)), ()):
            if words(question.text) in words(screen.text):
                self._quiz = self.track.id if FINAL in screen.text else question.lesson_id
                return question
        return None

    def _asked_before(self, screen: Screen) -> Question | None:
        """A question stays open while nothing but its options stands below."""
        if self._open is None:
            return None
        options = {words(option.text) for option in self._open.options}
        return self._open if {*map(words, screen.captions)} == options else None

    def _read_step(self, message: Message) -> None:
        head = re.match(r"(?P<title>.+) · (?P<place>\d+/\d+)(\s|$)", message.text)
        if head is None:
            return
        lesson, step = self._steps[words(head["title"]), head["place"]]
        assert words(_bare(step)) in words(message.text)
        assert bool(message.picture) is (step.picture is not None), message
        self.seen.add((lesson, step.id))

    @property
    def unseen(self) -> set[tuple[str, str]]:
        """Steps of the track that never came."""
        return {(lesson, step.id) for lesson, step in self._steps.values()} - self.seen


def _bare(step: Step) -> str:
    return (
        TAGS.sub("", step.text).replace("&#34;", '"').replace("&quot;", '"').replace("&amp;", "&")
    )
