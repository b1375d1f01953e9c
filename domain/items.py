"""How a question works, from counts alone: who answers rightly, and whether they do well elsewhere.

A band says how well the rest of a paper went: the share of right answers among its other questions,
in twentieths. The bands of all who chose an option are enough for every figure here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

STEPS = 20  # bands go from 0 to this
UNKNOWN = -1  # a first try, but no other question of the paper was answered
ASIDE = -2  # no first try, or nobody knows whether it was one: never analysed
GROUP = 0.27  # the share of papers that makes the upper and the lower group (Kelley 1939)

Bands = Mapping[int, float]  # how many papers stand at each band


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option: how often it was chosen, and who chose it; `banded` are those with a band.

    `r` is the point-biserial correlation of choosing it with the band; `upper` and `lower` are
    its shares in the upper and the lower group. None where the bands tell nothing.
    """

    option_id: str
    times: int
    banded: int = 0
    r: float | None = None
    upper: float | None = None
    lower: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One wording of a question: `answers` are first tries, of `banded` the rest is known."""

    key: str
    options: tuple[Chosen, ...]
    answers: int
    banded: int

    @property
    def right(self) -> Chosen:
        """The option that counts as right."""
        return next(option for option in self.options if option.option_id == self.key)

    @property
    def wrong(self) -> tuple[Chosen, ...]:
        """The other options."""
        return tuple(option for option in self.options if option.option_id != self.key)

    @property
    def difficulty(self) -> float | None:
        """The share of right answers: high is easy."""
        return self.right.times / self.answers if self.answers else None

    @property
    def discrimination(self) -> float | None:
        """The item-rest point-biserial correlation of a right answer."""
        return self.right.r

    @property
    def index(self) -> float | None:
        """The upper-lower index: the share of right answers above, less that below."""
        upper, lower = self.right.upper, self.right.lower
        return None if upper is None or lower is None else upper - lower


def figures(key: str, options: Iterable[str], times: Mapping[str, Mapping[int, int]]) -> Figures:
    """The figures of a wording with these options from how often each was chosen at each band.

    An option that is no longer offered still counts among the answers.
    """
    kept = {option: _kept(times.get(option, {})) for option in dict.fromkeys((*options, *times))}
    known = {option: _known(bands) for option, bands in kept.items()}
    everybody: Counter[int] = Counter()
    for bands in known.values():
        everybody.update(bands)
    chosen = (_chosen(id_, sum(kept[id_].values()), known[id_], everybody) for id_ in kept)
    answers = sum(sum(bands.values()) for bands in kept.values())
    return Figures(key, tuple(chosen), answers, everybody.total())


def _kept(bands: Mapping[int, int]) -> dict[int, int]:
    return {band: times for band, times in bands.items() if band != ASIDE and times}


def _known(bands: Mapping[int, int]) -> dict[int, int]:
    return {band: times for band, times in bands.items() if band >= 0}


def _chosen(
    option_id: str, times: int, bands: Mapping[int, int], everybody: Counter[int]
) -> Chosen:
    if not everybody:
        return Chosen(option_id, times)
    upper, lower = _group(everybody, descending=True), _group(everybody, descending=False)
    return Chosen(
        option_id,
        times,
        sum(bands.values()),
        _correlation(bands, everybody),
        _share(bands, upper),
        _share(bands, lower),
    )


def _mean(bands: Bands) -> float:
    return sum(band * times for band, times in bands.items()) / sum(bands.values())


def _spread(bands: Bands) -> float:
    if not bands:
        return 0.0
    mean = _mean(bands)
    squares = sum(times * (band - mean) ** 2 for band, times in bands.items())
    return sqrt(squares / sum(bands.values()))


def _correlation(bands: Bands, everybody: Bands) -> float | None:
    """None when all or none chose the option, or when all papers went alike."""
    total, spread = sum(everybody.values()), _spread(everybody)
    share = sum(bands.values()) / total
    if not 0 < share < 1 or not spread:
        return None
    mean = _mean(everybody)
    covariance = sum(times * (band - mean) for band, times in bands.items()) / total
    return max(-1.0, min(1.0, covariance / (spread * sqrt(share * (1 - share)))))


def _group(everybody: Bands, *, descending: bool) -> dict[int, float]:
    """How much of each band belongs to a group; the band at its edge belongs to it in part."""
    wanted, parts = GROUP * sum(everybody.values()), {}
    for band in sorted(everybody, reverse=descending):
        taken = min(wanted, everybody[band])
        parts[band] = taken / everybody[band]
        wanted -= taken
    total = GROUP * sum(everybody.values())
    return {band: part / total for band, part in parts.items()}


def _share(bands: Bands, group: Bands) -> float:
    return sum(times * group[band] for band, times in bands.items())
