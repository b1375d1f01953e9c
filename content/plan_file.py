"""The file of a campaign plan: its shape, its faults with line and mend, and the plan it gives."""

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from content import folder
from content.plan_shape import (
    AwardEntry,
    IndicatorEntry,
    PlanFile,
    RemindersEntry,
    ReportEntry,
    TargetEntry,
)
from content.problems import ContentError, Problem
from content.yaml_file import Document, Location
from domain import plan
from domain.assessment import Assessment
from domain.plan import (
    Comparator,
    Counts,
    Indicator,
    Measure,
    Plan,
    Source,
    Target,
)
from domain.reminders import Policy

__all__ = ["NO_UNIT", "PACKAGED", "SCHEMA", "Loaded", "from_document", "load", "schema"]

PACKAGED = Path(__file__).parent / "plans"
SCHEMA = Path(__file__).parent / "schemas" / "plan.schema.json"
LABELS = Path(__file__).parent / "labels" / "plan.vi.toml"

NO_UNIT = "no_unit"  # a warning
LAST_EVENING = "20:30"  # nobody is written to after 21:00


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid file: the plan, the same as plain values to store, and what to look at again."""

    plan: Plan
    document: dict[str, Any]
    warnings: tuple[Problem, ...]


def load(path: Path, tracks: Collection[str]) -> Loaded:
    """Read and validate a plan. `tracks` are those that exist; others are only warned of.
    Raises ContentError with every fault: file, line, field, what is wrong and how to mend it."""
    reading = folder.Folder(path.parent)
    found = folder._yaml(reading, path.name, PlanFile)
    if found is None:
        raise ContentError(reading.problems)
    model, document = found.model, found.document
    faults = [_said("faults", document, *fault) for fault in _faults(model)]
    if faults:
        raise ContentError(faults)
    warnings = tuple(_said("warnings", document, *one) for one in _warnings(model, tracks))
    stored = model.model_dump(mode="json", exclude_none=True)
    return Loaded(_plan(model), stored, warnings)


def from_document(document: Mapping[str, Any]) -> Plan:
    """The plan of stored plain values."""
    return _from_json(json.dumps(document))


@lru_cache(maxsize=64)
def _from_json(text: str) -> Plan:
    """Every screen asks for its plan; reading the same text again would give the same value."""
    return _plan(PlanFile.model_validate_json(text))


def schema() -> str:
    """The JSON Schema for editors, fields described in the author's language."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PlanFile.model_json_schema(),
    }
    for part in (whole, *whole["$defs"].values()):
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)
            field["description"] = _labels()["fields"][name]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


@cache
def _labels() -> Mapping[str, Any]:
    return tomllib.loads(LABELS.read_text(encoding="utf-8"))


def _said(kind: str, document: Document, code: str, location: Location, value: object) -> Problem:
    words = _labels()[kind][code]
    place = document.file, document.line(location), document.name(location)
    return Problem(
        *place, code, words["wrong"].format(value=value), words["mend"].format(value=value)
    )


Finding = tuple[str, Location, object]


def _faults(model: PlanFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, one in enumerate(model.indicators):
        here: Location = ("indicators", number)
        if one.id in seen:
            yield "repeated_indicator", (*here, "id"), one.id
        seen.add(one.id)
        yield from _measure_faults(one, here)
        yield from _target_faults(one, here)
    yield from _period_faults(model)
    yield from _reminder_faults(model.reminders)


def _period_faults(model: PlanFile) -> Iterator[Finding]:
    if model.period is not None and model.period.last < model.period.first:
        yield "period_order", ("period", "last"), model.period.last
    for number, phase in enumerate(model.phases):
        if phase.first is not None and phase.last is not None and phase.last < phase.first:
            yield "period_order", ("phases", number, "last"), phase.last


def _measure_faults(one: IndicatorEntry, here: Location) -> Iterator[Finding]:
    if one.measure is Measure.TRACK_COMPLETED and not one.tracks:
        yield "no_tracks", here, one.id
    if one.measure is Measure.VNEID_CONFIRMED and one.tracks:
        yield "tracks_not_used", (*here, "tracks"), one.id
    if one.measure is not Measure.TYPED and one.audience is None:
        yield "no_audience", here, one.id
    if one.counts is Counts.AMOUNT:
        yield from _amount_faults(one, here)
    if one.counts is not Counts.PERSON and one.measure is not Measure.TYPED:
        yield "units_are_typed", (*here, "measure"), one.id
    elif one.measure is Measure.TYPED and one.source is not Source.TYPED:
        yield "typed_source", (*here, "source"), one.id


def _amount_faults(one: IndicatorEntry, here: Location) -> Iterator[Finding]:
    if not one.measured_in:
        yield "amount_of_what", here, one.id
    if one.audience is not None:
        yield "amount_audience", (*here, "audience"), one.id


def _target_faults(one: IndicatorEntry, here: Location) -> Iterator[Finding]:
    dues: set[date] = set()
    for number, target in enumerate(one.targets):
        place: Location = (*here, "targets", number)
        if target.due in dues:
            yield "repeated_due", (*place, "due"), target.due
        dues.add(target.due)
        if target.comparator is Comparator.MORE_THAN and target.percent == 100:
            yield "more_than_all", (*place, "comparator"), one.id
        if target.comparator is Comparator.AT_MOST and one.measure is not Measure.TYPED:
            yield "most_is_typed", (*place, "comparator"), one.id
        if target.percent is not None and one.counts is Counts.AMOUNT:
            yield "percent_of_amount", (*place, "percent"), one.id
        if target.amount is not None and one.counts is not Counts.AMOUNT:
            yield "amount_of_share", (*place, "amount"), one.id


def _reminder_faults(one: RemindersEntry) -> Iterator[Finding]:
    """A day that stands twice, parts of the day out of order, or an evening without time left."""
    lists = ("before_deadline", "after_deadline", "unfinished_lesson", "not_started")
    for name in (*lists, "failed_final", "quiet_days"):
        days = getattr(one, name)
        for number, day in enumerate(days):
            if day in days[:number]:
                yield "repeated_days", ("reminders", name, number), day
    for name, before in (("noon", one.morning), ("evening", one.noon)):
        if getattr(one, name) <= before:
            yield "parts_order", ("reminders", name), getattr(one, name)
    if one.evening > LAST_EVENING:
        yield "late_evening", ("reminders", "evening"), one.evening


def _warnings(model: PlanFile, tracks: Collection[str]) -> Iterator[Finding]:
    if model.unit is None:
        yield NO_UNIT, ("id",), model.id
    for number, one in enumerate(model.indicators):
        here: Location = ("indicators", number)
        for place, track in enumerate(one.tracks):
            if track not in tracks:
                yield "unknown_track", (*here, "tracks", place), track
        if all(target.percent is target.amount is None for target in one.targets):
            yield "no_targets", here, one.id


def _plan(model: PlanFile) -> Plan:
    return Plan(
        id=model.id,
        title=model.title,
        unit=model.unit or "",
        number=model.number,
        issued=model.issued,
        basis=tuple(model.basis),
        related=tuple(model.related),
        period=plan.Period(model.period.first, model.period.last) if model.period else None,
        phases=tuple(plan.Phase(one.year, one.text, one.first, one.last) for one in model.phases),
        indicators=tuple(_indicator(one) for one in model.indicators),
        reports=tuple(_report(one) for one in model.reports),
        awards=tuple(_award(one) for one in model.awards),
        duties=tuple(plan.Duty(one.who, tuple(one.tasks)) for one in model.duties),
        recipients=tuple(model.recipients),
        signer=tuple(model.signer),
        assessment=Assessment(**model.assessment.model_dump(exclude={"official"})),
        reminders=_reminders(model.reminders),
    )


def _award(one: AwardEntry) -> plan.Award:
    quotas = tuple(plan.Quota(each.who, each.count) for each in one.quotas)
    return plan.Award(one.form, one.recipients, tuple(one.criteria), one.proposed_by, quotas)


def _reminders(one: RemindersEntry) -> Policy:
    values = one.model_dump()
    hours = {name: time.fromisoformat(values.pop(name)) for name in ("morning", "noon", "evening")}
    days = {name: tuple(kept) for name, kept in values.items() if isinstance(kept, list)}
    return Policy(**{**values, **days, **hours})


def _report(one: ReportEntry) -> plan.Report:
    return plan.Report(one.due, one.title, one.to, one.kind, tuple(one.remind_days))


def _indicator(one: IndicatorEntry) -> Indicator:
    return Indicator(
        id=one.id,
        title=one.title,
        counts=one.counts,
        audience=one.audience,
        measure=one.measure,
        source=one.source,
        tracks=tuple(one.tracks),
        targets=tuple(_target(target) for target in one.targets),
        measured_in=one.measured_in,
        entered_by=one.entered_by,
        every=one.every,
    )


def _target(one: TargetEntry) -> Target:
    percent = None if one.percent is None else Fraction(str(one.percent))
    return Target(one.due, one.comparator, percent, one.text, one.amount)
