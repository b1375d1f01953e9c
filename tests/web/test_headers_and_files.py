"""Safety headers, files that may be kept, and what a first visit weighs."""

import gzip
import re

import pytest

from content.web import STATIC
from tests.web.world import Visitor
from web.headers import POLICY

LIGHT = 60_000  # bytes of a first visit on the wire


@pytest.mark.parametrize(
    "path", ["/", "/khong-co", "/vao/token", "/can-bo/vao/token", "/can-bo", "/healthz"]
)
async def test_every_answer_carries_the_safety_headers(visitor: Visitor, path: str):
    headers = (await visitor.open(path)).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_the_policy_lets_nothing_in_from_elsewhere():
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


async def test_pages_hold_no_script_and_no_style_of_their_own(visitor: Visitor):
    await visitor.send(start="")
    for path in ("/", "/can-bo/vao/token", "/khong-co"):
        page = (await visitor.open(path)).text
        assert not re.search(r"<style|style=|\son\w+=|javascript:", page)
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)


async def test_files_may_be_kept_for_a_year_because_their_address_changes(visitor: Visitor):
    page = (await visitor.open()).text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert files
    for file in files:
        answer = await visitor.open(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


async def test_an_old_address_of_a_file_is_not_kept(visitor: Visitor):
    answer = await visitor.open("/static/000000000000/style.css")
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_first_visit_is_light(visitor: Visitor):
    await visitor.send(start="")
    page = await visitor.open()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    weight = len(gzip.compress(page.content))
    for file in files:
        weight += int((await visitor.open(file)).headers["content-length"])
    weight += sum(font.stat().st_size for font in STATIC.glob("*.woff2"))
    assert weight < LIGHT


def test_the_script_stays_small():
    assert (STATIC / "chat.js").stat().st_size < 8.5 * 1024


async def test_pictures_have_their_size_and_their_words(visitor: Visitor):
    await visitor.send(start="")
    page = (await visitor.open()).text
    picture = re.search(
        r'<img src="(/pictures/[^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', page
    )
    assert picture is not None
    assert picture[2] == "Ba cử chỉ"
    answer = await visitor.open(picture[1])
    assert answer.headers["content-type"] == "image/png"


async def test_the_health_page_counts_refusals(visitor: Visitor):
    await visitor.open("/khong-co")
    told = (await visitor.open("/healthz")).json()
    assert told == {"status": "ok", "refused": {"http_404": 1}}
