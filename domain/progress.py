"""How far somebody has come on a track."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.curriculum import Curriculum, Lesson, Track
from domain.vocabulary import Audience

Done = Collection[tuple[str, str]]  # (kind, content id)


@dataclass(frozen=True, slots=True)
class Progress:
    """The lessons of a track in order, which of them are done, and whether the whole track is."""

    track: Track
    lessons: tuple[Lesson, ...]
    done: frozenset[str]
    track_done: bool

    @property
    def left(self) -> tuple[Lesson, ...]:
        """The lessons not done yet."""
        return tuple(lesson for lesson in self.lessons if lesson.id not in self.done)

    @property
    def following(self) -> Lesson | None:
        """The first lesson not done yet."""
        return next(iter(self.left), None)

    @property
    def final_open(self) -> bool:
        """Whether only the final quiz is left, or was passed already."""
        return not self.left

    def number(self, lesson_id: str) -> int:
        """The number of a lesson, from 1; 0 for a lesson of another track."""
        return next((n for n, each in enumerate(self.lessons, 1) if each.id == lesson_id), 0)


def progress(curriculum: Curriculum, track: Track, done: Done) -> Progress:
    """Standing on a track. Lessons that left the content count for nothing and block nothing."""
    lessons = tuple(
        curriculum.lessons[each] for each in track.lessons if each in curriculum.lessons
    )
    finished = frozenset(content for kind, content in done if kind == "lesson")
    return Progress(track, lessons, finished, ("track", track.id) in done)


def usual_track(curriculum: Curriculum) -> Track:
    """The track a citizen begins with: the first for adults."""
    tracks = list(curriculum.tracks.values())
    return next((each for each in tracks if each.audience is Audience.ADULT), tracks[0])
