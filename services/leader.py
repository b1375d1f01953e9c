"""Which of several processes leads the clock."""

from storage.leader import Leader

__all__ = ["Leader"]
