"""What is sent without being asked for, in words: one module for each kind of batch.

Each module offers `KIND` and `compose`, of the form of `bot.notices.notice.Compose`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain.sending import Kind

if TYPE_CHECKING:
    from bot.notices.notice import Compose

__all__ = ["load"]


def load() -> Mapping[Kind, "Compose"]:
    """Every notice there is, by kind; raises ValueError when two are of one kind."""
    found: dict[Kind, Compose] = {}
    for each in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{each.name}")
        kind = getattr(module, "KIND", None)
        if kind in found:
            raise ValueError(f"two notices are of the kind {kind}")
        if kind is not None:
            found[kind] = module.compose
    return found
