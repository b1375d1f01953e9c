"""What an attempt to send means for the message and for the whole channel."""

from dataclasses import dataclass

from domain.messages import ChannelError
from domain.sending import Fate, Reason

__all__ = ["Again", "Over", "judge"]

FIRST_DELAY, LONGEST_DELAY = 1.0, 300.0  # seconds between tries of one message
UNKNOWN_DELAY = 2.0  # before the one repeat: a platform that hangs gets a moment


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more is to be tried."""

    fate: Fate
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """To be tried again after `seconds`. `maybe`: it may have arrived, so this is the one repeat.
    `counts`: the try was one; being told to wait is not."""

    seconds: float
    maybe: bool = False
    counts: bool = True


def judge(error: ChannelError, *, attempts: int, maybe: bool) -> Over | Again:
    """What follows from a refusal (platforms.md section 3).

    `attempts` failed before this one; `maybe`: this was the repeat of one that may have arrived.
    """
    if error.unreachable:
        return Over(Fate.SKIPPED, Reason.UNREACHABLE)
    if error.permanent:
        return Over(Fate.SKIPPED, Reason.REFUSED)
    if error.unknown:
        return Over(Fate.SENT, Reason.UNKNOWN) if maybe else Again(UNKNOWN_DELAY, maybe=True)
    if error.retry_after is not None:
        return Again(error.retry_after, counts=False)
    return Again(min(FIRST_DELAY * 2 ** min(attempts, 20), LONGEST_DELAY))
