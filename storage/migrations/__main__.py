"""Write a migration: `python -m storage.migrations 0002_what_changes`.

It holds what the tables of `storage.schema` have and the migrations before it do not. A file of
the same name is written anew, so the newest migration can be regenerated until it is released.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.migrate import config, connection, upgrade

VERSIONS = Path(__file__).parent / "versions"


def write(name: str) -> Path:
    """Compare the schema with an empty database at the newest migration, and write the rest."""
    path = VERSIONS / f"{name}.py"
    path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite3"
        if any(VERSIONS.glob("[0-9]*.py")):
            upgrade(url)
        with connection(url) as tx:
            settings = config(tx)
            settings.set_main_option("file_template", "%%(rev)s")
            title = name.partition("_")[2].replace("_", " ").capitalize() + "."
            command.revision(settings, title, autogenerate=True, rev_id=name)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
    for step in (["format"], ["check", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, "-q", path], check=False)
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(str(__doc__))
    sys.stdout.write(f"{write(sys.argv[1])}\n")
