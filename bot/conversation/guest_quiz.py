"""A quiz for somebody who is not recorded: the paper lives in the dialogue and nowhere else."""

from typing import Any

from bot.conversation import place
from bot.conversation.turn import Turn
from domain import quiz as papers
from domain.assessment import needed, passed
from domain.errors import DomainError
from domain.quiz import Drawn, QuizKind, Run
from services import quiz, rules
from services.quiz import Answered, Asked, Result


def begin(turn: Turn, kind: QuizKind, content_id: str) -> Asked:
    """Draw a paper; an unfinished one of the same content goes on."""
    kept = _kept(turn)
    if kept and kept["kind"] == kind.value and kept["content"] == content_id:
        standing = current(turn, kept["seed"])
        if isinstance(standing, Asked):
            return standing
    seed = max(int(turn.now.timestamp()), kept.get("seed", 0) + 1)
    _, run = quiz.draw(turn.app.curriculum, kind, content_id, f"guest:{seed}")
    _keep(turn, seed, kind.value, content_id, run, [])
    return _ask(turn, run)


def current(turn: Turn, seed: int) -> Asked | Result:
    """The question the paper stands at, or how it ended."""
    kept = _same(turn, seed)
    run = papers.settle(_run(kept), turn.app.curriculum.questions)
    return _result(turn, run) if run.finished else _ask(turn, run)


def answer(turn: Turn, seed: int, position: int, option_id: str) -> Answered:
    """Mark one answer, by the same rules as a recorded one."""
    kept = _same(turn, seed)
    before = _run(kept)
    if not 0 <= position < len(before.paper):
        raise DomainError("old_button")
    marked = papers.mark(before, position, option_id, turn.app.curriculum.questions)
    wrong = list(kept["wrong"])
    if marked.first and marked.question and not (marked.chosen and marked.chosen.correct):
        wrong.append(marked.question.id)
    _keep(turn, seed, kept["kind"], kept["content"], marked.run, wrong)
    run, result = marked.run, None
    if run.finished:
        result = _result(turn, run)
        if result.passed:
            done = "track" if kept["kind"] == QuizKind.FINAL else "lesson"
            place.finish_for_guest(turn, done, kept["content"])
    following = None if result else _ask(turn, run)
    correct = marked.chosen is not None and marked.chosen.correct
    return Answered(
        seed,
        run.number(position),
        run.total,
        marked.question,
        marked.chosen,
        correct,
        marked.first,
        marked.changed,
        following,
        result,
    )


def _result(turn: Turn, run: Run) -> Result:
    kept = _kept(turn)
    settings = rules.assessment(turn.tx, place.unit(turn))
    lesson = kept["kind"] == QuizKind.LESSON
    percent = settings.lesson_pass_percent if lesson else settings.final_pass_percent
    wrong = set(kept["wrong"]) & turn.app.curriculum.questions.keys()
    return Result(
        kept["seed"],
        kept["kind"],
        kept["content"],
        run.score,
        run.total,
        passed(run.score, run.total, percent),
        quiz.lessons_of(turn.app.curriculum, wrong),
        needed=needed(run.total, percent),
    )


def _ask(turn: Turn, run: Run) -> Asked:
    kept = _kept(turn)
    return quiz.ask(kept["seed"], kept["kind"], kept["content"], run, turn.app.curriculum.questions)


def _keep(turn: Turn, seed: int, kind: str, content_id: str, run: Run, wrong: list[str]) -> None:
    place.guest(turn)["paper"] = {
        "seed": seed,
        "kind": kind,
        "content": content_id,
        "cards": [[each.question_id, each.version, each.order] for each in run.paper],
        "position": run.position,
        "score": run.score,
        "wrong": wrong,
    }


def _run(kept: dict[str, Any]) -> Run:
    return Run(tuple(Drawn(*card) for card in kept["cards"]), kept["position"], kept["score"])


def _same(turn: Turn, seed: int) -> dict[str, Any]:
    kept = _kept(turn)
    if kept.get("seed") != seed:
        raise DomainError("old_button")
    return kept


def _kept(turn: Turn) -> dict[str, Any]:
    kept = place.guest(turn).get("paper", {})
    assert isinstance(kept, dict)
    return kept
