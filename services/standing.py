"""Keeps the two projections true: who is counted where, and who has reached which goal."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.database import Tx

__all__ = ["Differences", "check", "rebuild", "refresh"]


@dataclass(frozen=True, slots=True)
class Differences:
    """How many persons' rows did not agree with the truth (`wrong`), out of how many (`seen`)."""

    seen: int
    wrong: int


def refresh(tx: Tx, person_ids: Iterable[int]) -> Differences:
    """Rewrite the projections of these persons from the truth. Call it after any change of theirs:
    membership, audience, birth, completion, void, match confirmed or undone, confirmation, erasure.
    Repeating it changes nothing."""
    raise NotImplementedError


def rebuild(tx: Tx) -> Differences:
    """Rewrite the projections of everybody, as after a change of plans."""
    raise NotImplementedError


def check(tx: Tx) -> Differences:
    """Compare the projections of everybody with the truth and change nothing."""
    raise NotImplementedError
