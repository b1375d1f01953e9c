"""The lessons and texts as they are shipped, read once for all tests of a process."""

from functools import cache

from content import catalog
from content.render import Texts
from domain.curriculum import Curriculum


@cache
def curriculum() -> Curriculum:
    return catalog.load()


@cache
def texts() -> Texts:
    return Texts()
