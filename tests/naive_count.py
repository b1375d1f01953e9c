"""The rules of counting once more, person by person over the raw tables: slow, simple, and written
without a look at the projections. The property tests hold the real count against it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from domain.vocabulary import Audience, Level
from storage import schema

LEVEL = {
    Audience.PUPIL: "school",
    Audience.PUBLIC_EMPLOYEE: "agency",
    Audience.WORKER: "enterprise",
}
TABLES = (
    *("units", "persons", "memberships", "audiences", "absences", "completions", "voids"),
    *("confirmations", "learners", "matches", "consents", "entries", "roster_imports"),
    "erasures",
)


class Naive:
    """All rows of the truth, and the questions asked of them."""

    def __init__(self, tx):
        self.rows = {
            name: [dict(row) for row in tx.execute(select(getattr(schema, name))).mappings().all()]
            for name in TABLES
        }
        self.voided = {row["completion_id"] for row in self.voids}
        self.forgotten = {
            row["subject_id"]: row["erased_at"]
            for row in self.erasures
            if row["subject"] == "person"
        }
        self.level = {unit["id"]: unit["level"] for unit in self.units}

    def __getattr__(self, name) -> list[dict[str, Any]]:
        """The rows of a table, by its name."""
        return self.rows[name]

    def leaves(self, day):
        return [
            unit
            for unit in self.units
            if unit["level"] in ("hamlet", "school", "agency", "enterprise") and valid(unit, day)
        ]

    def is_in(self, person, audience, day):
        born, year = person["birth_date"], person["birth_year"]
        if audience is Audience.ADULT and born is not None:
            return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) >= 18
        if audience is Audience.ADULT and year is not None:
            return day.year - year >= 18
        return any(
            row["person_id"] == person["id"] and row["audience"] == audience and valid(row, day)
            for row in self.audiences
        )

    def place(self, person, audience, day):
        """The one leaf where a person is counted on a day, or None."""
        if not self.is_in(person, audience, day):
            return None
        mine = [
            row for row in self.memberships if row["person_id"] == person["id"] and valid(row, day)
        ]
        works = [row for row in mine if self.works(row, audience)]
        homes = [row for row in mine if row["kind"] == "home"]
        for group in (works, homes):
            if group:
                return min((row["valid_from"], row["unit_id"]) for row in group)[1]
        return None

    def works(self, row, audience):
        return row["kind"] == "organisation" and self.level[row["unit_id"]] == LEVEL.get(audience)

    def fact(self, person, indicator, day):
        """Day and way of the earliest fact by a day, or None."""
        if person["erased_at"] is not None:
            return None
        if indicator.measure == "vneid_confirmed":
            facts = [
                (row["confirmed_on"], row["id"], "imported")
                for row in self.confirmations
                if row["person_id"] == person["id"] and row["voided_at"] is None
            ]
        else:
            facts = [
                (row["happened_on"], row["id"], row["way"])
                for row in self.completions
                if row["person_id"] == person["id"] and self.counts(row, indicator)
            ]
        facts = [fact for fact in facts if fact[0] <= day]
        return min(facts) if facts else None

    def counts(self, completion, indicator):
        return (
            completion["kind"] == "track"
            and completion["content_id"] in indicator.tracks
            and completion["id"] not in self.voided
            and not self.brought_back(completion)
        )

    def brought_back(self, completion):
        """Whether a list told of somebody after they asked to be forgotten."""
        erased = self.forgotten.get(completion["person_id"])
        return (
            erased is not None
            and completion["source"].startswith("list")
            and completion["recorded_at"] > erased
        )

    def learned(self, learner, indicator, day):
        agreed = any(
            row["learner_id"] == learner["id"] and row["withdrawn_at"] is None
            for row in self.consents
        )
        return (
            agreed
            and learner["erased_at"] is None
            and any(
                row["learner_id"] == learner["id"]
                and self.counts(row, indicator)
                and row["happened_on"] <= day
                for row in self.completions
            )
        )

    def leaf(self, unit, indicator, day):
        """Every figure of one indicator in one leaf."""
        key, audience = unit["id"], indicator.audience
        people = [p for p in self.persons if self.place(p, audience, day) == key]
        facts = {p["id"]: self.fact(p, indicator, day) for p in people}
        done = {person: fact for person, fact in facts.items() if fact}
        sunday = max(d for d in days(day, 7) if d.isoweekday() == 7)
        weeks = {sunday - timedelta(days=n) for n in range(28)}
        headcount, at, typed = self.headcount(unit, indicator, day, len(people))
        return {
            "headcount": headcount,
            "headcount_at": at,
            "typed": bool(headcount and typed),
            "achieved": len(done),
            "ways": Counter(fact[2] for fact in done.values()),
            "not_present": sum(any(self.away(p, day)) for p in people),
            "pending": len(self.pending(people, done, indicator, day)),
            "outside_roster": self.outside(unit, indicator, day),
            "pace": sum(fact[0] in weeks for fact in done.values()) / 4,
        }

    def away(self, person, day):
        return (row["person_id"] == person["id"] and valid(row, day) for row in self.absences)

    def pending(self, people, done, indicator, day):
        waiting = {
            row["learner_id"]: row["person_id"]
            for row in self.matches
            if row["state"] == "provisional"
        }
        ids = {p["id"] for p in people} - done.keys()
        return {
            waiting[learner["id"]]
            for learner in self.learners
            if waiting.get(learner["id"]) in ids and self.learned(learner, indicator, day)
        }

    def outside(self, unit, indicator, day):
        live = {
            row["learner_id"]
            for row in self.matches
            if row["state"] in ("provisional", "confirmed")
        }
        return sum(
            indicator.audience is Audience.ADULT
            and learner["unit_id"] == unit["id"]
            and learner["id"] not in live
            and (learner["birth_year"] is None or day.year - learner["birth_year"] >= 18)
            and self.learned(learner, indicator, day)
            for learner in self.learners
        )

    def headcount(self, unit, indicator, day, people):
        """The newest source stands; of one day, the one the plan expects."""
        sources = []
        typed = self.typed(unit, indicator, day, "total")
        if typed:
            first = indicator.source == "typed"
            sources.append((typed["happened_on"], first, typed["total"], True))
        dates = [row["as_of"] for row in self.roster_imports if row["as_of"] <= day]
        ever = people or (
            expected(unit, indicator)
            and any(
                self.place(p, indicator.audience, d) == unit["id"]
                for p in self.persons
                for d in self.turns(day)
            )
        )
        if dates and ever and indicator.measure != "typed":
            sources.append((max(dates), indicator.source == "roster", people, False))
        at, _, total, typed = max(sources) if sources else (None, None, None, False)
        return total, at, typed

    def turns(self, day):
        """Days on which somebody's place can change, so that no other needs a look."""
        starts = {row["valid_from"] for row in self.memberships} | {
            row["valid_to"] for row in self.memberships
        }
        starts |= {row["valid_from"] for row in self.audiences} | {
            row["valid_to"] for row in self.audiences
        }
        for person in self.persons:
            year = person["birth_date"].year if person["birth_date"] else person["birth_year"]
            month, day_of = (born.month, born.day) if (born := person["birth_date"]) else (1, 1)
            if year and (month, day_of) == (2, 29):
                month, day_of = 3, 1
            starts |= {date(year + 18, month, day_of)} if year else set()
        return sorted(d for d in starts | {day} if d <= day)

    def typed(self, unit, indicator, day, column):
        rows = [
            row
            for row in self.entries
            if row["unit_id"] == unit["id"]
            and row["indicator_id"] == indicator.id
            and row["happened_on"] <= day
            and row[column] is not None
            and (unit["level"] == "commune" or expected(unit, indicator))
        ]
        return max(rows, key=lambda row: (row["happened_on"], row["id"])) if rows else None


def valid(row, day):
    return row["valid_from"] <= day < row["valid_to"]


def days(last, count):
    return [last - timedelta(days=n) for n in range(count)]


def expected(unit, indicator):
    """Whether this leaf is of the level to which the indicator's people belong."""
    return unit["level"] == LEVEL.get(indicator.audience, Level.HAMLET)
