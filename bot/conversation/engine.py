"""Finds the dialogue that answers an update, the same way for every channel."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation import interpret
from bot.conversation.turn import Row, Turn, no_rows, parse
from domain.errors import DomainError
from domain.messages import Incoming, Kind, Outgoing
from services import reachability
from services.app import App
from services.turns import Account, State, Tx

Messages = Sequence[Outgoing]
OnAction = Callable[..., Messages]  # (turn, *args of the action)
OnText = Callable[[Turn, str], Messages]

ONWARD = "onward"
LIST = 3  # so many buttons that do the same are a list, of which none leads on
_OPEN = ("shown", "prompt", "numeric", "question")  # of a state: what was asked last
MAX_TEXT = 500  # few are asked for more; longer texts get a kind answer and are not looked at


def _no_start(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Routes:
    """Every dialogue by the action or prompt it answers, and the words that stand for actions."""

    actions: Mapping[str, OnAction]
    prompts: Mapping[str, OnText]
    words: Mapping[str, str]
    start: OnText  # opened with a link's payload, or a hamlet's short code
    lost: OnText  # a text that means nothing here
    unsupported: OnText  # sticker, voice, photo, file, edited or very long: which of them
    left: Callable[[Turn], None]
    old_button: Callable[[Turn], Messages]
    refused: Callable[[Turn, DomainError], Messages]
    doubt: OnText  # a text that means one of two things, while a question stands open
    opens: Callable[[str], str] = _no_start  # the payload of a link that a text is, or ""
    onward: frozenset[str] = frozenset()  # "go on" presses the first button shown of these
    answers: frozenset[str] = frozenset()  # buttons below a question, which may be asked again
    escapes: Mapping[str, str] = field(default_factory=dict)  # words that lead out of a prompt
    named: Mapping[str, str] = field(default_factory=dict)  # the same where the learner is named
    naming: frozenset[str] = frozenset()  # prompts at which that is so
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)  # word -> labels if shown
    other: frozenset[str] = frozenset()  # words that only look like one of those when folded
    doubtful: frozenset[str] = frozenset()  # words that may stand for several when without marks
    asking: frozenset[str] = frozenset()  # buttons of questions beside those of a quiz
    menu_rows: Callable[[Turn], tuple[Row, ...]] = no_rows  # what staff see in the menu besides
    longest: Mapping[str, int] = field(default_factory=dict)  # prompts that take longer texts


class Conversation:
    """The dialogue as `services.turns.take` wants it. Decides nothing about learning."""

    def __init__(self, app: App, routes: Routes) -> None:
        self._app = app
        self._routes = routes
        self._instead = {
            word: {app.texts.label(label) for label in labels}
            for word, labels in routes.instead.items()
        }
        self._arities = {verb: _arity(handler) for verb, handler in routes.actions.items()}

    def talk(
        self, tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
    ) -> tuple[Messages, State]:
        """Answer one update; the new state remembers which buttons were shown last."""
        turn = self._turn(tx, account, state, incoming, now)
        if not account.reachable and incoming.kind is not Kind.LEFT:
            reachability.came_back(tx, account.id)
        messages = self._answer(turn)
        return messages, self._remember(state, turn, messages)

    def refuse(
        self,
        error: DomainError,
        tx: Tx,
        account: Account,
        state: State,
        incoming: Incoming,
        now: datetime,
    ) -> tuple[Messages, State]:
        """Answer an update that a service refused, after all it did was rolled back."""
        turn = self._turn(tx, account, state, incoming, now)
        messages = self._routes.refused(turn, error)
        return messages, self._remember(state, turn, messages)

    def _turn(
        self, tx: Tx, account: Account, state: State, incoming: Incoming, now: datetime
    ) -> Turn:
        turn = Turn(tx, self._app, account, incoming, now, dict(state.get("data", {})))
        turn.shown = [(caption, act) for caption, act in state.get("shown", ())]
        turn.menu_rows = self._routes.menu_rows
        turn.asked = (state.get("prompt", ""), state.get("numeric", False))
        turn.question = state.get("question", "")
        return turn

    def _answer(self, turn: Turn) -> Messages:
        incoming = turn.incoming
        if incoming.kind is Kind.LEFT:
            self._routes.left(turn)
            return ()
        if incoming.kind is Kind.START:
            return self._routes.start(turn, incoming.value)
        if incoming.kind is Kind.UNSUPPORTED:
            return self._routes.unsupported(turn, incoming.value)
        if incoming.kind is Kind.ACTION:
            return self._act(turn, incoming.value)
        return self._read(turn, incoming.value)

    def _read(self, turn: Turn, typed: str) -> Messages:
        if len(typed) > self._routes.longest.get(turn.asked[0], MAX_TEXT):
            return self._routes.unsupported(turn, "long")
        text = " ".join(typed.split())  # only what may be long is ever more than a line
        if text.startswith("/"):
            return self._command(turn, text)
        if payload := self._routes.opens(text):
            return self._routes.start(turn, payload)
        prompt, numeric = turn.asked
        if found := self._pressed(turn, text, numbers=not numeric, spelled=not prompt):
            return self._act(turn, found)
        if prompt in self._routes.prompts:
            if found := self._out_of(prompt, text):
                return self._act(turn, found)
            return self._routes.prompts[prompt](
                turn, typed if prompt in self._routes.longest else text
            )
        return self._said(turn, text)

    def _said(self, turn: Turn, text: str) -> Messages:
        """The answer to a text that is neither a button shown nor what was asked for."""
        if self._in_doubt(turn, text):
            return self._routes.doubt(turn, text)
        if found := self._command_in(text, self._routes.words):
            return self._act(turn, self._onward(turn, found))
        return self._routes.lost(turn, text)

    def _pressed(self, turn: Turn, text: str, *, numbers: bool, spelled: bool) -> str | None:
        """The action of a button shown that was typed instead of pressed."""
        found = interpret.pick(text, turn.shown, numbers=numbers, spelled=spelled)
        if found or self._in_doubt(turn, text):
            return found
        return interpret.instead(text, turn.shown, self._instead, self._routes.other)

    def _in_doubt(self, turn: Turn, text: str) -> bool:
        """Is a word that may mean yes or something else said to buttons that ask? Prompts know."""
        if turn.asked[0] or not interpret.doubtful(text, self._routes.doubtful, self._routes.other):
            return False
        verbs = {parse(act)[0] for _, act in turn.shown}
        return bool(turn.question) or not self._routes.asking.isdisjoint(verbs)

    def _onward(self, turn: Turn, found: str) -> str:
        """Whoever types "go on" means the button that goes on, if there is one."""
        verbs = [parse(act)[0] for _, act in turn.shown]
        onward = (
            act
            for (_, act), verb in zip(turn.shown, verbs, strict=True)
            if verb in self._routes.onward and verbs.count(verb) < LIST
        )
        return next(onward, found) if found == ONWARD else found

    def _command_in(self, text: str, words: Mapping[str, str]) -> str | None:
        return interpret.command(text, words, self._routes.other)

    def _out_of(self, prompt: str, text: str) -> str | None:
        """The action of a word that leads out of this prompt."""
        if prompt in self._routes.naming:
            return interpret.command_or_name(text, self._routes.named)
        return self._command_in(text, self._routes.escapes)

    def _command(self, turn: Turn, text: str) -> Messages:
        name, _, payload = text.partition(" ")
        if name == "/start":
            return self._routes.start(turn, payload.strip())
        if found := self._command_in(text, self._routes.words):
            return self._act(turn, found)
        return self._routes.lost(turn, text)

    def _act(self, turn: Turn, data: str) -> Messages:
        verb, args = parse(data)
        if len(args) not in self._arities.get(verb, ()):
            return self._routes.old_button(turn)  # a button of another version, or made up
        return self._routes.actions[verb](turn, *args)

    def _remember(self, state: State, turn: Turn, messages: Messages) -> State:
        """Keep what was shown last: a typed "2" means the second of those buttons."""
        kept: State = {}
        if turn.data:
            kept["data"] = turn.data
        last = next((message for message in reversed(messages) if message.rows), None)
        if last is not None:
            kept["shown"] = [[c.label, c.action] for c in last.choices if c.action]
        elif not messages:
            kept |= {name: state[name] for name in _OPEN if name in state}
        if turn.prompt:
            kept |= {"prompt": turn.prompt, "numeric": turn.numeric}
        question = turn.question if turn.stayed else _words(last)
        if question and (turn.prompt or self._asks(last)):
            kept["question"] = question
        return kept

    def _asks(self, message: Outgoing | None) -> bool:
        """Is this a question of a quiz?"""
        choices = () if message is None else message.choices
        return any(parse(choice.action)[0] in self._routes.answers for choice in choices)


def _arity(handler: OnAction) -> range:
    """How many arguments a handler takes after the turn."""
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    needed = sum(1 for parameter in parameters if parameter.default is parameter.empty)
    return range(needed, len(parameters) + 1)


def _words(message: Outgoing | None) -> str:
    return "" if message is None or message.once else message.text
