"""Says in words what a new version of the content changes, and what that means for people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from content.measures import visible
from content.render import Texts
from content.versions import Planned
from domain.changes import Change, Kind, What
from domain.consequences import Consequence
from domain.curriculum import Curriculum

__all__ = ["Words", "gathered"]

LONGEST = 90  # signs of a text that is shown to be recognized, not to be read
LEAD = 25  # signs before the first difference
MANY = 12
MORE = "\N{HORIZONTAL ELLIPSIS}"
GATHERED = frozenset({What.QUESTION_ADDED, What.QUESTION_REMOVED})
VERSIONS = frozenset({What.VERSION_RAISED, What.VERSION_LOWERED})


@dataclass(frozen=True, slots=True)
class Words:
    """The words for the changes between two versions."""

    texts: Texts
    old: Curriculum
    new: Curriculum
    planned: Planned

    def owner(self, kind: Kind, owner_id: str) -> str:
        """The lesson or track that changes belong to."""
        return self.texts.label(f"diff.{kind}", name=self._name(kind, owner_id))

    def change(self, changes: Sequence[Change]) -> str:
        """One line for one change, or for several questions that came or went together."""
        first = changes[0]
        question = first.part and first.what in VERSIONS
        key = f"question_{first.what}" if question else first.what.value
        parts = self._list([change.part for change in changes])
        return self.texts.label(f"diff_change.{key}", **self._values(first) | {"part": parts})

    def mend(self, change: Change) -> str:
        """Why a change is dangerous or worth a look, and what to do."""
        values = self._values(change) | {"owner": self.owner(change.kind, change.id)}
        return self.texts.label(f"diff_mend.{change.what}", **values)

    def mends(self, changes: Sequence[Change]) -> list[str]:
        """The same for changes of one kind: several of them share one reason."""
        key = f"{changes[0].what}"
        if len(changes) == 1 or key not in self.texts.labels("diff_mends"):
            return [self.mend(change) for change in changes]
        places: dict[str, list[str]] = defaultdict(list)
        for change in changes:
            places[self.owner(change.kind, change.id)].append(change.part)
        lines = [": ".join(filter(None, (place, ", ".join(p)))) for place, p in places.items()]
        return [self.texts.label(f"diff_mends.{key}"), *(f"  {line}" for line in lines)]

    def consequence(self, one: Consequence) -> str:
        """What it means for people."""
        parts = [self._part(part) for part in one.parts]
        name = self._name(Kind.TRACK, one.id) if one.id else ""
        return self.texts.label(f"diff_meaning.{one.meaning}", name=name, parts=self._list(parts))

    def _values(self, change: Change) -> dict[str, object]:
        lesson = self.new.lessons.get(change.id)
        old, new = self._pair(change)
        return {
            "part": change.part,
            "old": old,
            "new": new,
            "lesson": self._part(change.part),
            "after": self._after(change.new),
            "question": f", {change.part}" if change.part else "",
            "plans": self._plans(change),
            "steps": len(lesson.steps) if lesson else 0,
            "questions": len(lesson.questions) if lesson else 0,
        }

    def _after(self, lesson: str) -> str:
        if not lesson:
            return self.texts.label("diff_after.first")
        return self.texts.label("diff_after.lesson", lesson=self._part(lesson))

    def _plans(self, change: Change) -> str:
        tracks = [change.id]
        if change.kind is Kind.LESSON:
            tracks = [one.id for one in self.old.tracks.values() if change.id in one.lessons]
        plans = dict.fromkeys(plan for track in tracks for plan in self.planned.get(track, ()))
        if not plans:
            return ""
        named = self.texts.label("diff.plans", plans=", ".join(plans))
        return self.texts.label(f"diff_used.{change.kind}", plans=named)

    def _name(self, kind: Kind, owner_id: str) -> str:
        for version in (self.new, self.old):
            found = (version.tracks if kind is Kind.TRACK else version.lessons).get(owner_id)
            if found is not None:
                return self.texts.label("diff.name", title=found.title, id=owner_id)
        return owner_id

    def _part(self, part: str) -> str:
        """A lesson or track by its name, a question by its id."""
        known = {**self.old.tracks, **self.new.tracks}
        return self._name(Kind.TRACK if part in known else Kind.LESSON, part)

    def _list(self, parts: Sequence[str]) -> str:
        shown = [*parts[:MANY]]
        if left := len(parts) - len(shown):
            shown.append(self.texts.label("diff.more", count=left))
        return ", ".join(shown)

    def _pair(self, change: Change) -> tuple[str, str]:
        """What stood and stands there, cut to where they differ."""
        none = self.texts.label("diff.none")
        old, new = (" ".join(visible(text).split()) for text in (change.old, change.new))
        start = _difference(old, new) if old and new else 0
        return _cut(old, start) or none, _cut(new, start) or none


def _difference(old: str, new: str) -> int:
    """Where the word begins in which two texts differ first."""
    same = next(
        (place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0
    )
    return old.rfind(" ", 0, same) + 1


def _cut(text: str, start: int) -> str:
    """A piece of a long text that holds what stands at `start`."""
    if len(text) <= LONGEST:
        return text
    begin = text.rfind(" ", 0, max(0, min(start, len(text)) - LEAD)) + 1
    end = begin + LONGEST
    return MORE * (begin > 0) + text[begin:end].strip() + MORE * (end < len(text))


def gathered(changes: Iterable[Change]) -> list[list[Change]]:
    """Questions that came or went side by side in one group, everything else alone."""
    groups: list[list[Change]] = []
    for what, run in groupby(changes, key=lambda change: change.what):
        together = list(run)
        groups += [together] if what in GATHERED else [[change] for change in together]
    return groups
