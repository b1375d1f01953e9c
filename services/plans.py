"""Campaign plans: loading one, and finding the one that is meant."""

from collections.abc import Sequence
from datetime import datetime

from content import plan_file
from content.plan_file import Loaded
from domain.errors import DomainError
from domain.plan import Plan, goals_of
from services import audit, standing
from storage import counts, plans
from storage.counts import UnitRow
from storage.database import Tx

__all__ = ["at_unit", "load", "named", "of_tree", "owner"]


def load(
    tx: Tx,
    loaded: Loaded,
    *,
    unit_code: str | None = None,
    staff_id: int | None = None,
    now: datetime,
) -> str:
    """Store a plan and make it the active one of its unit; returns the unit's code.

    `unit_code` overrides the unit named in the file. Loading it again replaces it; typed figures
    stay. New goals are counted at once, for everybody. A code belongs to one unit for good, since
    its figures do. Raises DomainError `plan_without_unit`, `unknown_unit` or `plan_of_another`.
    """
    code = unit_code or loaded.plan.unit
    if not code:
        raise DomainError("plan_without_unit", plan=loaded.plan.id)
    tree = counts.subtree(tx, code)
    if not tree:
        raise DomainError("unknown_unit", unit=code)
    if (known := plans.unit_of(tx, loaded.plan.id)) not in (None, tree[0].id):
        [other] = counts.units_of(tx, [known])
        raise DomainError(
            "plan_of_another", plan=loaded.plan.id, unit=f"{other.name} ({other.code})"
        )
    plans.save(tx, loaded.plan.id, tree[0].id, loaded.plan.title, loaded.document, now)
    if plans.add_goals(tx, goals_of([loaded.plan])):
        standing.rebuild(tx)
    audit.record(tx, now, staff_id, "plan.load", f"plan:{loaded.plan.id}", {"unit": tree[0].id})
    return code


def named(tx: Tx, code: str) -> Plan:
    """The plan of this code; raises DomainError `unknown_plan`."""
    row = plans.find(tx, code)
    if row is None:
        raise DomainError("unknown_plan", plan=code)
    return plan_file.from_document(row.document)


def owner(tx: Tx, plan: Plan) -> int | None:
    """The id of the unit that a loaded plan is for."""
    return plans.unit_of(tx, plan.id)


def at_unit(tx: Tx, unit_id: int) -> Plan | None:
    """The active plan of a unit, or of the nearest one above it that has one."""
    row = plans.active_at(tx, counts.ancestors(tx, unit_id))
    return plan_file.from_document(row.document) if row else None


def of_tree(tx: Tx, tree: Sequence[UnitRow], code: str | None) -> Plan:
    """The plan to count a unit (first of `tree`) by: the one named; else the active one at it or
    above; else the only active one below. Raises DomainError `unknown_plan`, `no_plan` or
    `several_plans`."""
    if code is not None:
        return named(tx, code)
    above = at_unit(tx, tree[0].id)
    if above is not None:
        return above
    below = plans.active_below(tx, [unit.id for unit in tree])
    if not below:
        raise DomainError("no_plan", unit=tree[0].code)
    if len(below) > 1:
        raise DomainError("several_plans", plans=", ".join(row.code for row in below))
    return plan_file.from_document(below[0].document)
