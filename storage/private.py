"""Files with people's data are made for their owner alone, whatever the umask says."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["make_file", "make_folder", "open_to_others"]


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter; one that is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(file: Path) -> None:
    """Make an empty file that only its owner may read, unless there is one.

    SQLite takes an empty file as a new database and gives its log and its index the same rights.
    Where no file can be made nothing is said here: opening it tells why.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def open_to_others(database: Path) -> Iterator[Path]:
    """The files of a database, and the databases beside it, that other users may read."""
    if os.name != "posix":
        return
    beside = {database, *database.parent.glob(f"{database.name}-*")}
    for file in sorted(beside | {*database.parent.glob("*.sqlite3*")}):
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield file
