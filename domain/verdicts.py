"""What the figures of a question say to its author, and when they say nothing.

Hundreds of questions are looked at together, so each verdict needs evidence: a bound of the figure
must lie beyond the limit, not the figure itself. Few answers have wide bounds and stay silent.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from domain.items import GROUP, Chosen, Figures

LEAST = 30  # below so many answers there is no verdict
SURE = 2.33  # one chance in a hundred, on one side
LIKELY = 1.64  # one in twenty, where something else must hold as well
EASY = 0.9
HARD = 0.5
MANY = 0.2  # of those who do well elsewhere
MOST = 0.5
EVEN = 0.15  # Cohen's w: up to here shares are as good as equal
FLAT = 0.25  # a correlation that would still be of use


class Verdict(StrEnum):
    """In the order of urgency; the first that holds is the verdict."""

    KEY_SUSPECT = "key_suspect"
    MISUNDERSTOOD = "misunderstood"
    GUESSING = "guessing"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    FINE = "fine"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and the wrong option that it speaks of, if any."""

    verdict: Verdict
    option_id: str | None = None


def judge(figures: Figures) -> Judged:
    """The verdict on a wording; `too_few` below 30 answers."""
    if figures.answers < LEAST:
        return Judged(Verdict.TOO_FEW)
    if figures.banded >= LEAST:
        if (option := _better_than_key(figures)) is not None:
            return Judged(Verdict.KEY_SUSPECT, option.option_id)
        if (option := _misleading(figures)) is not None:
            return Judged(Verdict.MISUNDERSTOOD, option.option_id)
        if _guessed(figures):
            return Judged(Verdict.GUESSING)
    return Judged(_by_difficulty(figures))


def _by_difficulty(figures: Figures) -> Verdict:
    times, answers = figures.right.times, figures.answers
    if bound(times, answers, SURE) < HARD:
        return Verdict.TOO_HARD
    if bound(times, answers, -SURE) > EASY:
        return Verdict.TOO_EASY
    return Verdict.FINE


def bound(times: float, of: float, z: float) -> float:
    """The upper bound of a share (Wilson 1927); with a negative z the lower one."""
    share = times / of
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (share + z * z / (2 * of) + half) / (1 + z * z / of)


def _better_than_key(figures: Figures) -> Chosen | None:
    """A wrong option that seems to be the right one: the better the learner, the more it is chosen,
    while the key is chosen less, or by hardly any good learner.
    """
    rising = [option for option in figures.wrong if option.r is not None and option.r > 0]
    sure = [option for option in rising if _overtakes(figures, option) or _rules(figures, option)]
    return max(sure, key=lambda option: _contrast(figures, option), default=None)


def _overtakes(figures: Figures, option: Chosen) -> bool:
    falling = figures.right.r is not None and figures.right.r < 0
    return falling and _contrast(figures, option) > SURE


def _rules(figures: Figures, option: Chosen) -> bool:
    """Whether most good learners choose the option, and hardly any the key.

    So an easy question with a wrong key is found, whose key too few choose for a correlation.
    """
    return _upper(figures, option, -SURE) > MOST and _upper(figures, figures.right, SURE) < MANY


def _upper(figures: Figures, option: Chosen, z: float) -> float:
    """The bound of an option's share in the upper group."""
    size = GROUP * figures.banded
    return bound((option.upper or 0.0) * size, size, z)


def _contrast(figures: Figures, option: Chosen) -> float:
    """How many standard errors choosing the option, less choosing the key, rises with the band."""
    n, key = figures.banded, figures.right
    mine, keyed = option.banded / n, key.banded / n
    rise = _slope(option, mine) - _slope(key, keyed)
    return rise / sqrt(mine + keyed - (mine - keyed) ** 2) * sqrt(n - 1)


def _slope(option: Chosen, share: float) -> float:
    """The covariance of choosing an option with the band in standard deviations."""
    return (option.r or 0.0) * sqrt(share * (1 - share))


def _guessed(figures: Figures) -> bool:
    """Shares that may well be equal, and surely no use for telling good learners from weak ones."""
    r = figures.right.r
    shares = [option.times / figures.answers for option in figures.options]
    uneven = sqrt(len(shares) * sum((share - 1 / len(shares)) ** 2 for share in shares))
    flat = r is not None and r + LIKELY / sqrt(figures.banded - 1) < FLAT
    return flat and uneven < EVEN + SURE / sqrt(figures.answers)


def _misleading(figures: Figures) -> Chosen | None:
    """A wrong option that stands out among the others, and that good learners choose too."""
    first, *others = sorted(figures.wrong, key=lambda option: -option.times)
    second = others[0].times if others else 0
    stands_out = first.times - second > SURE * sqrt(first.times + second)
    return first if stands_out and _upper(figures, first, -LIKELY) > MANY else None
