"""Everything that an operator can set. Read once, when a program starts; loud when wrong.

The names are those of the environment, in capitals. README.md lists them in one table.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

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

from services import kept_key
from services import setting_values as values

__all__ = ["Settings", "SettingsError", "read_settings"]

DATA = Path("data")
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


def _generated() -> SecretStr:
    return SecretStr(kept_key.made())


WebAddress = Annotated[str, AfterValidator(values.web_address)]


class Settings(BaseSettings):
    """The settings of one installation. `X_FILE` names a file that holds the secret `X`."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",
        hide_input_in_errors=True,
    )

    database_url: Annotated[str, AfterValidator(values.database)] = Field(
        f"sqlite:///{DATA}/bdhvs.sqlite3", repr=False
    )
    database_url_file: Path | None = None
    telegram_bot_token: Annotated[SecretStr | None, AfterValidator(values.telegram_token)] = None
    telegram_bot_token_file: Path | None = None
    telegram_bot_name: Annotated[str, AfterValidator(values.bot_name)] = ""
    telegram_api_url: WebAddress = "https://api.telegram.org"
    telegram_rate: float = Field(25, ge=1, le=1000)  # messages a second, replies included
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: Annotated[SecretStr | None, AfterValidator(values.webhook_secret)] = (
        None
    )
    telegram_webhook_secret_file: Path | None = None
    zalo_bot_token: SecretStr | None = None
    zalo_bot_token_file: Path | None = None
    zalo_api_url: WebAddress = "https://bot-api.zaloplatforms.com"
    public_url: WebAddress = ""
    host: Annotated[str, AfterValidator(values.host)] = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    timezone: Annotated[str, AfterValidator(values.zone)] = "Asia/Ho_Chi_Minh"
    secret_key: Annotated[SecretStr, AfterValidator(values.long_enough)] = Field(
        default_factory=_generated
    )
    secret_key_file: Path | None = None
    log_format: Literal["text", "json"] = "text"
    bdhvs_now: datetime | None = None

    @property
    def address(self) -> str:
        """Where people open the service: `PUBLIC_URL`, or the machine's own address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

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
                given[name] = Path(file).read_text(encoding="utf-8-sig").strip()
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
        return values.moment(value, ZoneInfo(info.data["timezone"]))

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
    _check_encoding(env_file)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError([_line(one) for one in error.errors(include_input=False)]) from None
    if "secret_key" in settings.model_fields_set:
        return settings
    try:
        return settings.model_copy(
            update={"secret_key": SecretStr(kept_key.read(data / "secret_key"))}
        )
    except OSError as error:
        raise SettingsError([f"SECRET_KEY: cannot keep one in {data}: {error.strerror}"]) from error
    except ValueError as error:
        raise SettingsError([f"SECRET_KEY: {error}"]) from None


def _check_encoding(env_file: Path | None) -> None:
    """Refuse a file that would be read as something else, or as nothing at all."""
    if env_file is None or not env_file.is_file():
        return
    content = env_file.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        wrong = True
    else:
        wrong = b"\0" in content  # UTF-16 of plain letters
    if wrong:
        raise SettingsError([f"{env_file}: is not in UTF-8; save it again with the encoding UTF-8"])


def _line(problem: Any) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    names = [str(part).upper() for part in problem["loc"]]
    return f"{names[0]}: {message}" if names else message
