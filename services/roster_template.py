"""The empty list that a commune fills in."""

from collections.abc import Sequence
from datetime import date

from content.render import Texts
from domain.errors import DomainError
from domain.vocabulary import Level
from storage import sheets, units
from storage.database import Tx
from storage.sheets import Choice, Guide

__all__ = ["COLUMNS", "hamlet_names", "template"]

COLUMNS = (
    *("name", "birth", "sex", "hamlet", "household", "phone"),
    *("audience", "organisation", "status", "code"),
)
REQUIRED = ("name", "birth", "hamlet")
SEXES = ("male", "female")
AUDIENCES = ("public_employee", "pupil", "worker")
STATUSES = ("absent", "ill", "unable", "left", "deceased")


def template(texts: Texts, hamlets: Sequence[str] = ()) -> bytes:
    """An XLSX with headings, an example line that imports pass over, choices and explanations."""
    named = texts.labels("roster_column")
    said = texts.labels("roster_template")
    words = texts.labels("roster_choice")

    def choice(column: str, values: Sequence[str], *, strict: bool = False) -> Choice:
        place = COLUMNS.index(column)
        return Choice(place, values, said["choice"], said["choice_other"], strict)

    choices = [
        choice("sex", [words[key] for key in SEXES], strict=True),
        choice("audience", [words[key] for key in AUDIENCES]),
        choice("status", [words[key] for key in STATUSES], strict=True),
    ]
    if hamlets:
        choices.append(choice("hamlet", hamlets, strict=True))
    example = {key: said[f"example_{key}"] for key in COLUMNS}
    if hamlets:
        example["hamlet"] = hamlets[0]
    lines = [(named[key], said[f"guide_{key}"]) for key in COLUMNS]
    lines.append((said["guide_empty_heading"], said["guide_empty"]))
    return sheets.template(
        said["sheet"],
        [f"{named[key]} (*)" if key in REQUIRED else named[key] for key in COLUMNS],
        [example[key] for key in COLUMNS],
        choices,
        Guide(said["guide"], said["title"], lines),
        said["choices"],
    )


def hamlet_names(tx: Tx, commune_code: str, on: date) -> list[str]:
    """The hamlets of a commune, to offer as choices. Raises DomainError "unknown_commune"."""
    commune = units.by_code(tx, commune_code.strip())
    if commune is None or commune.level is not Level.COMMUNE:
        raise DomainError("unknown_commune", commune=commune_code)
    return [unit.name for unit in units.hamlets(tx, on, commune.id)]
