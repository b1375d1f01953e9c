"""Figures that schools, agencies and enterprises report: which unit, which figure, how many."""

from datetime import date, timedelta
from typing import Any

from bot.conversation.staff_common import Messages, acting_official, home, pager, pages, sorry
from bot.conversation.turn import Row, Turn
from domain.assistance import class_day
from domain.errors import DomainError
from domain.plan import Counts, Indicator
from domain.typed_number import typed_number
from domain.vocabulary import Level
from services import indicators, plans, staff
from services.indicators import Kept, Typed
from services.staff import PAGE, Unit

LAST = 3  # earlier figures shown when a new one is asked for


def begin(turn: Turn, unit: str = "", page: str = "0", kind: str = "") -> Messages:
    """Choose the unit that reports; of a commune first the organisations, then its hamlets."""
    member, number = acting_official(turn), turn.integer(page)
    here = staff.unit(turn.tx, member, turn.integer(unit) if unit else member.unit_id)
    leaves = here.level is Level.COMMUNE and kind != "all"
    found, total = staff.children(turn.tx, member, here.id, turn.today, page=number, leaves=leaves)
    rows: list[Row] = [(turn.button("staff.entry_here", "s.ei", here.id, unit=here.name),)]
    rows += [(turn.named(each.name, _next(each), each.id),) for each in found]
    rows += pager(turn, number, total, "s.entry", here.id, unit=kind or None)
    if leaves:
        rows.append((turn.button("staff.entry_hamlets", "s.entry", here.id, 0, "all"),))
    return [
        turn.say(
            "staff/entry",
            *rows,
            home(turn),
            unit=here.name,
            page=number + 1,
            pages=pages(total),
        )
    ]


def choose(turn: Turn, unit: str, page: str = "0") -> Messages:
    """Choose the figure, among those that such a unit may tell."""
    here = staff.unit(turn.tx, acting_official(turn), turn.integer(unit))
    number = turn.integer(page)
    plan = plans.at_unit(turn.tx, here.id)
    if plan is None:
        raise DomainError("no_plan", unit=here.code)
    fitting = [one for one in plan.indicators if one.told_by(here.level)]
    shown = fitting[number * PAGE : (number + 1) * PAGE]
    rows: list[Row] = [(turn.named(one.id, "s.en", here.id, one.id),) for one in shown]
    rows += pager(turn, number, len(fitting), "s.ei", here.id)
    return [turn.say("staff/entry_which", *rows, home(turn), unit=here.name, indicators=shown)]


def first(turn: Turn, unit: str, indicator_id: str) -> Messages:
    """Begin with n, or with N where people are counted one by one."""
    here, indicator = _chosen(turn, turn.integer(unit), indicator_id)
    turn.data["s_entry"] = {"unit": here.id, "id": indicator.id}
    if indicator.goal is None:
        return _ask_number(turn, here, indicator, "s.e_n")
    return _ask_number(turn, here, indicator, "s.e_of")


def take_n(turn: Turn, text: str) -> Messages:
    """How many have reached it."""
    entry, here, indicator = _open(turn)
    value = typed_number(text)
    if value is None:
        return sorry(turn, DomainError("entry_number"))
    entry["n"] = value
    return _after_n(turn, here, indicator)


def take_total(turn: Turn, text: str) -> Messages:
    """Out of how many."""
    entry, here, indicator = _open(turn)
    value = typed_number(text)
    if value is None:
        return sorry(turn, DomainError("entry_number"))
    if value < entry.get("n", 0):  # either of the two may be the wrong one
        again = (turn.button("staff.entry_again", "s.en", here.id, indicator.id),)
        return sorry(turn, DomainError("entry_above_all", n=entry["n"], total=value), again)
    entry["of"] = value
    return _ask_day(turn)


def skip(turn: Turn, field: str) -> Messages:
    """A number that is not known is left open; it is never taken for zero."""
    _, here, indicator = _open(turn)
    return _after_n(turn, here, indicator) if field == "s.e_n" else _ask_day(turn)


def on_day(turn: Turn, days_ago: str) -> Messages:
    """Today, or some days ago."""
    return _take_day(turn, turn.today - timedelta(min(turn.integer(days_ago), 400)))


def typed_day(turn: Turn, text: str) -> Messages:
    """A typed day such as 31/10."""
    try:
        day = class_day(text, turn.today)
    except DomainError as error:
        return sorry(turn, error)
    if day > turn.today:
        return sorry(turn, DomainError("entry_day"))
    return _take_day(turn, day)


def take_source(turn: Turn, text: str) -> Messages:
    """Where the figure comes from; then everything once more."""
    entry, here, indicator = _open(turn)
    entry["source"] = text
    rows = (
        (turn.button("staff.entry_save", "s.es"),),
        (turn.button("staff.entry_again", "s.en", here.id, indicator.id),),
        home(turn),
    )
    day = date.fromisoformat(entry["at"])
    return [
        turn.say(
            "staff/entry_review", *rows, unit=here.name, indicator=indicator, entry=entry, day=day
        )
    ]


def save(turn: Turn) -> Messages:
    """Keep it."""
    entry, here, indicator = _open(turn)
    if "source" not in entry:
        return first(turn, str(here.id), indicator.id)
    typed = Typed(entry.get("n"), entry.get("of"), date.fromisoformat(entry["at"]), entry["source"])
    again = (turn.button("staff.entry_again", "s.en", here.id, indicator.id),)
    try:
        entered = indicators.enter(
            turn.tx,
            indicator.id,
            here.code,
            typed,
            member=acting_official(turn),
            today=turn.today,
            now=turn.now,
        )
    except DomainError as error:  # said before anything was written
        return sorry(turn, error, again)
    turn.data.pop("s_entry")
    rows = (
        (turn.button("staff.entry_next", "s.ei", here.id),),
        (turn.button("staff.numbers", "s.stats", here.id),),
        home(turn),
    )
    return [
        turn.say("staff/entry_saved", *rows, unit=here.name, indicator=indicator, entered=entered)
    ]


def _open(turn: Turn) -> tuple[dict[str, Any], Unit, Indicator]:
    """What was typed so far; looked up anew, since the role or the plan may have changed."""
    entry = turn.data.get("s_entry")
    if not isinstance(entry, dict):
        raise DomainError("old_button")
    here, indicator = _chosen(turn, entry["unit"], entry["id"])
    entry = dict(entry)
    turn.data["s_entry"] = entry
    return entry, here, indicator


def _chosen(turn: Turn, unit_id: int, indicator_id: str) -> tuple[Unit, Indicator]:
    here = staff.unit(turn.tx, acting_official(turn), unit_id)
    plan = plans.at_unit(turn.tx, here.id)
    indicator = plan.indicator(indicator_id) if plan else None
    if indicator is None or not indicator.told_by(here.level):
        raise DomainError("old_button")
    return here, indicator


def _after_n(turn: Turn, here: Unit, indicator: Indicator) -> Messages:
    """An amount has no total to ask for."""
    if indicator.counts is Counts.AMOUNT:
        return _ask_day(turn)
    return _ask_number(turn, here, indicator, "s.e_of")


def _next(unit: Unit) -> str:
    upper = (Level.NATION, Level.PROVINCE, Level.COMMUNE)
    return "s.entry" if unit.level in upper else "s.ei"


def _ask_number(turn: Turn, here: Unit, indicator: Indicator, field: str) -> Messages:
    turn.expect(field, numeric=True)
    rows: list[Row] = [(turn.button("staff.skip_field", "s.ek", field),)]
    if indicator.counts is Counts.AMOUNT:  # nothing else could be told instead
        rows = []
    return [
        turn.say(
            "staff/entry_number",
            *rows,
            home(turn),
            unit=here.name,
            indicator=indicator,
            whole=field == "s.e_of",
            kept=_kept(turn, here, indicator),
        )
    ]


def _kept(turn: Turn, here: Unit, indicator: Indicator) -> list[Kept]:
    """The last figures that were typed, so that nobody types them twice."""
    member = acting_official(turn)
    return indicators.history(turn.tx, indicator.id, here.code, member=member, last=LAST)


def _ask_day(turn: Turn) -> Messages:
    turn.expect("s.e_day")
    days = (turn.button("staff.today", "s.ed", 0), turn.button("staff.yesterday", "s.ed", 1))
    return [turn.say("staff/entry_day", days, home(turn))]


def _take_day(turn: Turn, day: date) -> Messages:
    entry, _, _ = _open(turn)
    entry["at"] = day.isoformat()
    turn.expect("s.e_source")
    return [turn.say("staff/entry_source", home(turn))]


ACTIONS = {
    "s.entry": begin,
    "s.ei": choose,
    "s.en": first,
    "s.ek": skip,
    "s.ed": on_day,
    "s.es": save,
}
PROMPTS = {
    "s.e_n": take_n,
    "s.e_of": take_total,
    "s.e_day": typed_day,
    "s.e_source": take_source,
}
