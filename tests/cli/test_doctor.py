"""`bdhvs doctor` names what is wrong and how to mend it, and changes nothing."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from content.advice import every
from services import demo, doctor
from services.settings import Settings
from storage import inventory
from storage.database import Database


@pytest.fixture
def codes(bdhvs):
    """The codes of all findings, and of the serious ones."""

    def ask() -> tuple[set[str], set[str]]:
        found = json.loads(bdhvs("doctor", "--json").out)
        serious = {one["code"] for one in found if one["serious"]}
        return {one["code"] for one in found}, serious

    return ask


@pytest.fixture
def ready(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


def test_what_an_empty_installation_lacks_is_mentioned(ready, codes):
    found, serious = codes()
    assert {"no_units", "no_plan", "no_persons", "no_staff", "no_chat"} <= found - serious


def test_an_installation_without_faults_gives_0(ready, bdhvs):
    ran = bdhvs("doctor")
    assert (ran.code, ran.out.splitlines()[-1].split(",")[0]) == (0, "0 to mend")


def test_a_finding_comes_with_its_mend(first_bdhvs):
    ran = first_bdhvs("doctor")
    assert ran.code == 1
    assert "bdhvs migrate" in ran.out


def test_looking_creates_no_database(first_bdhvs, tmp_path: Path):
    first_bdhvs("doctor")
    assert not list(tmp_path.rglob("*.sqlite3"))


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DATABASE_URL", "postgresql://me@127.0.0.1:1/bdhvs", "unreachable"),
        ("PUBLIC_URL", "http://hoc.example", "public_url_open"),
    ],
)
def test_a_setting_that_cannot_work_is_serious(ready, codes, monkeypatch, setting, value, code):
    monkeypatch.setenv(setting, value)
    assert code in codes()[1]


def test_a_clock_that_was_set_is_mentioned(ready, codes, monkeypatch):
    monkeypatch.setenv("BDHVS_NOW", "2026-11-21")
    found, serious = codes()
    assert "clock_set" in found - serious


@pytest.mark.parametrize(("stands_at", "code"), [("9999", "schema_newer"), (None, "schema_empty")])
def test_a_schema_of_another_release_is_serious(ready, codes, stands_at, code):
    database = Database(ready)
    change = (
        "UPDATE alembic_version SET version_num = :it"
        if stands_at
        else "DROP TABLE alembic_version"
    )
    database.write(lambda tx: tx.execute(text(change), {"it": stands_at} if stands_at else {}))
    database.close()
    assert code in codes()[1]


def test_a_damaged_file_is_serious(codes, tmp_path: Path):
    (tmp_path / "data" / "bdhvs.sqlite3").write_bytes(b"no database" * 99)
    assert "file_damaged" in codes()[1]


def test_a_secret_key_that_others_may_read_is_serious(ready, codes, tmp_path: Path):
    codes()
    (tmp_path / "data" / "secret_key").chmod(0o644)
    assert "secret_key_open" in codes()[1]


def test_people_s_data_that_others_may_read_are_serious(ready, codes, tmp_path: Path):
    if ready.startswith("postgresql"):
        return
    assert "files_open" not in codes()[0]
    (tmp_path / "copy.sqlite3").touch(mode=0o600)
    assert "files_open" not in codes()[0]
    (tmp_path / "copy.sqlite3").chmod(0o640)
    assert "files_open" in codes()[1]


def test_a_misspelt_setting_is_recognised(ready, codes, tmp_path: Path):
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKN=1:x\nPOSTGRES_PASSWORD=y\n")
    assert "misspelt" in codes()[1]


def test_numbers_that_do_not_follow_the_facts_are_serious_until_recounted(ready, codes, bdhvs):
    database = Database(ready)
    database.write(demo.load, now=datetime(2026, 1, 5, tzinfo=UTC), sizes=demo.Sizes(people=40))
    assert "count_wrong" not in codes()[0]
    one = "(SELECT min(person_id) FROM enrolments)"
    database.write(lambda tx: tx.execute(text(f"DELETE FROM enrolments WHERE person_id = {one}")))
    database.close()
    assert "count_wrong" in codes()[1]
    assert "40 persons counted, 1 put right" in bdhvs("recount").out
    assert "count_wrong" not in codes()[0]
    assert json.loads(bdhvs("recount", "--json").out) == {"seen": 40, "wrong": 0}


def test_every_finding_has_words_and_all_words_are_used():
    tree = ast.parse(Path(doctor.__file__).read_text(encoding="utf-8"))
    literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    made = {f"schema_{state}" for state in ("empty", "older", "newer")}
    made |= {f"no_{kind}" for kind in inventory.KINDS}
    assert set(every()) - made == {code for code in every() if code in literals} - made
    assert made <= set(every())


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("PROT", "PORT"),
        ("HOTS", "HOST"),
        ("PIRT", "PORT"),
        ("time_zone", "TIMEZONE"),
        ("ZALO_TOKEN", "ZALO_BOT_TOKEN"),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
    ],
)
def test_the_setting_meant_by_a_slip_is_found(name: str, setting: str):
    assert doctor.meant(name) == setting


OF_OTHERS = [
    "PATH",
    "HOME",
    "USER",
    "SHELL",
    "LANG",
    "LC_ALL",
    "TZ",
    "TERM",
    "PWD",
    "LOGNAME",
    "HOSTNAME",
    "HOSTTYPE",
    "OSTYPE",
    "EDITOR",
    "TMPDIR",
    "TEMP",
    "PYTHONPATH",
    "PYTHONUNBUFFERED",
    "VIRTUAL_ENV",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "DEBUG",
    "LOG_LEVEL",
    "LOG_FILE",
    "COLUMNS",
    "LINES",
    "WORKERS",
    "POSTGRES_PASSWORD",
    "POSTGRES_USER",
    "POSTGRES_DB",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGDATABASE",
    "REDIS_URL",
    "SENTRY_DSN",
    "COMPOSE_PROJECT_NAME",
    "DOCKER_HOST",
    "AWS_SECRET_ACCESS_KEY",
    "BOT_TOKEN",
    "TOKEN",
    "API_URL",
    "API_KEY",
    "DATABASE_HOST",
    "DATABASE_NAME",
    "BASE_URL",
    "DOMAIN",
    "SSL_CERT_FILE",
    "SMTP_HOST",
    "SMTP_PORT",
    "ADMIN_EMAIL",
    "TEST_DATABASE_URL",
    "SECRET",
    "APP_ENV",
    "NODE_ENV",
    "PUBLIC_IP",
    "TELEGRAM_CHAT_ID",
    "MAIL_HOST",
]


@pytest.mark.parametrize("name", [*OF_OTHERS, *map(str.upper, Settings.model_fields)])
def test_a_name_of_another_program_or_a_right_one_is_no_slip(name: str):
    assert doctor.meant(name) is None
