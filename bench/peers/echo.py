"""Peer (a): python-telegram-bot as its examples show it, one update after the other, no storage."""

import sys

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

ANSWER = "Đúng rồi! Mật khẩu nên dài, dễ nhớ với mình và khó đoán với người khác. " * 3


async def said(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(ANSWER)


async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    assert update.effective_chat is not None
    await update.callback_query.answer()
    await update.effective_chat.send_message(ANSWER)


def build(url: str, token: str) -> Application:
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .build()
    )


def main() -> None:
    url, token = sys.argv[1:3]
    application = build(url, token)
    application.add_handler(MessageHandler(filters.TEXT, said))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


if __name__ == "__main__":
    main()
