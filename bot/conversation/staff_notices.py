"""The news of a closed week on request, its whole table, and when it comes by itself."""

from dataclasses import replace
from datetime import date

from bot.conversation import week_news
from bot.conversation.staff_common import Messages, acting, acting_official, home
from bot.conversation.turn import Row, Turn
from domain.errors import DomainError
from domain.weeks import Week
from services import way, weekly_news

PAGES = "web"  # the channel that has a page for the picture


def news(turn: Turn) -> Messages:
    """The last week that was closed, as the Monday message tells it."""
    member = acting(turn)
    week = way.last_for(turn.tx, member, now=turn.now, zone=turn.zone)
    drawn = turn.incoming.channel != PAGES
    *first, last = week_news.news(turn.tx, turn.app, member, week, now=turn.now, drawn=drawn)
    return [*first, replace(last, rows=(*last.rows, home(turn)))]


def table(turn: Turn, monday: str, page: str) -> Messages:
    """A page of the whole table, for officials: heads see who is ahead, nobody who is behind."""
    number = turn.integer(page)
    values = week_news.table(turn.tx, turn.app, acting_official(turn), _week(monday), number)
    row: Row = ()
    if number > 0:
        row = (turn.button("staff.before", "s.wt", monday, number - 1),)
    if number + 1 < values["pages"]:
        row = (*row, turn.button("staff.after", "s.wt", monday, number + 1))
    return [turn.say("notices/week_table", *((row,) if row else ()), home(turn), **values)]


def _week(monday: str) -> Week:
    try:
        return Week.of(date.fromisoformat(monday))
    except ValueError as error:
        raise DomainError("old_button") from error


def settings(turn: Turn) -> Messages:
    """When the news comes, and how to change it; buttons only."""
    acting(turn)
    wanted, hour = weekly_news.wishes(turn.tx, turn.account.id)
    hours = [turn.button(f"week.hour_{each}", "s.nh", each) for each in weekly_news.HOURS]
    switch = ("week.mute", 1) if wanted else ("week.unmute", 0)
    rows: list[Row] = [tuple(hours[:2]), tuple(hours[2:])] if wanted else []
    return [
        turn.say(
            "notices/week_settings",
            *rows,
            (turn.button(switch[0], "s.nm", switch[1]),),
            home(turn),
            wanted=wanted,
            hour=hour,
            hours=weekly_news.HOURS,
        )
    ]


def choose_hour(turn: Turn, hour: str) -> Messages:
    """News from this hour on."""
    acting(turn)
    weekly_news.choose_hour(turn.tx, turn.account.id, turn.integer(hour))
    return settings(turn)


def mute(turn: Turn, muted: str) -> Messages:
    """No news by itself any more, or again."""
    acting(turn)
    weekly_news.mute(turn.tx, turn.account.id, muted=muted == "1")
    return settings(turn)


ACTIONS = {
    "s.week": news,
    "s.wt": table,
    "s.nw": settings,
    "s.nh": choose_hour,
    "s.nm": mute,
}
PROMPTS: dict[str, object] = {}
