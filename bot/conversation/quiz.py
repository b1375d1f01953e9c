"""Questions one at a time, each answer explained; a repeat is shown again and never marked."""

from bot.conversation import check_in, guest_quiz, menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from domain.curriculum import Lesson
from domain.errors import DomainError
from domain.messages import Outgoing
from domain.quiz import QuizKind
from services import learning
from services.quiz import Answered, Asked, Result

LOOK_AGAIN = 3  # lessons with a button of their own after a failed final quiz
GUEST_MARK = "g"  # before the number of a paper that only the dialogue holds


def lesson_quiz(turn: Turn, lesson_id: str) -> Messages:
    """The questions of a lesson; an unfinished run goes on."""
    place.mark(turn, place.lesson(turn, lesson_id).id, place.QUIZ)
    who = place.account_learner(turn)
    if who is None:
        return _standing(turn, GUEST_MARK, guest_quiz.begin(turn, QuizKind.LESSON, lesson_id))
    begun = learning.begin_lesson(
        turn.tx, turn.app.curriculum, who, lesson_id, now=turn.now, zone=turn.zone
    )
    return _standing(turn, "", begun)


def final(turn: Turn, track_id: str) -> Messages:
    """The final quiz of a track, once every lesson is done."""
    place.mark(turn, track_id, place.QUIZ)
    who = place.account_learner(turn)
    if who is None:
        standing = place.standing(turn)
        if not standing.final_open:
            raise DomainError("lessons_left", left=len(standing.left))
        return _standing(turn, GUEST_MARK, guest_quiz.begin(turn, QuizKind.FINAL, track_id))
    begun = learning.begin_final(
        turn.tx, turn.app.curriculum, who, track_id, now=turn.now, zone=turn.zone
    )
    return _standing(turn, "", begun)


def exam(turn: Turn) -> Messages:
    """Somebody asks for the final quiz: that of the own track, once its lessons are done."""
    standing = place.standing(turn)
    if standing.track_done:
        return menu.show(turn)
    if standing.left:
        raise DomainError("lessons_left", left=len(standing.left))
    return final(turn, standing.track.id)


def unsure(turn: Turn) -> Messages:
    """Somebody does not know: a word of comfort, and the question once more; else the help."""
    if not turn.question:
        return menu.help_(turn)
    return [turn.say("quiz/unsure"), Outgoing(turn.question, turn.stay())]


def answer(turn: Turn, attempt: str, position: str, option_id: str) -> Messages:
    """One answer: right or not yet, and why; then a button to the next question."""
    mark, number = _split(turn, attempt)
    at = turn.integer(position)
    if mark:
        return _answered(turn, mark, guest_quiz.answer(turn, number, at, option_id))
    quizzed = learning.answer(
        turn.tx,
        turn.app.curriculum,
        turn.account.id,
        number,
        at,
        option_id,
        now=turn.now,
        zone=turn.zone,
    )
    if quizzed.answered.kind == QuizKind.CHECK_IN:
        return check_in.answered(turn, quizzed.answered, quizzed.finished)
    return _answered(turn, mark, quizzed.answered)


def ask(turn: Turn, attempt: str) -> Messages:
    """The question an attempt stands at, asked again after any time."""
    mark, number = _split(turn, attempt)
    if mark:
        return _standing(turn, mark, guest_quiz.current(turn, number))
    standing = learning.open_quiz(
        turn.tx, turn.app.curriculum, turn.account.id, number, now=turn.now, zone=turn.zone
    )
    return _standing(turn, mark, standing)


def _split(turn: Turn, attempt: str) -> tuple[str, int]:
    mark = GUEST_MARK if attempt.startswith(GUEST_MARK) else ""
    return mark, turn.integer(attempt.removeprefix(mark))


def _answered(turn: Turn, mark: str, answered: Answered) -> Messages:
    if answered.changed:
        return [turn.say("quiz/changed"), *_following(turn, mark, answered)]
    if answered.first and answered.next is not None:
        onward = (turn.button("quiz.next", "ask", f"{mark}{answered.attempt_id}"),)
        return [_feedback(turn, answered, onward)]
    return [_feedback(turn, answered), *_following(turn, mark, answered)]


def _following(turn: Turn, mark: str, answered: Answered) -> Messages:
    standing = answered.result or answered.next
    return _standing(turn, mark, standing) if standing is not None else []


def _feedback(turn: Turn, answered: Answered, *rows: Row) -> Outgoing:
    if answered.chosen is None or answered.question is None:
        return turn.say("quiz/answered_before", *rows, number=answered.number)
    return turn.say(
        "quiz/feedback",
        *rows,
        number=answered.number,
        total=answered.total,
        again=not answered.first,
        correct=answered.correct,
        chosen=answered.chosen,
        right=answered.question.correct,
    )


def _standing(turn: Turn, mark: str, standing: Asked | Result) -> Messages:
    if standing.kind == QuizKind.CHECK_IN:
        return check_in.standing(turn, standing)
    if isinstance(standing, Asked):
        return [_question(turn, mark, standing)]
    if not standing.passed:
        return [_failed(turn, mark, standing)]
    if standing.kind == QuizKind.FINAL:
        return [_final_passed(turn, mark, standing)]
    return [_lesson_passed(turn, mark, standing)]


def _question(turn: Turn, mark: str, asked: Asked) -> Outgoing:
    name = f"{mark}{asked.attempt_id}"
    options = tuple(
        (turn.named(option.text, "a", name, asked.position, option.id),) for option in asked.options
    )
    return turn.say(
        "quiz/question",
        *options,
        number=asked.number,
        total=asked.total,
        question=asked.question,
        final=asked.kind == QuizKind.FINAL,
    )


def _final_passed(turn: Turn, mark: str, result: Result) -> Outgoing:
    certificate = () if mark else ((turn.button("menu.certificate", "certificate"),),)
    track = turn.app.curriculum.tracks.get(result.content_id) or place.track(turn)
    return turn.say(
        "quiz/final_passed",
        *certificate,
        menu.back(turn),
        result=result,
        recorded=not mark,
        track=track,
    )


def _lesson_passed(turn: Turn, mark: str, result: Result) -> Outgoing:
    standing = place.standing(turn)
    following = standing.following
    onward = menu.go_on(turn, standing)
    if following is not None:
        number = standing.number(following.id)
        onward = turn.button("quiz.next_lesson", "lesson", following.id, number=number)
    return turn.say(
        "quiz/lesson_passed",
        (onward,),
        menu.back(turn),
        result=result,
        recorded=not mark,
        lesson=turn.app.curriculum.lessons.get(result.content_id),
        following=following,
        track_done=standing.track_done,
    )


def _failed(turn: Turn, mark: str, result: Result) -> Outgoing:
    place.mark(turn, result.content_id)
    if result.kind == QuizKind.FINAL:
        return _final_failed(turn, mark, result)
    rows = (
        (turn.button("quiz.look_again", "lesson", result.content_id),),
        (turn.button("quiz.retry", "quiz", result.content_id),),
        (turn.button("menu.call", "call"),),
    )
    return turn.say("quiz/lesson_failed", *rows, result=result)


def _final_failed(turn: Turn, mark: str, result: Result) -> Outgoing:
    """Once more first, while a try is left; then a few lessons to look at again, or the list."""
    who, left = place.account_learner(turn), None  # guests may try as often as they like
    if not mark and who is not None:
        left = learning.tries_left(turn.tx, who, result.content_id, now=turn.now, zone=turn.zone)
    review = _in_order(turn, result)
    rows: list[Row] = []
    if left != 0:
        rows.append((turn.button("quiz.retry", "final", result.content_id),))
    for number, lesson in review[:LOOK_AGAIN]:
        title = turn.app.texts.label("learn.lesson", number=number, title=lesson.title)
        rows.append((turn.named(title, "lesson", lesson.id),))
    if len(review) > LOOK_AGAIN:
        rows.append((turn.button("menu.lessons", "lessons"),))
    rows += [(turn.button("menu.call", "call"),), menu.back(turn)]
    numbers = [number for number, _ in review]
    return turn.say("quiz/final_failed", *rows, result=result, numbers=numbers, left=left)


def _in_order(turn: Turn, result: Result) -> list[tuple[int, Lesson]]:
    """The lessons to look at again, by their number in the track."""
    curriculum = turn.app.curriculum
    track = curriculum.tracks.get(result.content_id) or place.track(turn)
    return [
        (number, curriculum.lessons[lesson])
        for number, lesson in enumerate(track.lessons, 1)
        if lesson in result.review
    ]


GATED = {
    "quiz": lesson_quiz,
    "final": final,
    "exam": exam,
    "unsure": unsure,
    "a": answer,
    "ask": ask,
}
