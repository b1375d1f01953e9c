"""What Telegram's refusals mean for us: platforms.md section 3, in code."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.transport import Flood, Interrupted
from bot.pipeline.errors import ChannelStopped
from domain.messages import ChannelError

__all__ = ["bad_markup", "harmless", "translate"]

# BadRequest, TimedOut and Conflict's neighbours derive from NetworkError: it is never caught first.
HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
REPEATS_BODY = ". Parsing the server response"  # the library's words before a body it cannot read
BAD_MARKUP = "can't parse entities"
WRONG_TOKEN = "Telegram refuses the token: set TELEGRAM_BOT_TOKEN to the one BotFather gave"
SECOND = "another program reads this bot's updates, or set a webhook: only one may run"


def harmless(error: TelegramError) -> bool:
    """A refusal that says: it is already so, or it does not matter any more."""
    return isinstance(error, BadRequest) and any(
        words in error.message.lower() for words in HARMLESS
    )


def bad_markup(error: TelegramError) -> bool:
    """Telegram could not read the tags of a text."""
    return isinstance(error, BadRequest) and BAD_MARKUP in error.message.lower()


def translate(error: TelegramError) -> ChannelError:
    """The refusal in the words of all channels; only the class and fixed words go on."""
    if isinstance(error, Forbidden):
        return ChannelError(_reason(error), permanent=True, unreachable=True)
    if isinstance(error, BadRequest | ChatMigrated):
        return ChannelError(_reason(error), permanent=True)
    if isinstance(error, Flood):
        return ChannelError("asked to slow down", retry_after=error.seconds)
    if isinstance(error, RetryAfter):  # only with the library's own transport
        seconds = error.retry_after
        told = float(seconds if isinstance(seconds, int) else seconds.total_seconds())
        return ChannelError("asked to slow down", retry_after=told)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return ChannelStopped(WRONG_TOKEN)
    if isinstance(error, Conflict):
        return ChannelError(SECOND)
    if isinstance(error, TimedOut | Interrupted) or not isinstance(error, NetworkError):
        return ChannelError(_reason(error), unknown=True)
    return ChannelError(_reason(error))


def _reason(error: TelegramError) -> str:
    message, _, _ = error.message.partition(REPEATS_BODY)
    return f"{type(error).__name__}: {message[:120]}"
