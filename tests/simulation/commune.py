"""The commune of the simulation: the sample one in any size, its plan, its staff, its events."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from content import plan_file
from domain.roster_change import Change
from domain.vocabulary import Role, Way
from services import (
    completions,
    demo,
    history,
    match_decisions,
    matching_review,
    plans,
    standing,
    succession,
    voids,
)
from services import staff as staff_service
from services.demo_people import Sizes
from services.staff import StaffMember
from storage import match_review, memberships, schema, staff
from storage.database import Tx
from tests.published import curriculum
from tests.simulation.days import HANOI
from tests.simulation.people import Resident

__all__ = ["Commune", "build"]

PLAN = plan_file.PACKAGED / "kien-an-2025.yaml"
GROWN = 0.69  # of the people of the sample commune, roughly


@dataclass(frozen=True, slots=True)
class Commune:
    """Where it all happens, and who works there."""

    id: int
    official: StaffMember
    head_of: dict[int, str]  # hamlet -> the account of its head
    codes: dict[int, str]  # hamlet -> the code that people type


def build(tx: Tx, *, adults: int, hamlets: int, seed: int, now: datetime) -> Commune:
    """Fill an empty database: units, roster, plan, an official, a head in each hamlet."""
    sizes = Sizes(round(adults / GROWN), hamlets)
    unit = demo.load(tx, now=now, sizes=sizes, seed=seed)
    loaded = plan_file.load(PLAN, curriculum().tracks)
    plans.load(tx, loaded, now=now)
    rows = tx.execute(
        select(schema.units).where(schema.units.c.level == "hamlet").order_by(schema.units.c.id)
    ).all()
    account = history.account(tx, "telegram", "official", now=now)
    staff.add(tx, account, Role.OFFICIAL, unit.id, "", now)
    heads = {}
    for row in rows:
        heads[row.id] = f"head-{row.id}"
        head = history.account(tx, "telegram", heads[row.id], now=now)
        staff.add(tx, head, Role.HAMLET_HEAD, row.id, "", now)
    official = staff_service.of_account(tx, account, now)[0]
    return Commune(unit.id, official, heads, {row.id: row.join_code for row in rows})


def confirm_matches(tx: Tx, commune: Commune, now: datetime) -> int:
    """What heads do of an evening: confirm who they know, also on a second phone."""
    day = now.astimezone(HANOI).date()
    official = commune.official
    done = 0
    for hamlet, _, _ in matching_review.hamlets(tx, official, today=day):
        seen = match_review.all_waiting(tx, hamlet, day)
        done += (
            match_decisions.confirm_all(tx, official, hamlet, seen=seen, now=now, today=day) or 0
        )
        for person, _, _ in match_review.disputed(tx, hamlet, day, limit=100):
            claims = matching_review.claims(tx, official, person, today=day)
            first = claims[0].match_id
            match_decisions.choose(tx, official, first, both=True, now=now, today=day)
            done += 1
    return done


def merge(tx: Tx, old: Sequence[str], new: str, day: date, now: datetime) -> None:
    """Hamlets become one."""
    lines = ["predecessor,successor,successor_name,date"]
    lines += [f"{code},{new},{new},{day.isoformat()}" for code in old]
    succession.merge(tx, "\n".join(lines).encode(), "merge.csv", now=now)


def change_people(
    tx: Tx, people: Sequence[Resident], hamlets: Sequence[int], chance: random.Random, day: date
) -> set[int]:
    """A month's news of the roster: some move, some leave, some die; who belongs nowhere now."""
    some = chance.sample(people, max(4, len(people) // 200))
    quarter = len(some) // 4
    movers, left, dead = some[: 2 * quarter], some[2 * quarter : 3 * quarter], some[3 * quarter :]
    moves = [Change(one.person_id, 0, home=chance.choice(hamlets)) for one in movers]
    memberships.change(tx, moves, day)
    gone = {one.person_id for one in [*left, *dead]}
    memberships.end_all(tx, [one.person_id for one in left], day, "left")
    memberships.end_all(tx, [one.person_id for one in dead], day, "deceased")
    standing.refresh(tx, [one.person_id for one in some])
    return gone


def teach_class(tx: Tx, people: Sequence[Resident], now: datetime) -> None:
    """An evening class: these people finish the track there."""
    track = curriculum().tracks["citizens"]
    for one in people:
        completions.record(
            tx,
            person_id=one.person_id,
            kind="track",
            content_id=track.id,
            version=track.version,
            rule_version="1",
            happened_at=now,
            way=Way.CLASS,
            now=now,
            zone=HANOI,
        )


def confirm_vneid(tx: Tx, people: Sequence[Resident], day: date, now: datetime) -> None:
    """What the police confirmed."""
    row = {"kind": "vneid", "confirmed_on": day, "source": "simulation", "recorded_at": now}
    rows = [{"person_id": one.person_id, **row} for one in people]
    tx.execute(insert(schema.confirmations), rows)
    standing.refresh(tx, [one.person_id for one in people])


def void_some(tx: Tx, number: int, chance: random.Random, now: datetime) -> list[int]:
    """Take back some finished tracks; the learners whose they were."""
    done = schema.completions
    voided = select(schema.voids.c.completion_id)
    query = select(done.c.id, done.c.learner_id).where(
        done.c.kind == "track", done.c.person_id.is_not(None), done.c.id.not_in(voided)
    )
    rows = tx.execute(query.order_by(done.c.id)).all()
    some = chance.sample(rows, min(number, len(rows)))
    for row in some:
        voids.void(tx, row.id, member=None, reason="simulation", now=now)
    return [row.learner_id for row in some if row.learner_id is not None]
