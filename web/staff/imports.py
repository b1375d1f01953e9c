"""Work on an uploaded roster, which takes longer than a browser likes to wait."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from domain.errors import DomainError
from domain.roster_answers import Answers
from services import upkeep, uploads
from services.app import App
from services.roster import Preview
from services.staff import StaffMember

__all__ = ["Import", "Imports", "Options"]

KEPT = 50


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read: what the official has said about it so far."""

    complete: bool = False
    answers: Answers = field(default_factory=Answers)


@dataclass(slots=True)
class Import:
    """The state of one file: being read or written until `task` is done."""

    options: Options
    writing: bool
    began: float
    task: "asyncio.Task[Preview]"
    anew: bool = False  # read again instead of written: the choices were not those shown

    @property
    def seconds(self) -> int:
        """How long it has been going on."""
        return int(time.monotonic() - self.began)

    @property
    def refused(self) -> bool:
        """Whether it ended without effect."""
        return self.task.done() and self.task.exception() is not None

    @property
    def error(self) -> DomainError | None:
        """Why it was refused; faults of ours are raised to the page."""
        problem = self.task.exception()
        if problem is None or isinstance(problem, DomainError):
            return problem
        if (refusal := upkeep.trouble(problem)) is not None:
            return refusal
        raise problem


Key = tuple[int, int, int]


class Imports:
    """What goes on with each file. After a restart of the process a file is simply read again.

    A file belongs to one member in one unit: what is kept here is found by nobody else, as in
    `storage.uploads`.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._running: OrderedDict[Key, Import] = OrderedDict()

    def find(self, member: StaffMember, upload_id: int) -> Import | None:
        """What goes on with the member's file in this process."""
        return self._running.get(_key(member, upload_id))

    def read(self, member: StaffMember, upload_id: int, options: Options | None = None) -> Import:
        """Begin to read a file and to say what it would change."""
        options = options or Options()
        work = self._app.database.aread(
            uploads.look,
            member,
            upload_id,
            complete=options.complete,
            answers=options.answers,
            now=self._app.clock.now(),
            zone=self._app.zone,
        )
        return self._keep(
            _key(member, upload_id),
            Import(options, False, time.monotonic(), asyncio.create_task(work)),
        )

    def write(
        self,
        member: StaffMember,
        upload_id: int,
        options: Options,
        expected_hash: str,
        *,
        many_left: bool = False,
    ) -> Import:
        """Begin to write what was shown, or to read again when `options` are not those that were
        shown. Pressing twice begins once, unless it was refused."""
        known = self.find(member, upload_id)
        if known is not None and known.writing and not known.refused:
            return known
        if known is not None and known.options != options:
            again = self.read(member, upload_id, options)
            again.anew = True
            return again
        work = self._app.database.awrite(
            uploads.confirm,
            member,
            upload_id,
            complete=options.complete,
            answers=options.answers,
            expected_hash=expected_hash,
            many_left=many_left,
            now=self._app.clock.now(),
            zone=self._app.zone,
        )
        return self._keep(
            _key(member, upload_id),
            Import(options, True, time.monotonic(), asyncio.create_task(work)),
        )

    def forget(self, member: StaffMember, upload_id: int) -> None:
        """The member's file is not wanted any more."""
        self._running.pop(_key(member, upload_id), None)

    def _keep(self, key: Key, one: Import) -> Import:
        self._running[key] = one
        self._running.move_to_end(key)
        while len(self._running) > KEPT:
            self._running.popitem(last=False)
        return one


def _key(member: StaffMember, upload_id: int) -> Key:
    return member.unit_id, member.id, upload_id
