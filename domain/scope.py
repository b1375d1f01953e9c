"""Who among the staff may do what, and where."""

from domain.vocabulary import Level, Role

__all__ = ["fits", "invitable", "may_invite", "rank"]

_ORDER = (Role.HELPER, Role.HAMLET_HEAD, Role.OFFICIAL, Role.ADMIN)
_UPPER = frozenset({Level.NATION, Level.PROVINCE, Level.COMMUNE})
_PLACES = {
    Role.HELPER: frozenset({Level.HAMLET}),
    Role.HAMLET_HEAD: frozenset({Level.HAMLET}),
    Role.OFFICIAL: _UPPER | {Level.SCHOOL, Level.AGENCY, Level.ENTERPRISE},
    Role.ADMIN: _UPPER,
}


def rank(role: Role) -> int:
    """How far a role reaches; a higher one may do all that a lower one may."""
    return _ORDER.index(role)


def fits(role: Role, level: Level) -> bool:
    """Whether a role is held at units of a level: a helper in a hamlet, an official above."""
    return level in _PLACES[role]


def may_invite(inviter: Role, role: Role) -> bool:
    """Nobody gives away more than they have themselves."""
    return rank(role) <= rank(inviter)


def invitable(inviter: Role, level: Level) -> tuple[Role, ...]:
    """The roles that somebody may give at a unit of a level, the lowest first."""
    return tuple(role for role in _ORDER if may_invite(inviter, role) and fits(role, level))
