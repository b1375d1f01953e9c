"""Who is who: matches that wait, one by one or all at once, and persons claimed twice.

A button that decides over several carries what was on the screen: when something else waits by
then, it decides nothing, and the new list is shown.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.conversation.staff_common import Messages, acting, full, hamlet_id, home, pager, pages
from bot.conversation.turn import Row, Turn
from domain.errors import DomainError
from domain.vocabulary import MatchState
from services import hamlet, match_decisions, matching_review
from services.matching_review import Claim
from services.namesakes import Marks
from services.staff import PAGE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hamlets(turn: Turn) -> Messages:
    """For officials: the hamlets in which matches wait."""
    found = matching_review.hamlets(turn.tx, acting(turn), today=turn.today)
    rows = [
        (turn.named(f"{name}: {count}", "s.matches", 0, unit_id),)
        for unit_id, name, count in found[:PAGE]
    ]
    return [turn.say("staff/match_hamlets", *rows, home(turn), count=len(found))]


def queue(turn: Turn, page: str = "0", unit: str = "", *, changed: bool = False) -> Messages:
    """The matches that wait in a hamlet; `changed` when others do than a moment ago."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    found = matching_review.queue(
        turn.tx, member, unit_id, page=turn.integer(page), today=turn.today
    )
    if not found.claims and page != "0":
        return queue(turn, "0", unit)
    marks = matching_review.told_apart(turn.tx, found.claims)
    rows = [(turn.named(_who(turn, each, marks), "s.m", each.match_id),) for each in found.claims]
    if found.total > 1:
        seen = (unit_id, found.total, found.latest)
        rows.insert(0, (turn.button("staff.match_all", "s.mall", *seen, count=found.total),))
    disputes = [
        (turn.button("staff.disputed", "s.conf", person_id, name=name),)
        for person_id, name, _ in found.disputed
    ]
    more = pager(turn, turn.integer(page), found.total, "s.matches", unit=unit_id)
    recent = (turn.button("staff.match_recent", "s.mr", 0, unit_id),)
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
            changed=changed,
            claims=found.claims,
            total=found.total,
            disputed=found.disputes,
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
    return [turn.say("staff/match", *rows, claim=claim, day=_day(turn, claim))]


def confirm(turn: Turn, match_id: str) -> Messages:
    """Yes, it is that person."""
    member = acting(turn)
    person = matching_review.get(
        turn.tx, member, turn.integer(match_id), today=turn.today
    ).person_id
    before = is_done(turn, person)
    try:
        claim = match_decisions.confirm(
            turn.tx, member, turn.integer(match_id), now=turn.now, today=turn.today
        )
    except DomainError as error:
        if error.code != "match_conflict":
            raise
        return dispute(turn, str(error.values["person"]))
    return decided(turn, claim, "confirmed", before=before)


def reject(turn: Turn, match_id: str) -> Messages:
    """No, it is somebody else; unless a colleague has said yes meanwhile."""
    claim = match_decisions.reject(
        turn.tx, acting(turn), turn.integer(match_id), now=turn.now, today=turn.today
    )
    if claim.state == MatchState.CONFIRMED:
        unmatch = (turn.button("staff.unmatch", "s.mu", match_id),)
        return [turn.say("staff/match_before", unmatch, _to_queue(turn, claim), claim=claim)]
    return decided(turn, claim, "rejected")


def take_back(turn: Turn, match_id: str, decided: str = "") -> Messages:
    """Undo a decision whole; without its moment, this one match only: it waits again."""
    member, found, today = acting(turn), turn.integer(match_id), turn.today
    if decided:
        moment = _EPOCH + timedelta(microseconds=turn.integer(decided))
        claim = match_decisions.undo(turn.tx, member, found, moment, now=turn.now, today=today)
    else:
        claim = match_decisions.take_back(turn.tx, member, found, now=turn.now, today=today)
    rows: tuple[Row, ...] = (_to_queue(turn, claim),)
    if claim.state == MatchState.PROVISIONAL:
        rows = ((turn.button("staff.match_one", "s.m", match_id),), *rows)
    still = is_done(turn, claim.person_id)
    return [turn.say("staff/match_undone", *rows, claim=claim, still=still)]


def confirm_all(turn: Turn, unit: str, total: str = "0", latest: str = "0") -> Messages:
    """Confirm the whole list of a hamlet, but for those claimed twice."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    count = match_decisions.confirm_all(
        turn.tx,
        member,
        unit_id,
        seen=(turn.integer(total), turn.integer(latest)),
        now=turn.now,
        today=turn.today,
    )
    if count is None:
        return queue(turn, "0", unit, changed=True)
    rows = ((turn.button("staff.match_recent", "s.mr", 0, unit_id),), home(turn))
    return [turn.say("staff/match_all", *rows, count=count)]


def recent(turn: Turn, page: str, unit: str) -> Messages:
    """Matches of the last days, to be taken back with one tap."""
    member, number = acting(turn), turn.integer(page)
    unit_id = hamlet_id(turn, member, unit)
    found, total = matching_review.recent(
        turn.tx, member, unit_id, page=number, now=turn.now, today=turn.today
    )
    marks = matching_review.told_apart(turn.tx, found)
    rows = [_undo_row(turn, each, found, marks) for each in found]
    more = pager(turn, number, total, "s.mr", unit=unit_id)
    back = (turn.button("staff.match_queue", "s.matches", 0, unit_id), *home(turn))
    return [
        turn.say(
            "staff/match_recent",
            *rows,
            *more,
            back,
            count=total,
            page=number + 1,
            pages=pages(total),
        )
    ]


def _undo_row(turn: Turn, claim: Claim, found: Sequence[Claim], marks: Mapping[int, Marks]) -> Row:
    """The name, and when it was decided, if something else was decided about the person, too."""
    who = _who(turn, claim, marks)
    if claim.decided_at and [each.person_id for each in found].count(claim.person_id) > 1:
        who += f" \u00b7 {claim.decided_at.astimezone(turn.zone):%H:%M %d/%m}"
    return (turn.button("staff.match_undo_one", "s.mu", *_moment(claim), name=who),)


def dispute(turn: Turn, person_id: str, *, changed: bool = False) -> Messages:
    """A person claimed more than once: choose who it is."""
    found = matching_review.claims(turn.tx, acting(turn), turn.integer(person_id), today=turn.today)
    if len(found) < 2:
        return one(turn, str(found[0].match_id)) if found else queue(turn)
    seen = _latest(found)
    rows = [
        (turn.button("staff.dispute_this", "s.mk", each.match_id, *seen, number=number),)
        for number, each in enumerate(found, start=1)
    ]
    every = (turn.button("staff.dispute_all", "s.mka", found[0].match_id, *seen),)
    nobody = (turn.button("staff.dispute_none", "s.mkn", found[0].match_id, *seen),)
    claims = [(each, _day(turn, each)) for each in found]
    return [
        turn.say("staff/dispute", *rows, every, nobody, home(turn), claims=claims, changed=changed)
    ]


def choose(turn: Turn, match_id: str, total: str = "0", latest: str = "0") -> Messages:
    """It is this one; the others are not."""
    return _chosen(turn, match_id, total, latest, both=False)


def choose_all(turn: Turn, match_id: str, total: str = "0", latest: str = "0") -> Messages:
    """All of them are the same person, on several phones."""
    return _chosen(turn, match_id, total, latest, both=True)


def _chosen(turn: Turn, match_id: str, total: str, latest: str, *, both: bool) -> Messages:
    member = acting(turn)
    person = matching_review.get(
        turn.tx, member, turn.integer(match_id), today=turn.today
    ).person_id
    if again := _otherwise(turn, match_id, total, latest):
        return again
    before = is_done(turn, person)
    claim = match_decisions.choose(
        turn.tx, member, turn.integer(match_id), both=both, now=turn.now, today=turn.today
    )
    others = 0 if both else turn.integer(total) - 1
    return decided(turn, claim, "confirmed", before=before, others=others)


def choose_none(turn: Turn, match_id: str, total: str = "0", latest: str = "0") -> Messages:
    """None of them is."""
    member = acting(turn)
    if again := _otherwise(turn, match_id, total, latest):
        return again
    person = matching_review.get(
        turn.tx, member, turn.integer(match_id), today=turn.today
    ).person_id
    claim = match_decisions.choose_none(turn.tx, member, person, now=turn.now, today=turn.today)
    if claim is None:
        return queue(turn)
    undo = (turn.button("staff.undo", "s.mu", *_moment(claim)),)
    return [turn.say("staff/dispute_none", undo, home(turn), claim=claim)]


def _otherwise(turn: Turn, match_id: str, total: str, latest: str) -> Messages:
    """The dispute as it stands, when it is not the one that was shown."""
    claim = matching_review.get(turn.tx, acting(turn), turn.integer(match_id), today=turn.today)
    found = matching_review.claims(turn.tx, acting(turn), claim.person_id, today=turn.today)
    if (turn.integer(total), turn.integer(latest)) == _latest(found):
        return ()
    return dispute(turn, str(claim.person_id), changed=True)


def _latest(found: Sequence[Claim]) -> tuple[int, int]:
    """What tells one list of claims from another: how many, and the latest."""
    return len(found), max((each.match_id for each in found), default=0)


def is_done(turn: Turn, person_id: int) -> bool:
    """Whether somebody is counted already: what comes to them adds nobody."""
    done = hamlet.finished(turn.tx, turn.app.curriculum, acting(turn), [person_id])
    return person_id in done


def decided(
    turn: Turn, claim: Claim, how: str, *, before: bool = False, others: int = 0
) -> Messages:
    """What was decided, and the way to undo it; `before`: the person was counted already;
    `others` claimed the same person and are not."""
    still = before and is_done(turn, claim.person_id)
    rows = ((turn.button("staff.undo", "s.mu", *_moment(claim)),), _to_queue(turn, claim))
    return [
        turn.say(
            "staff/match_decided",
            *rows,
            claim=claim,
            how=how,
            counted=(before, still),
            others=others,
        )
    ]


def _who(turn: Turn, claim: Claim, marks: Mapping[int, Marks]) -> str:
    return full(turn, claim.person_name, claim.person_year, marks.get(claim.person_id))


def _moment(claim: Claim) -> tuple[int, int]:
    """A match and when it was decided: such a button undoes that decision, and no later one."""
    return claim.match_id, ((claim.decided_at or _EPOCH) - _EPOCH) // timedelta(microseconds=1)


def _to_queue(turn: Turn, claim: Claim) -> Row:
    return (turn.button("staff.match_queue", "s.matches", 0, claim.unit_id), *home(turn))


def _day(turn: Turn, claim: Claim) -> datetime:
    """When somebody said so, where people live."""
    return claim.claimed_at.astimezone(turn.zone)


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
