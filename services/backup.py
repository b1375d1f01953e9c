"""Copies everything into one file while the service runs, and puts it back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import DomainError
from services import mydata
from services.settings import Settings
from services.upkeep import NotReady, SchemaState, make_ready, state
from storage import copying, erasures, health, ledger, migrate
from storage.database import Database, Tx
from storage.ledger import Line

__all__ = ["Restored", "backup", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many were forgotten again, and where the former content is kept."""

    forgotten: int
    former: Path | None


def backup(settings: Settings, file: Path) -> None:
    """Copy the whole database into a new SQLite file; whole or not at all.

    An existing file is never overwritten. The file holds people's data: only its owner may read it.
    """
    make_ready(settings)
    if file.exists():
        raise NotReady(f"{file} is there already: choose another name.")
    with _told(file), _draft(file.with_name(f"{file.name}.part")) as draft:
        _copy(settings.database_url, draft)
        copying.seal(draft)
        draft.rename(file)


def restore(settings: Settings, file: Path, *, now: datetime) -> Restored:
    """Replace the whole content of the database by that of a backup.

    The copy is checked, brought to this release's schema, and made to forget everybody who was
    erased since, before it takes the place of the former content, which is kept in a file of its
    own. Until that last step nothing is changed; that step itself is done whole or not at all.
    """
    if not file.is_file():
        raise NotReady(f"{file} is not there.")
    with _told(file), _draft(file.with_name(f"{file.name}.restoring")) as stage:
        _fetch(file, stage)
        forgotten, former = 0, None
        if state(settings) is not SchemaState.EMPTY:
            forgotten = _forget_again(settings, stage)
            former = file.with_name(f"before-restore-{now:%Y%m%dT%H%M%S}.sqlite3")
            backup(settings, former)
        _put_in_place(settings, stage)
    return Restored(forgotten, former)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What keeps a file from being copied, in words; nothing was changed then."""
    try:
        yield
    except copying.NoRoom as error:
        raise DomainError("database_full") from error
    except copying.NotADatabase as error:
        raise NotReady(f"{file} cannot be copied: {error}") from error


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file that only its owner may read, removed at the end unless it got another name."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield path
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _copy(url: str, target: Path) -> None:
    source = copying.sqlite_file(url)
    if source is not None:
        copying.copy_file(source, target)
        return
    migrate.upgrade(f"sqlite:///{target}")
    with _opened(url) as database, migrate.connection(f"sqlite:///{target}") as copy:
        database.read(copying.copy_rows, copy)


def _fetch(file: Path, stage: Path) -> None:
    """Copy the backup aside, so that it stays as it is, and see whether it can be used."""
    try:
        copying.copy_file(file, stage)
    except copying.NotADatabase as error:
        raise NotReady(f"{file} is not a backup: {error}") from error
    if faults := health.faults_inside(stage):
        raise NotReady(f"{file} is damaged: {'; '.join(faults)}")
    with _opened(f"sqlite:///{stage}") as database:
        found = database.read(health.schema_state)
    if found in (SchemaState.EMPTY, SchemaState.NEWER):
        raise NotReady(f"{file} is {found}: it is no backup that this release can read.")
    migrate.upgrade(f"sqlite:///{stage}")


def _forget_again(settings: Settings, stage: Path) -> int:
    """Erase in the copy whom the present database has erased since; returns how many."""
    with _opened(settings.database_url) as present, _opened(f"sqlite:///{stage}") as copy:
        ours = present.read(ledger.lines)
        if not ours:
            return 0
        if not present.read(lambda tx: copy.read(lambda other: ledger.same_units(tx, other))):
            raise NotReady(
                "The backup is of another installation: its ids mean other people than those "
                "erased here. Restore it into a new database."
            )
        return copy.write(_erase_missing, ours)


def _erase_missing(tx: Tx, ours: list[Line]) -> int:
    known = set(ledger.lines(tx))
    missing = [line for line in ours if line not in known]
    for line in missing:
        erasures.note(tx, line.subject, line.subject_id, line.counted, line.erased_at)
    learners = [line for line in missing if line.subject == "learner"]
    again = [mydata.erase_again(tx, each.subject_id, now=each.erased_at) for each in learners]
    for person in {line.subject_id for line in missing if line.subject == "person"}:
        mydata.erase_person_again(tx, person)
    return sum(again)


def _put_in_place(settings: Settings, stage: Path) -> None:
    target = copying.sqlite_file(settings.database_url)
    if target is not None:
        copying.copy_file(stage, target)
        return
    with _opened(f"sqlite:///{stage}") as copy, migrate.connection(settings.database_url) as tx:
        copy.read(lambda source: copying.replace_all(tx, source))
