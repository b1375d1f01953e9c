"""Acts of a random history that go through the services, which keep the count by themselves."""

from contextlib import suppress
from typing import Any

from domain.errors import DomainError
from domain.vocabulary import Level, Role
from services import hamlet
from services.staff import StaffMember
from storage import schema


class Acts:
    """What staff do in the little commune of `tests.counting_history`."""

    tx: Any
    commune: Any
    official: Any
    add: Any
    now: Any
    person: Any

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
            hamlet.set_status(
                self.tx, self.official, self.person(a), status, now=self.now(), today=day
            )
