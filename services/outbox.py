"""What waits to be sent without having been asked for, and what became of it."""

from storage.outbox import batch, put

__all__ = ["batch", "put"]
