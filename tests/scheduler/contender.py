"""A process that wants to lead the clock of a database, and says when it does."""

import sys
import time

from services.leader import Leader
from storage.database import Database


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    leader = Leader(Database(sys.argv[1]))
    say("leads" if leader.hold() else "follows")
    while not leader.hold():
        time.sleep(0.05)
    say("leads")
    time.sleep(60)


if __name__ == "__main__":
    main()
