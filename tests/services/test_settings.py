"""What an operator sets is understood, or named in one clear line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.settings import Settings, SettingsError, read_settings

TOKEN = "123456:AAbbCCddEEff-gg_hh"


@pytest.fixture
def problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The text of the error that some settings cause."""

    def of(**settings: str) -> str:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError) as raised:
            read_settings(None, tmp_path)
        return str(raised.value)

    return of


def test_nothing_needs_to_be_set(tmp_path: Path):
    settings = read_settings(None, tmp_path)
    assert settings.database_url == "sqlite:///data/bdhvs.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.timezone == "Asia/Ho_Chi_Minh"
    assert settings.telegram_bot_token is None
    assert settings.address == "http://127.0.0.1:8080"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / ".env").write_text("PORT=1\nHOST=0.0.0.0\n")
    monkeypatch.setenv("PORT", "2")
    settings = read_settings(tmp_path / ".env", tmp_path)
    assert (settings.host, settings.port) == ("0.0.0.0", 2)


def test_an_empty_value_is_not_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert read_settings(None, tmp_path).telegram_bot_token is None


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN", "SECRET_KEY"])
def test_a_secret_may_come_from_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "secret").write_text(f"{TOKEN}\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    secret = getattr(read_settings(None, tmp_path), name.lower())
    assert secret.get_secret_value() == TOKEN


def test_the_database_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "url").write_text("postgres://me:pass@db/bdhvs\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    settings = read_settings(None, tmp_path)
    assert settings.database_url == "postgresql://me:pass@db/bdhvs"
    assert "pass" not in repr(settings)


def test_a_secret_file_that_is_not_there_is_named(problem):
    text = problem(ZALO_BOT_TOKEN_FILE="/nowhere/token")
    assert text == "ZALO_BOT_TOKEN_FILE: cannot read /nowhere/token"


def test_an_empty_secret_file_is_named(problem, tmp_path: Path):
    (tmp_path / "empty").touch()
    assert "is empty" in problem(SECRET_KEY_FILE=str(tmp_path / "empty"))


def test_a_secret_given_twice_is_refused(problem):
    text = problem(SECRET_KEY="k" * 20, SECRET_KEY_FILE="/nowhere")
    assert text == "SECRET_KEY and SECRET_KEY_FILE: set only one of them"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://secret@db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("TELEGRAM_BOT_TOKEN", "secret of mine"),
        ("TELEGRAM_API_URL", "secret.example"),
        ("TELEGRAM_MODE", "secret"),
        ("TELEGRAM_BOT_NAME", "secret bot"),
        ("TELEGRAM_WEBHOOK_SECRET", "secret!"),
        ("PUBLIC_URL", "ftp://secret"),
        ("PORT", "secret"),
        ("PORT", "70000"),
        ("TIMEZONE", "Secret/City"),
        ("SECRET_KEY", "secret"),
        ("LOG_FORMAT", "secret"),
        ("DATABASE_URL", "postgresql://u:Secret:Word9/x"),
        ("DATABASE_URL", "postgresql://u:secret@host:notaport/x"),
        ("DATABASE_URL", "postgresql://u:secret@host:99999999/x"),
        ("DATABASE_URL", "postgresql://u:secret@host/x?secret=1"),
        ("DATABASE_URL", "sqlite://secret/x.sqlite3"),
        ("TIMEZONE", "Asia"),
        ("BDHVS_NOW", "0001-01-01"),
        ("BDHVS_NOW", "9999-12-31"),
        ("BDHVS_NOW", "9999-12-31T23:00-08:00"),
        ("PUBLIC_URL", "https://secret?y"),
        ("PUBLIC_URL", "https://secret/#y"),
        ("PUBLIC_URL", "https://secret:99999999"),
        ("PUBLIC_URL", "https://secret:port"),
        ("PUBLIC_URL", "https://:443"),
        ("TELEGRAM_RATE", "0.0001"),
        ("BDHVS_NOW", "secret"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_without_its_value(problem, name: str, value: str):
    text = problem(**{name: value})
    assert text.startswith(f"{name}: ")
    assert "\n" not in text
    assert "secret" not in text.lower().replace(name.lower(), "")


def test_every_wrong_setting_is_named(problem):
    lines = problem(PORT="x", TIMEZONE="y").splitlines()
    assert [line.split(":")[0] for line in lines] == ["PORT", "TIMEZONE"]


@pytest.mark.parametrize("missing", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"])
def test_webhooks_need_a_token_a_secret_and_an_address(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    given = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "s3cret",
        "PUBLIC_URL": "https://hoc.example",
    }
    del given[missing]
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    read_settings(None, tmp_path).check_webhooks()
    monkeypatch.setenv("TELEGRAM_MODE", "webhook")
    settings = read_settings(None, tmp_path)  # other commands need none of it
    with pytest.raises(SettingsError, match=f"^{missing}: is needed for TELEGRAM_MODE=webhook$"):
        settings.check_webhooks()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-21", datetime(2026, 11, 21, 5, 0, tzinfo=UTC)),
        ("2026-11-21T08:30", datetime(2026, 11, 21, 1, 30, tzinfo=UTC)),
        ("2026-11-21T08:30+00:00", datetime(2026, 11, 21, 8, 30, tzinfo=UTC)),
    ],
)
def test_the_moment_may_be_a_day_or_a_local_time(given: str, expected: datetime, monkeypatch):
    monkeypatch.setenv("BDHVS_NOW", given)
    assert Settings().bdhvs_now == expected


def test_a_secret_key_is_made_once_and_kept_from_others(tmp_path: Path):
    first = read_settings(None, tmp_path / "data").secret_key
    again = read_settings(None, tmp_path / "data").secret_key
    file = tmp_path / "data" / "secret_key"
    assert first == again
    assert file.stat().st_mode & 0o077 == 0
    assert [file] == list(file.parent.iterdir())


def test_a_secret_key_that_cannot_be_kept_is_named(tmp_path: Path):
    (tmp_path / "data").touch()
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: cannot keep one"):
        read_settings(None, tmp_path / "data")


def test_no_secret_is_shown_when_settings_are_printed():
    settings = Settings(telegram_bot_token=TOKEN, secret_key="k" * 20)
    assert TOKEN not in repr(settings)
    assert "kkkk" not in repr(settings)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"too-short", "m\u1eadt kh\u1ea9u r\u1ea5t d\u00e0i".encode(), b"\xff\xfe" * 20],
)
def test_a_kept_key_that_is_none_is_refused_and_stays_as_it_is(tmp_path: Path, content: bytes):
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        read_settings(None, tmp_path)
    (line,) = refused.value.problems
    assert line.startswith(f"SECRET_KEY: {tmp_path / 'secret_key'} ")
    assert (tmp_path / "secret_key").read_bytes() == content


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1258"])
def test_a_file_of_settings_in_another_encoding_is_named(tmp_path: Path, encoding: str):
    file = tmp_path / ".env"
    file.write_bytes("PORT=8106 # \u0102 \u0111".encode(encoding))
    with pytest.raises(SettingsError) as refused:
        read_settings(file, tmp_path)
    (line,) = refused.value.problems
    assert line == f"{file}: is not in UTF-8; save it again with the encoding UTF-8"


def test_the_mark_that_windows_puts_before_utf_8_does_no_harm(tmp_path: Path, monkeypatch):
    (tmp_path / ".env").write_bytes("PORT=8106\n".encode("utf-8-sig"))
    (tmp_path / "token").write_bytes(TOKEN.encode("utf-8-sig"))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    settings = read_settings(tmp_path / ".env", tmp_path)
    assert settings.port == 8106
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_address_of_ipv6_stands_in_brackets_where_people_read_it(host: str, monkeypatch):
    monkeypatch.setenv("HOST", host)
    settings = Settings(_env_file=None)
    assert (settings.host, settings.address) == ("::1", "http://[::1]:8080")
