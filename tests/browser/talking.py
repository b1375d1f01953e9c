"""A citizen in front of the chat page."""

import re

from playwright.sync_api import Locator, Page, expect


def last(page: Page) -> Locator:
    """The newest turn that is answered."""
    return page.locator(".turn[data-id]").last


def arrive(page: Page) -> None:
    """Wait for the first message."""
    expect(page.locator(".turn[data-id]").first).to_be_visible()


def press(page: Page, label: str) -> None:
    """Press a button of the newest message, and wait for the next."""
    before = last(page).get_attribute("data-id")
    last(page).get_by_role("button", name=label).first.click()
    follow(page, before)


def follow(page: Page, before: str | None) -> None:
    """Wait for a message after the one that was newest before."""
    expect(last(page)).not_to_have_attribute("data-id", before or "", timeout=10_000)


def labels(page: Page) -> list[str]:
    """What the newest message offers."""
    return last(page).locator(".choices button").all_inner_texts()


def answered(page: Page) -> int:
    """How many answers the page shows."""
    return page.locator(".turn[data-id]").count()


def step(page: Page) -> str:
    """Where in a lesson the newest message is, such as "2/8"."""
    found = re.search(r"\d+/\d+", last(page).inner_text())
    return found[0] if found else ""
