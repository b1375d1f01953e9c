"""A kill in the middle loses nothing, counts nothing twice and keeps the order."""

from tests.crash.drill import drill


async def test_five_kills_lose_no_press_and_count_none_twice(database_url: str):
    outcome = await drill(database_url, kills=5, people=20)
    assert outcome.good, outcome
    assert outcome.presses > 50
