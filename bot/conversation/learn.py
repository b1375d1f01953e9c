"""Lessons, step by step: one idea a message, no hurry, the same buttons everywhere."""

from typing import Any

from bot.conversation import check_in, menu, place, quiz, task, welcome
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from domain.curriculum import Lesson, Step
from domain.messages import Choice, Outgoing
from domain.progress import Progress


def lessons(turn: Turn) -> Messages:
    """The lessons of the track, those done with a tick."""
    standing = place.standing(turn)
    rows: list[Row] = [
        (
            turn.named(
                _caption(turn, lesson, number, lesson.id in standing.done), "lesson", lesson.id
            ),
        )
        for number, lesson in enumerate(standing.lessons, 1)
    ]
    if standing.final_open:
        rows.append((turn.button("menu.final", "final", standing.track.id),))
    rows += check_in.row(turn, standing)
    if len(turn.app.curriculum.tracks) > 1:
        rows.append((turn.button("menu.tracks", "tracks"),))
    return [turn.say("learn/lessons", *rows, menu.back(turn), track=standing.track)]


def _caption(turn: Turn, lesson: Lesson, number: int, done: bool) -> str:
    label = "learn.done_lesson" if done else "learn.lesson"
    return turn.app.texts.label(label, number=number, title=lesson.title)


def tracks(turn: Turn) -> Messages:
    """Every programme there is, and which of them is being learned."""
    found = turn.app.curriculum.tracks.values()
    rows = [(turn.named(track.title, "track", track.id),) for track in found]
    return [turn.say("learn/tracks", *rows, menu.back(turn), track=place.track(turn))]


def choose_track(turn: Turn, track_id: str) -> Messages:
    """Learn another programme from now on."""
    place.take_up(turn, turn.app.curriculum.track(track_id).id)
    return lessons(turn)


def by_number(turn: Turn, number: str) -> Messages:
    """ "Bai 3" typed: the third lesson of the track."""
    track = place.track(turn)
    index = turn.integer(number) - 1
    if not 0 <= index < len(track.lessons):
        return lessons(turn)
    return intro(turn, track.lessons[index])


def intro(turn: Turn, lesson_id: str) -> Messages:
    """What a lesson is about and why; then its first step."""
    lesson = place.lesson(turn, lesson_id)
    place.mark(turn, lesson.id)
    standing = place.standing(turn)
    beginning = () if standing.done else check_in.row(turn, standing)
    return [
        turn.say(
            "learn/intro",
            (turn.button("learn.begin", "step", lesson.id, lesson.steps[0].id),),
            (turn.button("learn.quiz_now", "quiz", lesson.id),),
            *beginning,
            (turn.button("menu.lessons", "lessons"),),
            lesson=lesson,
            number=_number(turn, lesson),
        )
    ]


def go(turn: Turn) -> Messages:
    """Go on where the learner stopped, after an hour or a month."""
    standing = place.standing(turn)
    if resumed := _resume(turn, standing):
        return resumed
    following = standing.following
    if following is not None:
        return intro(turn, following.id)
    if standing.track_done:
        certificate = (turn.button("menu.certificate", "certificate"),)
        return [turn.say("learn/all_done", certificate, menu.back(turn))]
    final = (turn.button("menu.final", "final", standing.track.id),)
    return [turn.say("learn/only_final", final, menu.back(turn), size=standing.track.final_size)]


def onward(turn: Turn) -> Messages:
    """ "Tiep" or a polite yes, typed where nothing shown goes on: an open question stays open."""
    if welcome.consent_stands(turn):
        return welcome.consent_stays(turn, understood=True)
    if turn.question:
        return [turn.say("quiz/stays"), Outgoing(turn.question, turn.stay())]
    return go(turn)


def _resume(turn: Turn, standing: Progress) -> Messages:
    """The step or the question that was open; nothing when that is finished, gone, or elsewhere.

    A lesson of another track waits there: after the track was changed, the new one goes on.
    """
    content_id, where = (*place.bookmark(turn), "", "")[:2]
    lesson = turn.app.curriculum.lessons.get(content_id)
    if lesson is None:
        open_final = content_id == standing.track.id and where and not standing.track_done
        return quiz.final(turn, content_id) if open_final and standing.final_open else []
    if lesson.id in standing.done or not where or not standing.number(lesson.id):
        return []
    here = turn.say("learn/resume", lesson=lesson, number=_number(turn, lesson))
    if where == place.QUIZ:
        return [here, *quiz.lesson_quiz(turn, lesson.id)]
    if where == place.TASK:
        return [here, *task.practise(turn, lesson.id)]
    found = next((each for each in lesson.steps if each.id == where), None)
    return [here, _show(turn, lesson, found)] if found else []


def step(turn: Turn, lesson_id: str, step_id: str) -> Messages:
    """One step; a step that the author has removed leads to the lesson's beginning."""
    lesson = place.lesson(turn, lesson_id)
    found = next((each for each in lesson.steps if each.id == step_id), None)
    if found is None:
        return [turn.say("learn/changed"), *intro(turn, lesson_id)]
    place.mark(turn, lesson.id, found.id)
    return [_show(turn, lesson, found)]


def plain(turn: Turn, lesson_id: str, step_id: str) -> Messages:
    """The same step in plainer words; the way back is the step in full."""
    lesson = place.lesson(turn, lesson_id)
    found = next((each for each in lesson.steps if each.id == step_id), None)
    if found is None:
        return [turn.say("learn/changed"), *intro(turn, lesson_id)]
    place.mark(turn, lesson.id, found.id)
    full = turn.button("learn.back", "step", lesson.id, found.id)
    rows = ((_onward(turn, lesson, found),), (full,), (turn.button("menu.call", "call"),))
    return [turn.say("learn/plain", *rows, step=found, **_numbered(lesson, found))]


def _show(turn: Turn, lesson: Lesson, found: Step) -> Outgoing:
    return turn.say(
        "learn/step",
        *_rows(turn, lesson, found),
        picture=found.picture,
        lesson=lesson,
        step=found,
        **_numbered(lesson, found),
    )


def _numbered(lesson: Lesson, found: Step) -> dict[str, Any]:
    return {"place": lesson.steps.index(found) + 1, "total": len(lesson.steps)}


def _rows(turn: Turn, lesson: Lesson, found: Step) -> tuple[Row, ...]:
    index = lesson.steps.index(found)
    back = (
        turn.button("learn.back", "step", lesson.id, lesson.steps[index - 1].id)
        if index
        else turn.button("learn.back", "lesson", lesson.id)
    )
    plainer = turn.button("learn.plainer", "plain", lesson.id, found.id)
    return ((_onward(turn, lesson, found),), (back, plainer), (turn.button("menu.call", "call"),))


def _onward(turn: Turn, lesson: Lesson, found: Step) -> Choice:
    index = lesson.steps.index(found) + 1
    if index == len(lesson.steps):
        return turn.button("learn.next", "practise", lesson.id)
    return turn.button("learn.next", "step", lesson.id, lesson.steps[index].id)


def _number(turn: Turn, lesson: Lesson) -> int:
    chosen = place.track(turn).lessons
    return chosen.index(lesson.id) + 1 if lesson.id in chosen else 0


GATED = {
    "lessons": lessons,
    "tracks": tracks,
    "track": choose_track,
    "number": by_number,
    "lesson": intro,
    "go": go,
    "onward": onward,
    "step": step,
    "plain": plain,
}
