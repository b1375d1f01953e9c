"""Pushes of chat platforms are handed on, and their statuses handed back."""

from collections.abc import Mapping

import pytest

from storage.database import Database
from tests.conftest import SettableClock
from tests.web.world import Counting, Visitor, app_on, visiting
from web.site import WEBHOOK_BODY, open_site


class Platform:
    """Stands for a channel's adapter."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.pushed: list[bytes] = []

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        self.pushed.append(body)
        return self.status if headers.get("x-secret") == "right" else 403


async def push(visitor: Visitor, body: bytes, secret: str = "right", channel: str = "telegram"):
    path = f"/{channel}/webhook"
    return await visitor.client.post(path, content=body, headers={"X-Secret": secret})


@pytest.mark.parametrize("status", [200, 400, 503])
async def test_the_adapter_decides_on_the_status(
    sqlite_database: Database, clock: SettableClock, status: int
):
    platform = Platform(status)
    app = app_on(sqlite_database, clock)
    site = open_site(app, Counting(), {"telegram": platform.receive})
    async with visiting(site) as visitor:
        assert (await push(visitor, b"{}")).status_code == status
        assert (await push(visitor, b"{}", secret="wrong")).status_code == 403
        assert (await push(visitor, b"{}", channel="zalo")).status_code == 404
        assert (await push(visitor, b"x" * (WEBHOOK_BODY + 1))).status_code == 413
    assert platform.pushed == [b"{}", b"{}"]
    assert site.refused["webhook_403"] == 1
