"""Everything that an operator can set. Read once, when a program starts; loud when wrong.

The names are those of the environment, in capitals. README.md lists them in one table.
"""

import os
import re
import secrets
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "SettingsError", "read_settings"]

DATA = Path("data")
DATABASE = re.compile(r"(sqlite|postgresql(\+psycopg)?)://")
SECRETS = (
    "database_url",
    "telegram_bot_token",
    "telegram_webhook_secret",
    "zalo_bot_token",
    "secret_key",
)


class SettingsError(Exception):
    """Settings are missing or wrong. Each line of the text names one, and never shows a secret."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError("must be an address that begins with https:// or http://")
    return value.rstrip("/")


def _database(value: str) -> str:
    value = re.sub(r"^postgres://", "postgresql://", value)
    if not DATABASE.match(value):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if value.startswith("sqlite") and re.fullmatch(r"sqlite:/{0,3}(:memory:)?", value):
        raise ValueError("must name a file, such as sqlite:///data/bdhvs.sqlite3")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("is not a time zone, such as Asia/Ho_Chi_Minh") from error
    return value


def _telegram_token(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
        raise ValueError("must look like 123456:ABC-DEF, as BotFather gave it")
    return value


def _bot_name(value: str) -> str:
    value = value.removeprefix("@")
    if value and not re.fullmatch(r"[A-Za-z]\w{3,31}", value, re.ASCII):
        raise ValueError("must be the name that BotFather gave, such as kienan_bot")
    return value


def _webhook_secret(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
        raise ValueError("may hold letters, digits, _ and - only")
    return value


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 16:
        raise ValueError("must have at least 16 characters")
    return value


def _generated() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(48))


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """The settings of one installation. `X_FILE` names a file that holds the secret `X`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        f"sqlite:///{DATA}/bdhvs.sqlite3", repr=False
    )
    database_url_file: Path | None = None
    telegram_bot_token: Annotated[SecretStr | None, AfterValidator(_telegram_token)] = None
    telegram_bot_token_file: Path | None = None
    telegram_bot_name: Annotated[str, AfterValidator(_bot_name)] = ""
    telegram_api_url: WebAddress = "https://api.telegram.org"
    telegram_rate: float = Field(25, gt=0, le=1000)  # messages a second, replies included
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: Annotated[SecretStr | None, AfterValidator(_webhook_secret)] = None
    telegram_webhook_secret_file: Path | None = None
    zalo_bot_token: SecretStr | None = None
    zalo_bot_token_file: Path | None = None
    zalo_api_url: WebAddress = "https://bot-api.zaloplatforms.com"
    public_url: WebAddress = ""
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] = Field(
        default_factory=_generated
    )
    secret_key_file: Path | None = None
    log_format: Literal["text", "json"] = "text"
    bdhvs_now: datetime | None = None

    @property
    def address(self) -> str:
        """Where people open the service: `PUBLIC_URL`, or the machine's own address."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        for name in SECRETS:
            file = given.get(f"{name}_file")
            if file is None:
                continue
            if given.get(name) is not None:
                raise ValueError(f"{name.upper()} and {name.upper()}_FILE: set only one of them")
            try:
                given[name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(f"{name.upper()}_FILE: cannot read {file}") from error
            if not given[name]:
                raise ValueError(f"{name.upper()}_FILE: {file} is empty")
        return given

    @field_validator("bdhvs_now", mode="before")
    @classmethod
    def _moment(cls, value: object, info: ValidationInfo) -> object:
        """A day means its noon; a time without a zone is local."""
        if not isinstance(value, str) or "timezone" not in info.data:
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            value = datetime.combine(day, time(12)).isoformat()
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise ValueError("must be a day (2026-11-21) or a time (2026-11-21T08:00)") from error
        zone = ZoneInfo(info.data["timezone"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    def check_webhooks(self) -> None:
        """What a process that serves Telegram needs; SettingsError names all that is missing."""
        if self.telegram_mode != "webhook":
            return
        needed = ("telegram_bot_token", "telegram_webhook_secret", "public_url")
        missing = [name.upper() for name in needed if not getattr(self, name)]
        if missing:
            raise SettingsError(
                [f"{each}: is needed for TELEGRAM_MODE=webhook" for each in missing]
            )


def read_settings(env_file: Path | None = Path(".env"), data: Path = DATA) -> Settings:
    """Read the environment and `.env`; raises SettingsError that names every wrong setting.

    Without `SECRET_KEY` one is made and kept in a file that only the owner may read, so that
    signed links and sessions outlive a restart.
    """
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError([_line(one) for one in error.errors(include_input=False)]) from None
    if "secret_key" in settings.model_fields_set:
        return settings
    try:
        return settings.model_copy(update={"secret_key": SecretStr(_kept(data / "secret_key"))})
    except OSError as error:
        raise SettingsError([f"SECRET_KEY: cannot keep one in {data}: {error.strerror}"]) from error


def _kept(file: Path) -> str:
    """The secret in a file. Of several processes that start at once, one makes it for all."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(_generated().get_secret_value())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()


def _line(problem: Any) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    names = [str(part).upper() for part in problem["loc"]]
    return f"{names[0]}: {message}" if names else message
