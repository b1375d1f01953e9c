"""All dialogues together: which action, prompt or word belongs to whom."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import bot.conversation
from bot.conversation import (
    check_in,
    child,
    fallback,
    gate,
    helping,
    households,
    identify,
    learn,
    menu,
    naming,
    own_data,
    quiz,
    reminders,
    results,
    task,
    welcome,
)
from bot.conversation.engine import Messages, OnAction, Routes
from bot.conversation.turn import Turn, no_rows
from content import words

CITIZEN = (
    check_in,
    child,
    fallback,
    helping,
    households,
    identify,
    learn,
    menu,
    naming,
    own_data,
    quiz,
    reminders,
    results,
    task,
    welcome,
)
INVITATION = "staff-"  # how the payload of a staff member's link begins
# Buttons that say yes to what a screen asks; a question of a quiz is known by its answers.
ASKING = frozenset(
    {"agree", "guardian_yes", "child_yes", "child_forget", "call_now", "erase_yes", "slip_mine"}
    | {"checkin_go", "tried", "s.again", "s.ask", "s.by", "s.bz", "s.ce2", "s.cy", "s.es", "s.hand"}
    | {"s.mall", "s.mc", "s.mka", "s.t3", "s.u3", "s.vs", "s.vy"}
)
# Typed or pasted where links open nothing; phones like to begin with a capital.
_TYPED = re.compile(rf"{INVITATION}([\w-]{{20,60}})", re.ASCII | re.IGNORECASE)


def build() -> Routes:
    """Every dialogue there is; raises ValueError when two claim the same action or prompt."""
    staff = _staff()
    modules = [*CITIZEN, *staff.values()]
    gated = [{verb: gate.gated(on) for verb, on in _of(each, "GATED").items()} for each in CITIZEN]
    typed = words.load()
    return Routes(
        actions=merge([*gated, *(_of(each, "ACTIONS") for each in modules)]),
        prompts=merge(_of(each, "PROMPTS") for each in modules),
        words={**typed.anywhere, **typed.between},
        answers=frozenset({"a", "s.a"}),
        onward=frozenset({"step", "practise", "quiz", "ask", "lesson", "final"}),
        escapes=typed.anywhere,
        named=typed.named,
        naming=frozenset(prompt for each in CITIZEN for prompt in _of(each, "PROMPTS")),
        instead=typed.shown,
        other=typed.other,
        doubtful=typed.doubtful,
        asking=ASKING,
        doubt=fallback.doubt,
        start=_start(staff.get("staff_join")),
        lost=fallback.lost,
        unsupported=fallback.unsupported,
        left=fallback.left,
        opens=_invitation,
        old_button=fallback.old_button,
        refused=fallback.refused,
        menu_rows=getattr(staff.get("staff_menu"), "rows", no_rows),
        longest={name: most for each in modules for name, most in _of(each, "LONGEST").items()},
    )


def merge(parts: Iterable[Mapping[str, OnAction]]) -> dict[str, OnAction]:
    """One table of several; nothing may stand twice."""
    whole: dict[str, OnAction] = {}
    for part in parts:
        if twice := whole.keys() & part.keys():
            raise ValueError(f"two dialogues answer {', '.join(sorted(twice))}")
        whole |= part
    return whole


def _of(module: ModuleType, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(module, name, {})
    return found


def _staff() -> dict[str, ModuleType]:
    names = [each.name for each in pkgutil.iter_modules(bot.conversation.__path__)]
    return {
        name: importlib.import_module(f"bot.conversation.{name}")
        for name in names
        if name.startswith("staff_")
    }


def _invitation(text: str) -> str:
    """The payload that a bare text is, or ""."""
    found = _TYPED.fullmatch(text.strip())
    return INVITATION + found[1] if found else ""


def _start(join: ModuleType | None) -> Any:
    def start(turn: Turn, payload: str) -> Messages:
        if join is not None and payload.startswith(INVITATION):
            found: Messages = join.accept(turn, payload.removeprefix(INVITATION))
            return found
        return welcome.start(turn, payload)

    return start
