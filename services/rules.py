"""What counts as learned in a unit: the settings of its active plan, or the usual ones."""

from domain.assessment import Assessment
from services import plans
from storage.database import Tx

__all__ = ["assessment"]

USUAL = Assessment()


def assessment(tx: Tx, unit_id: int | None) -> Assessment:
    """Pass marks and tries for the people of a unit; those of nowhere learn by the usual ones."""
    plan = None if unit_id is None else plans.at_unit(tx, unit_id)
    return plan.assessment if plan else USUAL
