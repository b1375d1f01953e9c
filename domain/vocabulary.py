"""The closed vocabularies of the campaign (product.md section 2)."""

from enum import StrEnum


class Level(StrEnum):
    """Levels of the tree of units; the last four are leaves."""

    NATION = "nation"
    PROVINCE = "province"
    COMMUNE = "commune"
    HAMLET = "hamlet"
    SCHOOL = "school"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"


LEAVES = frozenset({Level.HAMLET, Level.SCHOOL, Level.AGENCY, Level.ENTERPRISE})


class Audience(StrEnum):
    """Overlapping groups a target speaks of; never added up."""

    ADULT = "adult"
    PUBLIC_EMPLOYEE = "public_employee"
    PUPIL = "pupil"
    WORKER = "worker"


class Status(StrEnum):
    """How a person stands to the commune."""

    PRESENT = "present"
    ABSENT = "absent"
    UNABLE = "unable"
    LEFT = "left"
    DECEASED = "deceased"


class Way(StrEnum):
    """How a completion came about; counted apart, and together in the rate.

    `placed` is a lesson skipped after the check-in quiz, never a whole track.
    """

    SELF = "self"
    ASSISTED = "assisted"
    CLASS = "class"
    IMPORTED = "imported"
    PLACED = "placed"


class Role(StrEnum):
    """What a staff member may do; each role sees its own unit and below."""

    HELPER = "helper"
    HAMLET_HEAD = "hamlet_head"
    OFFICIAL = "official"
    ADMIN = "admin"


class MatchState(StrEnum):
    """Account's learner to roster person."""

    NONE = "none"  # nobody on the roster found, or not looked for
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class IndicatorStatus(StrEnum):
    """Standing of an indicator at min(as_of, due) (product.md section 3 rule 8)."""

    REACHED = "reached"
    REACHED_LATE = "reached_late"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NO_TARGET = "no_target"
    CONFLICT = "conflict"
