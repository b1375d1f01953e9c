"""Acts of a random history that go through the services, which keep the count by themselves."""

from contextlib import suppress
from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import Any

from domain.errors import DomainError
from domain.table import TableRefused
from domain.vocabulary import Level, Role
from services import completions, mydata, past_results, presence
from services.staff import StaffMember
from storage import schema
from tests.rosters import as_csv

TRACKS: Any = SimpleNamespace(
    tracks={key: SimpleNamespace(title=key, version=1) for key in ("a", "b", "c")}
)
FILE = ["Mã người", "Chương trình", "Ngày", "Nguồn"]
LIST = "list"  # how the source of an imported list begins


class Acts:
    """What staff do in the little commune of `tests.counting_history`."""

    tx: Any
    commune: Any
    official: Any
    add: Any
    now: Any
    person: Any
    people: Any
    learners: Any
    rows: Any
    match: Any
    confirm: Any

    def hire(self):
        """An official of the commune."""
        account = self.add(schema.accounts, channel="w", external_id="w", created_at=self.now())
        staff = self.add(
            schema.staff,
            **dict(account_id=account, role="official", unit_id=self.commune, name="x"),
            created_at=self.now(),
        )
        where = (self.commune, "c", "c", Level.COMMUNE)
        return StaffMember(staff, account, Role.OFFICIAL, *where)

    def status(self, a, b, day):
        """As staff set it; of those who live elsewhere nobody does."""
        status = ("absent", "unable", "present")[b % 3]
        with suppress(DomainError):
            presence.set_status(
                self.tx, self.official, self.person(a), status, now=self.now(), today=day
            )

    def roster(self, a, b, day):
        row = dict(commune_id=self.commune, file_hash="x", as_of=day, counts={})
        self.add(schema.roster_imports, imported_at=self.now(), **row)

    def record(self, day, track, **whose):
        """A fact of one source; whatever others told, it stands, or an earlier one of its own."""
        moment = datetime.combine(day, time(5), tzinfo=UTC)
        what = {"kind": "track", "content_id": track, "version": 1, "rule_version": "1"}
        when = {"happened_at": moment, "now": self.now(), "zone": UTC}
        completions.record(self.tx, **what, **when, **whose)
        table, voided = schema.completions, {row.completion_id for row in self.rows(schema.voids)}
        mine = [table.c[key] == value for key, value in whose.items() if key != "way"]
        mine += [table.c.content_id == track, table.c.kind == "track", table.c.happened_on <= day]
        assert any(row.id not in voided for row in self.rows(table, *mine))

    def told(self, a, b, day):
        """A learner finishes on the own phone."""
        self.record(day, "abc"[b % 3], learner_id=self.learners[a % len(self.learners)], way="self")

    def taught(self, a, b, day):
        """A person finishes in one of two places."""
        source = f"place {b % 2}"
        self.record(day, "abc"[b % 3], person_id=self.person(a), way="class", source=source)

    def listed(self, a, b, day):
        """A list of two people comes in, perhaps one that came before, or whose people asked to be
        forgotten."""
        told = [(n % len(self.people), "abc"[b % 3], day, f"{LIST} {b % 2}") for n in (a, b)]
        rows = [[f"P{n}", track, day.isoformat(), source] for n, track, day, source in told]
        given = {"commune_code": "c", "now": self.now(), "zone": UTC}
        with suppress(TableRefused):
            work = past_results.import_completions
            work(self.tx, as_csv([FILE, *rows]), "l.csv", TRACKS, **given)
            self.check_listed([(self.people[n], *rest) for n, *rest in told])

    def check_listed(self, told):
        """Each line is on record, unless the person asked to be forgotten."""
        ledger = schema.erasures
        erased = {row.subject_id for row in self.rows(ledger, ledger.c.subject == "person")}
        kept = {
            (row.person_id, row.content_id, row.happened_on, row.source)
            for row in self.rows(schema.completions)
        }
        assert {tuple(fact) for fact in told if fact[0] not in erased} <= kept

    def forget(self, a, b, day):
        """Somebody asks to be forgotten, as `/xoa` does it; confirmed to be a person if nobody else
        was, so that lists have something to bring back."""
        self.match(a, b, day)
        self.confirm(a, b, day)
        self.erase(self.learners[a % len(self.learners)])

    def erase(self, learner):
        """Forget a learner, and the person if the match is confirmed."""
        table = schema.learners
        (row,) = self.rows(table, table.c.id == learner)
        mydata.erase(self.tx, row.account_id, [learner], now=self.now())
