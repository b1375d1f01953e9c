"""A little commune with a random history, written to the raw tables as staff and citizens would."""

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, insert, select, update

from domain.enrolment import FOREVER
from domain.plan import Counts, Indicator, Measure, Source
from domain.vocabulary import Audience, Level
from services import carry, standing
from services.tallies import gather
from storage import counts, plans, schema
from tests.counting_acts import Acts

PLAN = "p"
FIRST = date(2025, 7, 1)
DAYS = 600
BORN = [None, date(2008, 2, 29), date(2007, 9, 15), date(1950, 1, 1), 2008, 2007, 1940, 2015]
WAYS = ["self", "assisted", "class", "imported"]
ORGANISATIONS = {"school": "pupil", "agency": "public_employee", "enterprise": "worker"}


def indicator(key, audience, measure, source, *tracks):
    return Indicator(key, key, Counts.PERSON, audience, measure, source, tracks, ())


PERSONS = [
    indicator("T3", Audience.ADULT, Measure.TRACK_COMPLETED, Source.ROSTER, "a", "b"),
    indicator("T4", Audience.ADULT, Measure.VNEID_CONFIRMED, Source.ROSTER),
    indicator("T2", Audience.PUPIL, Measure.TRACK_COMPLETED, Source.TYPED, "b"),
    indicator("T5", Audience.WORKER, Measure.TRACK_COMPLETED, Source.ROSTER, "a"),
]
TYPED = [indicator("T1", Audience.PUBLIC_EMPLOYEE, Measure.TYPED, Source.TYPED)]
ALL = PERSONS + TYPED

DOCUMENT = {
    "id": PLAN,
    "title": "a plan of tests",
    "indicators": [
        {
            **dict(id=one.id, title="xxx", audience=one.audience, measure=one.measure),
            **dict(source=one.source, tracks=list(one.tracks)),
        }
        for one in ALL
    ],
}
STEPS = {
    **dict(join=3, move=4, leave=1, organisation=4, audience=4, absence=3, complete=12),
    **dict(confirm_vneid=4, void=4, learner=3, learn=8, match=6, confirm=4, undo=2, withdraw=1),
    **dict(erase_learner=1, erase_person=1, merge=3, split=2, typed=6, roster=3, status=4),
    **dict(told=6, taught=6, listed=9, forget=3),
}


def history_of(seed, length, weights=STEPS):
    """Steps on few different days, so that much happens on one day; and days worth a look."""
    chance = random.Random(seed)
    days = [chance.randint(0, DAYS) for _ in range(9)] + [36, 76, 184, 243]  # turns of ages
    steps = [("join", n, chance.randint(0, 40), chance.choice(days) // 4) for n in range(5)]
    names = chance.choices(list(weights), list(weights.values()), k=length)
    steps += [
        (name, chance.randint(0, 40), chance.randint(0, 40), chance.choice(days)) for name in names
    ]
    seen = {max(0, day + near) for day in days for near in (-1, 0, 1)} | {DAYS + 30}
    return steps, [FIRST + timedelta(days=day) for day in chance.sample(sorted(seen), 5)]


class History(Acts):
    """A little commune, changed as staff and citizens would, refreshing after each change."""

    def __init__(self, tx):
        self.tx, self.clock, self.successors = tx, 0, 0
        self.commune = self.add(schema.units, **unit("c", "commune", None))
        self.homes = [self.leaf(f"h{n}", "hamlet") for n in range(3)]
        self.others = [self.leaf(level, level) for level in ORGANISATIONS]
        self.others.append(self.leaf("school2", "school"))
        self.people, self.learners = [], []
        self.official = self.hire()

    def add(self, table, **row):
        return self.tx.execute(insert(table).values(**row)).inserted_primary_key[0]

    def rows(self, table, *where):
        return self.tx.execute(select(table).where(*where).order_by(table.c.id)).all()

    def leaf(self, code, level, start=FIRST):
        return self.add(schema.units, **unit(code, level, self.commune, start))

    def now(self):
        self.clock += 1
        return datetime(2027, 3, 1, tzinfo=UTC) + timedelta(seconds=self.clock)

    def refresh(self, *ids):
        standing.refresh(self.tx, ids)

    def person(self, n):
        return self.people[n % len(self.people)] if self.people else None

    def home_at(self, n, day):
        open_homes = [
            row.id
            for row in self.rows(schema.units, schema.units.c.level == "hamlet")
            if row.valid_from <= day < row.valid_to
        ]
        return open_homes[n % len(open_homes)]

    def end_homes(self, person, day):
        """Close what is open on a day, and take away what would begin later."""
        table = schema.memberships
        mine = (table.c.person_id == person, table.c.kind == "home")
        self.tx.execute(delete(table).where(*mine, table.c.valid_from >= day))
        self.tx.execute(update(table).where(*mine, table.c.valid_to > day).values(valid_to=day))

    def live_in(self, person, home, day):
        self.end_homes(person, day)
        self.add(
            schema.memberships,
            **dict(person_id=person, unit_id=home, kind="home", valid_from=day, valid_to=FOREVER),
        )

    def join(self, a, b, day):
        born = BORN[b % len(BORN)]
        birth = {"birth_year": born} if isinstance(born, int) else {"birth_date": born}
        person = self.add(
            schema.persons,
            **dict(commune_id=self.commune, name="x", name_fold="x", sort_key="x"),
            code=f"P{len(self.people)}",
            **birth,
        )
        self.people.append(person)
        self.live_in(person, self.home_at(a, day), day)
        if born is None and a % 2:
            self.spell(schema.audiences, person, day, FOREVER, audience="adult")
        self.refresh(person)

    def move(self, a, b, day):
        self.live_in(self.person(a), self.home_at(b, day), day)
        self.refresh(self.person(a))

    def leave(self, a, b, day):
        self.end_homes(self.person(a), day)
        self.refresh(self.person(a))

    def spell(self, table, person, start, end, **values):
        self.add(table, person_id=person, valid_from=start, valid_to=max(start, end), **values)

    def organisation(self, a, b, day):
        place = self.others[b % len(self.others)]
        end = FOREVER if b % 2 else day + timedelta(days=b * 7)
        self.spell(schema.memberships, self.person(a), day, end, unit_id=place, kind="organisation")
        self.refresh(self.person(a))

    def audience(self, a, b, day):
        name = list(ORGANISATIONS.values())[b % 3]
        end = FOREVER if b % 2 else day + timedelta(days=b * 5)
        self.spell(schema.audiences, self.person(a), day, end, audience=name)
        self.refresh(self.person(a))

    def absence(self, a, b, day):
        end = FOREVER if b % 3 == 0 else day + timedelta(days=b * 4)
        status = "absent" if b % 2 else "unable"
        self.spell(schema.absences, self.person(a), day, end, status=status)
        self.refresh(self.person(a))

    def completion(self, day, n, **whose):
        moment = datetime.combine(day, time(5), tzinfo=UTC)
        return self.add(
            schema.completions,
            kind="track" if n % 9 else "lesson",
            content_id="ababac"[n % 6],
            version=1,
            rule_version="1",
            happened_at=moment,
            happened_on=day,
            recorded_at=self.now(),
            way=WAYS[n % 4],
            **whose,
        )

    def complete(self, a, b, day):
        self.completion(day, b, person_id=self.person(a))
        self.refresh(self.person(a))

    def confirm_vneid(self, a, b, day):
        voided = {"voided_at": self.now()} if b % 5 == 0 else {}
        self.add(
            schema.confirmations,
            **dict(person_id=self.person(a), kind="vneid", confirmed_on=day, source="x"),
            recorded_at=self.now(),
            **voided,
        )
        self.refresh(self.person(a))

    def void(self, a, b, day):
        known = {row.completion_id for row in self.rows(schema.voids)}
        rows = [row for row in self.rows(schema.completions) if row.id not in known]
        if rows:
            row = rows[a % len(rows)]
            self.add(schema.voids, completion_id=row.id, voided_at=self.now(), reason="x")
            self.refresh(*([row.person_id] if row.person_id else []))

    def learner(self, a, b, day):
        key = f"{len(self.learners)}"
        account = self.add(schema.accounts, channel="x", external_id=key, created_at=self.now())
        born = [None, 1960, 2008, 2012][b % 4]
        learner = self.add(
            schema.learners,
            **dict(account_id=account, name="x", name_fold="x", birth_year=born),
            unit_id=self.home_at(a, day),
            created_at=self.now(),
        )
        self.learners.append(learner)
        if b % 6:
            self.add(
                schema.consents,
                **dict(account_id=account, learner_id=learner, kind="self", notice_version="1"),
                given_at=self.now(),
            )

    def learn(self, a, b, day):
        learner = self.learners[a % len(self.learners)]
        live = self.match_of(learner, "confirmed")
        self.completion(day, b, learner_id=learner, person_id=live.person_id if live else None)
        self.refresh(*([live.person_id] if live else []))

    def match_of(self, learner, *states):
        table = schema.matches
        rows = self.rows(table, table.c.learner_id == learner, table.c.state.in_(states))
        return rows[0] if rows else None

    def match(self, a, b, day):
        learner = self.learners[a % len(self.learners)]
        if not self.match_of(learner, "provisional", "confirmed"):
            self.add(
                schema.matches,
                **dict(learner_id=learner, person_id=self.person(b), state="provisional"),
                created_at=self.now(),
            )

    def decide(self, learner, old, new, person_id):
        live = self.match_of(learner, old)
        if live is None:
            return
        table = schema.completions
        self.tx.execute(
            update(schema.matches).where(schema.matches.c.id == live.id).values(state=new)
        )
        self.tx.execute(
            update(table).where(table.c.learner_id == learner).values(person_id=person_id(live))
        )
        self.refresh(live.person_id)

    def confirm(self, a, b, day):
        learner = self.learners[a % len(self.learners)]
        self.decide(learner, "provisional", "confirmed", lambda live: live.person_id)

    def undo(self, a, b, day):
        learner = self.learners[a % len(self.learners)]
        self.decide(learner, "confirmed", "rejected", lambda live: None)

    def withdraw(self, a, b, day):
        table = schema.consents
        learner = self.learners[a % len(self.learners)]
        self.tx.execute(
            update(table).where(table.c.learner_id == learner).values(withdrawn_at=self.now())
        )

    def erase_learner(self, a, b, day):
        learner = self.learners[a % len(self.learners)]
        live = self.match_of(learner, "confirmed")
        table = schema.completions
        mine = select(table.c.id).where(table.c.learner_id == learner)
        self.tx.execute(delete(schema.voids).where(schema.voids.c.completion_id.in_(mine)))
        self.tx.execute(delete(table).where(table.c.learner_id == learner))
        self.tx.execute(
            update(schema.learners)
            .where(schema.learners.c.id == learner)
            .values(erased_at=self.now())
        )
        self.refresh(*([live.person_id] if live else []))

    def erase_person(self, a, b, day):
        table = schema.persons
        self.tx.execute(
            update(table).where(table.c.id == self.person(a)).values(erased_at=self.now())
        )
        self.refresh(self.person(a))

    def merge(self, a, b, day):
        one, two = self.home_at(a, day), self.home_at(b, day)
        if one == two or self.later(one, day) or self.later(two, day):
            return
        self.successors += 1
        new = self.leaf(f"s{self.successors}", "hamlet", day)
        self.check_merge([one, two], new, day)

    def later(self, home, day):
        """Whether something of a unit happens after a day, which a merge then would undo."""
        table, (here,) = schema.memberships, self.rows(schema.units, schema.units.c.id == home)
        begins = self.rows(table, table.c.unit_id == home, table.c.valid_from >= day)
        return begins or here.valid_to != FOREVER or here.valid_from >= day

    def check_merge(self, old, new, day):
        eve = day - timedelta(days=1)
        before = [self.tally(eve, unit) for unit in old]
        late = {one.id: self.typed_since(old, one, day) for one in PERSONS}
        carry.carry(self.tx, old, new, day, now=self.now())
        self.hand_over(old, day, lambda n: new)
        for one in PERSONS:
            headcounts = [tally[one.id].headcount for tally in before]
            if None not in headcounts and self.typed_before(old, one, day):
                whole = late[one.id].get(day, sum(headcounts))
                assert self.tally(day, new)[one.id].headcount == whole
            for at, together in late[one.id].items():
                assert self.tally(at, new)[one.id].headcount == together

    def typed_since(self, old, one, day):
        """The sums of days from a merge on, on which a headcount was typed before it was told."""
        table = schema.entries
        here = table.c.unit_id.in_(old), table.c.indicator_id == one.id, table.c.happened_on >= day
        rosters = schema.roster_imports
        if self.rows(rosters, rosters.c.as_of >= day) or not one.told_by(Level.HAMLET):
            return {}
        days = {row.happened_on for row in self.rows(table, *here)}
        found = {at: [self.tally(at, unit)[one.id].headcount for unit in old] for at in days}
        return {at: sum(parts) for at, parts in found.items() if None not in parts}

    def typed_before(self, old, one, day):
        table = schema.entries
        here = table.c.unit_id.in_(old), table.c.indicator_id == one.id, table.c.happened_on < day
        later = schema.roster_imports.c.as_of >= day
        told = one.told_by(Level.HAMLET) and self.rows(table, *here)
        return told and not self.rows(schema.roster_imports, later)

    def hand_over(self, old, day, goes_to):
        table = schema.memberships
        for number, row in enumerate(
            self.rows(table, table.c.unit_id.in_(old), table.c.valid_to > day)
        ):
            self.tx.execute(update(table).where(table.c.id == row.id).values(valid_to=day))
            self.add(
                table,
                **dict(person_id=row.person_id, unit_id=goes_to(number), kind="home"),
                valid_from=day,
                valid_to=row.valid_to,
            )
        self.tx.execute(update(schema.units).where(schema.units.c.id.in_(old)).values(valid_to=day))
        self.refresh(*self.people)

    def split(self, a, b, day):
        one = self.home_at(a, day)
        if self.later(one, day):
            return
        self.successors += 1
        new = [self.leaf(f"s{self.successors}{part}", "hamlet", day) for part in "xy"]
        self.hand_over([one], day, lambda n: new[n % 2])

    def typed(self, a, b, day):
        places = [*self.homes, *self.others, self.commune]
        known = TYPED[0].id if b % 3 == 0 else PERSONS[b % 4].id
        total = a % 12
        self.add(
            schema.entries,
            **dict(plan_code=PLAN, indicator_id=known, unit_id=places[a % len(places)]),
            achieved=b % (total + 1) if known == TYPED[0].id else None,
            total=total,
            happened_on=day,
            source=f"s{a}",
            recorded_at=self.now(),
        )

    def sheet(self, day):
        return gather(self.tx, counts.subtree(self.tx, "c"), ALL, PLAN, day)

    def tally(self, day, key):
        sheet = self.sheet(day)
        return {one.id: sheet.leaves[key, one.id] for one in ALL}

    def play(self, steps):
        plans.add_goals(self.tx, {(one.audience, one.goal) for one in PERSONS})
        plans.save(self.tx, PLAN, self.commune, "a plan", DOCUMENT, self.now())
        self.roster(0, 0, FIRST + timedelta(days=20))
        for name, a, b, offset in steps:
            if not self.people and name != "join":
                name = "join"
            if not self.learners and name in LEARNERS:
                name = "learner"
            getattr(self, name)(a, b, FIRST + timedelta(days=offset))


LEARNERS = {"learn", "match", "confirm", "undo", "withdraw", "erase_learner", "told", "forget"}


def unit(code, level, parent, start=FIRST):
    return {
        **dict(code=code, name=code, name_fold=code, level=level, parent_id=parent),
        **dict(valid_from=start, valid_to=FOREVER),
    }
