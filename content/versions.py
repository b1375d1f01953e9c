"""A version of the content to compare with: a folder, or an export kept when it was published."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from content import catalog, exported, plan_file
from domain.curriculum import Curriculum
from domain.errors import DomainError

__all__ = ["PACKAGED", "Planned", "planned", "read"]

PACKAGED = catalog.PACKAGED

Planned = Mapping[str, tuple[str, ...]]  # the plans that count a track, by the track's id


def read(path: Path | None = None) -> Curriculum:
    """The curriculum of a folder or an export, by default the packaged one.

    Raises ContentError with every fault of a folder, DomainError("version_missing") when nothing is
    there, DomainError("export_unreadable") for a file that is no export.
    """
    if path is None or path.is_dir():
        return catalog.load(path)
    if not path.is_file():
        raise DomainError("version_missing", path=path)
    try:
        text = exported.decoded(path.read_bytes())
    except UnicodeDecodeError as error:
        raise DomainError("export_unreadable", file=path, place="-") from error
    return exported.read(text, str(path))


def planned(path: Path | None = None) -> Planned:
    """Which plans count which tracks: the plans of that folder, or else the packaged ones."""
    folder = path / "plans" if path is not None else plan_file.PACKAGED
    if not folder.is_dir():
        folder = plan_file.PACKAGED
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.glob("*.yaml")):
        plan = plan_file.load(file, ()).plan
        for track in {track for one in plan.indicators for track in one.tracks}:
            found[track].append(plan.id)
    return {track: tuple(plans) for track, plans in found.items()}
