"""What ends a whole channel, not a single message."""

from domain.messages import ChannelError


class ChannelStopped(ChannelError):
    """The platform will not talk to us at all: a wrong token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=True)
