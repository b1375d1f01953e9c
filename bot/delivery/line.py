"""A channel as delivery sees it."""

from dataclasses import dataclass, field

from bot.pipeline.budget import Budget
from bot.pipeline.sends import Parts, whole
from domain.messages import Channel

__all__ = ["Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """A channel that is open for sending, and the budget that its replies use as well.

    `answers`: this process sends replies, too, so the budget already takes account of them.
    """

    channel: Channel
    budget: Budget = field(default_factory=Budget)
    parts: Parts = whole
    answers: bool = False
