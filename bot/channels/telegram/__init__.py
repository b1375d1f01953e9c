"""Telegram, through python-telegram-bot: the only place that knows its types, limits and errors."""
