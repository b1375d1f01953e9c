"""Peer (b): the same, and one row by async SQLAlchemy on aiosqlite (WAL) committed before it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench.peers import echo


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Answer(Base):
    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]


def main() -> None:
    url, token, folder = sys.argv[1:4]
    engine = create_async_engine(f"sqlite+aiosqlite:///{Path(folder) / 'peer.sqlite3'}")
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection, _):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    async def create(_: Application) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def keep(update: Update) -> None:
        assert update.effective_chat is not None
        text = update.callback_query.data if update.callback_query else update.message.text
        async with sessions() as session:
            session.add(Answer(chat=update.effective_chat.id, text=text, at=datetime.now(UTC)))
            await session.commit()

    async def said(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await keep(update)
        await echo.said(update, context)

    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await keep(update)
        await echo.pressed(update, context)

    application = echo.build(url, token)
    application.post_init = create
    application.add_handler(MessageHandler(filters.TEXT, said))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


if __name__ == "__main__":
    main()
