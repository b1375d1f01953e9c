"""Learners of the sample commune who need somebody: nearly done, stuck, not recognised yet."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from content import notices
from domain.curriculum import Curriculum, Track
from domain.hamlet import Programme
from domain.names import fold
from domain.vocabulary import MatchState, Way
from services import completions, consent, help_calls, history, identity, rules
from services.clock import HOME
from storage import hamlet_lists, learners, matches
from storage.database import Tx
from storage.hamlet_lists import PersonRow

__all__ = ["load"]

NEARLY, STUCK, CLAIMED = 3, 2, 3  # persons of each kind; the last of those claimed is so twice
YOUNG = 1965  # born from then on: the older ones are left for who tries the chat
RECENT, STILL = timedelta(3), timedelta(20)

Stranger = tuple[str, int]  # somebody who is not on the roster: name, year of birth


class _Hamlet:
    """Makes the learners of one hamlet, each on an account of their own."""

    def __init__(
        self, tx: Tx, curriculum: Curriculum, track: Track, unit_id: int, now: datetime
    ) -> None:
        self.tx, self.curriculum, self.track = tx, curriculum, track
        self.unit_id, self.now, self.made = unit_id, now, 0
        self.rule = rules.assessment(tx, unit_id).version

    def learner(self, since: datetime) -> tuple[int, int]:
        """A new account and who learns on it."""
        self.made += 1
        account = history.account(self.tx, "web", f"demo-{self.unit_id}-{self.made}", now=since)
        version = notices.consent().version
        return account, consent.agree(
            self.tx, account, notice_version=version, unit_id=self.unit_id, now=since
        )

    def known(self, person: PersonRow, lessons: int, since: datetime) -> tuple[int, int]:
        """Somebody whom the hamlet has confirmed, some lessons on; the account and the learner."""
        account, learner = self.learner(since)
        learners.rename(self.tx, learner, person.name, person.birth_year)
        state = MatchState.PROVISIONAL
        match = matches.add(self.tx, learner, person.id, state, since)
        confirmed = MatchState.CONFIRMED
        matches.decide(self.tx, match, confirmed, how="slip", staff_id=None, now=since)
        self.finish(learner, lessons, since)
        return account, learner

    def claims(self, name: str, year: int, lessons: int) -> None:
        """Somebody who says to be a person of the hamlet and waits for an answer."""
        _, learner = self.learner(self.now)
        identity.find_me(self.tx, learner, name, year, child=False, now=self.now, zone=HOME)
        self.finish(learner, lessons, self.now - RECENT)

    def finish(self, learner: int, lessons: int, at: datetime) -> None:
        """So many lessons are done, and the track too when there are more than it has."""
        found = self.curriculum.lessons
        done = [("lesson", key, found[key].version) for key in self.track.lessons[:lessons]]
        if lessons > len(self.track.lessons):
            done.append(("track", self.track.id, self.track.version))
        for kind, key, version in done:
            completions.record(
                self.tx,
                learner_id=learner,
                kind=kind,
                content_id=key,
                version=version,
                rule_version=self.rule,
                happened_at=at,
                way=Way.SELF,
                now=self.now,
                zone=HOME,
            )


def load(
    tx: Tx,
    curriculum: Curriculum,
    track: Track,
    unit_id: int,
    strangers: Sequence[Stranger],
    *,
    today: date,
    now: datetime,
    seed: int = 1,
) -> None:
    """Give a hamlet something to do; nothing changes on repeat."""
    first = history.account(tx, "web", f"demo-{unit_id}-1", now=now)
    if learners.of_account(tx, first):
        return
    hamlet, everything = _Hamlet(tx, curriculum, track, unit_id, now), len(track.lessons) + 1
    people = list(_not_begun(tx, track, unit_id, today))
    random.Random(seed).shuffle(people)
    nearly, stuck = people[:NEARLY], people[NEARLY : NEARLY + STUCK]
    claimed = people[NEARLY + STUCK :][:CLAIMED]
    for number, person in enumerate(nearly):
        hamlet.known(person, len(track.lessons) - number % 3, now - RECENT)
    for number, person in enumerate(stuck):
        account, learner = hamlet.known(person, number + 1, now - STILL)
        if number == 0:
            help_calls.call(tx, account, learner_id=learner, unit_id=unit_id, today=today, now=now)
    for person in [*claimed, *claimed[-1:]]:
        hamlet.claims(person.name, person.birth_year or 0, everything)
    for name, year in strangers:
        hamlet.claims(name, year, everything)


def _not_begun(tx: Tx, track: Track, unit_id: int, today: date) -> Iterator[PersonRow]:
    """The younger ones of a hamlet who have learned nothing and whose name is theirs alone."""
    whom = hamlet_lists.counted_in(unit_id, track.audience, today)
    asked = Programme((track,), frozenset({track.id}))
    begun = {row.person_id for row in hamlet_lists.progress(tx, whom, asked)}
    ids = [person_id for person_id, _ in hamlet_lists.people(tx, unit_id, track.audience, today)]
    rows = hamlet_lists.named(tx, ids)
    names = Counter(fold(row.name) for row in rows)
    away = hamlet_lists.statuses(tx, ids, today)
    for row in rows:
        alone = names[fold(row.name)] == 1 and row.id not in begun and row.id not in away
        if alone and (row.birth_year or 0) >= YOUNG:
            yield row
