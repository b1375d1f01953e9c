"""When which service runs. Being due is kept in the database; here it is only asked."""

import logging

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from services import retention
from services.app import App

__all__ = ["start", "sweep"]

log = logging.getLogger(__name__)
LATE = 6 * 3600  # seconds; a machine that slept over the hour still runs the night's work


def start(app: App) -> AsyncIOScheduler:
    """Start the clock inside the running loop; the caller shuts it down."""
    clock = AsyncIOScheduler(timezone=app.zone)
    clock.add_job(
        sweep,
        CronTrigger(hour=3, minute=10, timezone=app.zone),
        args=[app],
        id="sweep",
        misfire_grace_time=LATE,
        coalesce=True,
        max_instances=1,
    )
    clock.start()
    return clock


async def sweep(app: App) -> retention.Swept:
    """Remove what has been kept long enough."""
    swept = await app.database.awrite(retention.sweep, now=app.clock.now())
    log.info(
        "swept: %d strangers, %d answers, %d updates", swept.strangers, swept.answers, swept.updates
    )
    return swept
