"""What counts as learned in a unit: the settings of its active plan, or the usual ones."""

from domain.assessment import Assessment
from storage.database import Tx

__all__ = ["assessment"]

USUAL = Assessment()


def assessment(tx: Tx, unit_id: int | None) -> Assessment:
    """Pass marks and tries for the people of a unit."""
    return USUAL
