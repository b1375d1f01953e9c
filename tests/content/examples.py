"""The worked example of docs/authors.md, put into a copy of the packaged content."""

import re
import shutil
from pathlib import Path

from content.catalog import PACKAGED

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "alarm"
AFTER = "zalo"  # the lesson that the new one follows


def packaged(folder: Path) -> Path:
    """A copy of what authors edit."""
    for part in ("lessons", "tracks", "pictures", "plans"):
        shutil.copytree(PACKAGED / part, folder / part)
    shutil.copy(PACKAGED / "taxonomy.yaml", folder)
    return folder


def with_example(folder: Path) -> Path:
    """The steps that the page describes, done by hand."""
    packaged(folder)
    shutil.copytree(EXAMPLE / "lessons", folder / "lessons", dirs_exist_ok=True)
    shutil.copytree(EXAMPLE / "pictures", folder / "pictures", dirs_exist_ok=True)
    track = folder / "tracks" / "citizens.yaml"
    text = track.read_text("utf-8").replace(f" {AFTER},", f" {AFTER}, alarm,")
    for name in ("version", "final_size"):
        text = re.sub(rf"({name}: )(\d+)", lambda found: found[1] + str(int(found[2]) + 1), text)
    track.write_text(text, encoding="utf-8")
    bank = folder / "tracks" / "citizens.bank.yaml"
    more = (EXAMPLE / "tracks" / "more-bank.yaml").read_text("utf-8")
    bank.write_text(f"{bank.read_text('utf-8').rstrip()}\n\n{more}", encoding="utf-8")
    return folder
