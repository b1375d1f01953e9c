"""Who is who: matches that wait, one by one or all at once, and persons claimed twice."""

from bot.conversation.staff_common import Messages, acting, hamlet_id, home, pager, pages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import matching_review
from services.matching_review import Claim
from services.staff import PAGE


def hamlets(turn: Turn) -> Messages:
    """For officials: the hamlets in which matches wait."""
    found = matching_review.hamlets(turn.tx, acting(turn), today=turn.today)
    rows = [
        (turn.named(f"{name}: {count}", "s.matches", 0, unit_id),)
        for unit_id, name, count in found[:PAGE]
    ]
    return [turn.say("staff/match_hamlets", *rows, home(turn), count=len(found))]


def queue(turn: Turn, page: str = "0", unit: str = "") -> Messages:
    """The matches that wait in a hamlet."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    found = matching_review.queue(
        turn.tx, member, unit_id, page=turn.integer(page), today=turn.today
    )
    if not found.claims and page != "0":
        return queue(turn, "0", unit)
    rows = [(turn.named(claim.person_name, "s.m", claim.match_id),) for claim in found.claims]
    if found.total > 1:
        rows.insert(0, (turn.button("staff.match_all", "s.mall", unit_id, count=found.total),))
    disputes = [
        (turn.button("staff.disputed", "s.conf", person_id, name=name),)
        for person_id, name, _ in found.disputed
    ]
    more = pager(turn, turn.integer(page), found.total, "s.matches", unit=unit_id)
    recent = (turn.button("staff.match_recent", "s.mr", unit_id),)
    _, strangers = matching_review.unmatched(turn.tx, member, page=0)
    if strangers:
        disputes.append((turn.button("staff.unmatched", "s.un", count=strangers),))
    return [
        turn.say(
            "staff/matches",
            *rows,
            *more,
            *disputes,
            recent,
            home(turn),
            claims=found.claims,
            total=found.total,
            disputed=len(found.disputed),
            page=turn.integer(page) + 1,
            pages=pages(found.total),
        )
    ]


def one(turn: Turn, match_id: str) -> Messages:
    """One match: what the roster says, and what the learner typed."""
    member = acting(turn)
    claim = matching_review.get(turn.tx, member, turn.integer(match_id), today=turn.today)
    if len(matching_review.claims(turn.tx, member, claim.person_id, today=turn.today)) > 1:
        return dispute(turn, str(claim.person_id))
    rows = (
        (turn.button("staff.match_yes", "s.mc", match_id),),
        (turn.button("staff.match_no", "s.mx", match_id),),
        (turn.button("staff.match_queue", "s.matches", 0, claim.unit_id), *home(turn)),
    )
    return [turn.say("staff/match", *rows, claim=claim)]


def confirm(turn: Turn, match_id: str) -> Messages:
    """Yes, it is that person."""
    member = acting(turn)
    try:
        claim = matching_review.confirm(
            turn.tx, member, turn.integer(match_id), now=turn.now, today=turn.today
        )
    except DomainError as error:
        if error.code != "match_conflict":
            raise
        return dispute(turn, str(error.values["person"]))
    return _decided(turn, claim, "confirmed")


def reject(turn: Turn, match_id: str) -> Messages:
    """No, it is somebody else."""
    claim = matching_review.reject(
        turn.tx, acting(turn), turn.integer(match_id), now=turn.now, today=turn.today
    )
    return _decided(turn, claim, "rejected")


def take_back(turn: Turn, match_id: str) -> Messages:
    """Undo: the match waits again."""
    claim = matching_review.take_back(
        turn.tx, acting(turn), turn.integer(match_id), now=turn.now, today=turn.today
    )
    rows = (
        (turn.button("staff.match_one", "s.m", match_id),),
        (turn.button("staff.match_queue", "s.matches", 0, claim.unit_id), *home(turn)),
    )
    return [turn.say("staff/match_undone", *rows, claim=claim)]


def confirm_all(turn: Turn, unit: str) -> Messages:
    """Confirm the whole list of a hamlet, but for those claimed twice."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    count = matching_review.confirm_all(turn.tx, member, unit_id, now=turn.now, today=turn.today)
    rows = ((turn.button("staff.match_recent", "s.mr", unit_id),), home(turn))
    return [turn.say("staff/match_all", *rows, count=count)]


def recent(turn: Turn, unit: str) -> Messages:
    """Matches of the last days, to be taken back with one tap."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    found = matching_review.recent(turn.tx, member, unit_id, now=turn.now, today=turn.today)
    rows = [
        (turn.button("staff.match_undo_one", "s.mu", each.match_id, name=each.person_name),)
        for each in found
    ]
    back = (turn.button("staff.match_queue", "s.matches", 0, unit_id), *home(turn))
    return [turn.say("staff/match_recent", *rows, back, count=len(found))]


def dispute(turn: Turn, person_id: str) -> Messages:
    """A person claimed more than once: choose who it is."""
    found = matching_review.claims(turn.tx, acting(turn), turn.integer(person_id), today=turn.today)
    if len(found) < 2:
        return one(turn, str(found[0].match_id)) if found else queue(turn)
    rows = [
        (turn.button("staff.dispute_this", "s.mk", each.match_id, number=number),)
        for number, each in enumerate(found, start=1)
    ]
    every = (turn.button("staff.dispute_all", "s.mka", found[0].match_id),)
    nobody = (turn.button("staff.dispute_none", "s.mkn", person_id),)
    return [turn.say("staff/dispute", *rows, every, nobody, home(turn), claims=found)]


def choose(turn: Turn, match_id: str) -> Messages:
    """It is this one; the others are not."""
    claim = matching_review.choose(
        turn.tx, acting(turn), turn.integer(match_id), now=turn.now, today=turn.today
    )
    return _decided(turn, claim, "confirmed")


def choose_all(turn: Turn, match_id: str) -> Messages:
    """All of them are the same person, on several phones."""
    claim = matching_review.choose(
        turn.tx, acting(turn), turn.integer(match_id), both=True, now=turn.now, today=turn.today
    )
    return _decided(turn, claim, "confirmed")


def choose_none(turn: Turn, person_id: str) -> Messages:
    """None of them is."""
    member = acting(turn)
    for each in matching_review.claims(turn.tx, member, turn.integer(person_id), today=turn.today):
        matching_review.reject(turn.tx, member, each.match_id, now=turn.now, today=turn.today)
    return [turn.say("staff/dispute_none", home(turn))]


def _decided(turn: Turn, claim: Claim, how: str) -> Messages:
    rows = (
        (turn.button("staff.undo", "s.mu", claim.match_id),),
        (turn.button("staff.match_queue", "s.matches", 0, claim.unit_id), *home(turn)),
    )
    return [turn.say("staff/match_decided", *rows, claim=claim, how=how)]


ACTIONS = {
    "s.mh": hamlets,
    "s.matches": queue,
    "s.m": one,
    "s.mc": confirm,
    "s.mx": reject,
    "s.mu": take_back,
    "s.mall": confirm_all,
    "s.mr": recent,
    "s.conf": dispute,
    "s.mk": choose,
    "s.mka": choose_all,
    "s.mkn": choose_none,
}
PROMPTS: dict[str, object] = {}
