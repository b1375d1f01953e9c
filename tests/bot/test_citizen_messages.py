"""Every message to a citizen renders, is short, and fits one message of the smallest channel."""

import tomllib
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import meta

from content import notices
from content.render import ROOT
from domain.progress import progress
from services.help_calls import Called, Seen, Seer
from services.identity import SlipUse
from services.mydata import Copy, Part
from services.quiz import Result
from storage.consents import Consent
from storage.hamlets import Hamlet
from storage.learners import Learner
from storage.own_data import Fact, Reminded
from tests.published import curriculum, texts

FOLDERS = (
    "check_in",
    *("call", "child", "fallback", "family", "identify", "learn"),
    *("menu", "own", "quiz", "reminders", "results", "welcome"),
)
AT = datetime(2026, 11, 21, 1, tzinfo=UTC)
LESSON = curriculum().lessons["phone"]
TRACK = curriculum().tracks["citizens"]
QUESTION = LESSON.questions[0]
WRONG = next(option for option in QUESTION.options if not option.correct)
LEARNER = Learner(1, 1, "Nguyễn Văn An", 1958, 2, "Thôn Cây Đa", "evening", AT, "confirmed")
FACTS = (
    Fact("lesson", "phone", 1, date(2026, 11, 20), "self", ""),
    Fact("track", "gone", 1, date(2026, 11, 21), "class", ""),
)
CONSENT = Consent(1, 1, "self", "2026-11-21", AT, AT)
REMINDED = Reminded(3, date(2026, 11, 20), 1, 2)
PART = Part(LEARNER, FACTS, 3, 2, (CONSENT, replace(CONSENT, withdrawn_at=None)), REMINDED)
SOME = progress(curriculum(), TRACK, [("lesson", "phone")])
ALL = progress(
    curriculum(), TRACK, [*(("lesson", each) for each in TRACK.lessons), ("track", TRACK.id)]
)

RICH: dict[str, Any] = dict(
    again=True,
    called=Called(Seer.HELPER, "Thôn Cây Đa", again=True),
    child=True,
    chosen=WRONG,
    copy=Copy("zalo", AT, 2, (PART,), 4),
    copy_days=10,
    correct=False,
    curriculum=curriculum(),
    day=date(2026, 11, 21),
    done=1,
    elsewhere="imported",
    erase_days=20,
    final=True,
    first_days=2,
    following=LESSON,
    guardian=True,
    hamlet=Hamlet(2, "Thôn Cây Đa", "Phường Kiến An"),
    hamlet_known=True,
    learner=LEARNER,
    lesson=LESSON,
    members=[LEARNER],
    name="Nguyễn Văn An",
    named=True,
    number=1,
    others=True,
    paragraph=notices.consent().parts[0],
    part=PART,
    place=1,
    placed=True,
    practised=frozenset({"phone"}),
    question=QUESTION,
    recorded=True,
    result=Result(1, "lesson", "phone", 4, 5, True, ("phone",)),
    numbers=[1, 3],
    left=2,
    seen=Seen(Seer.HEAD, "Thôn Cây Đa"),
    right=QUESTION.correct,
    sentence="Bác thử lại nhé.",
    since=date(2026, 11, 1),
    size=5,
    skipped=[LESSON],
    standing=SOME,
    step=LESSON.steps[0],
    text="dung",
    total=6,
    track=TRACK,
    track_done=False,
    understood=True,
    unrecorded=True,
    what="photo",
    when="evening",
    written=True,
    year=2015,
    young=2021,
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
NAMELESS = replace(LEARNER, name="", unit_name="", birth_year=None, reminders="", match="none")
POOR = RICH | dict(
    again=False,
    called=Called(Seer.NOBODY, "", again=False),
    child=False,
    chosen=QUESTION.correct,
    correct=True,
    elsewhere="",
    final=False,
    following=None,
    guardian=False,
    hamlet=None,
    hamlet_known=False,
    learner=NAMELESS,
    members=[],
    name="",
    named=False,
    others=False,
    part=Part(NAMELESS, (), 0, 0, (), Reminded()),
    placed=False,
    practised=frozenset(),
    recorded=False,
    numbers=[],
    left=0,
    seen=Seen(Seer.NOBODY, ""),
    standing=ALL,
    track_done=True,
    understood=False,
    unrecorded=False,
    what="sticker",
    when="",
    written=False,
    young=None,
)
OTHERS: list[dict[str, Any]] = [
    *(dict(called=Called(seer, "Thôn Cây Đa", again=False)) for seer in Seer),
    *(dict(what=what) for what in ("voice", "file", "contact", "edited", "long", "other")),
    dict(when="off"),
    *(dict(elsewhere=way) for way in ("class", "assisted")),
    dict(when=""),
    dict(following=None),
    dict(learner=None),
    dict(learner=replace(LEARNER, match="provisional")),
]


ALWAYS = {  # what these are never said without
    "reminders/chosen": "when",
    "results/certificate": "learner",
    "welcome/joined": "hamlet",
}
TEMPLATES = [name for name in texts().templates if name.split("/")[0] in FOLDERS]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_message_renders_and_is_short(name: str):
    wanted = needs(name)
    for values in (RICH, POOR, *(RICH | other for other in OTHERS)):
        if needed := ALWAYS.get(name):
            values = values | {needed: RICH[needed]}
        text = texts().message(name, **{key: values[key] for key in wanted})
        assert text
        assert len(text) <= 1000
        assert unicodedata.is_normalized("NFC", text)
        assert "\n\n\n" not in text


def needs(name: str) -> set[str]:
    """The names a template asks for; the sample has to know them all."""
    environment = texts()._environment
    source = (ROOT / "messages" / "vi" / f"{name}.j2").read_text(encoding="utf-8")
    wanted = meta.find_undeclared_variables(environment.parse(source)) - {"label"}
    assert wanted <= RICH.keys(), wanted - RICH.keys()
    return wanted


def test_the_notice_says_what_why_who_and_how_to_be_forgotten():
    whole = "\n".join(notices.consent().parts)
    for part in ("Giữ những gì", "Để làm gì", "Ai được xem", "xóa", "2 ngày làm việc", "20 ngày"):
        assert part in whole
    assert notices.consent().version
    assert all(len(part) <= 600 for part in notices.consent().parts)


def test_labels_fit_a_button():
    own = (ROOT / "labels" / "vi" / "citizen.toml").read_text(encoding="utf-8")
    captions = [line.split('"')[1] for line in own.splitlines() if line.count('"') == 2]
    assert captions
    assert [caption for caption in captions if len(caption) > 40] == []


def test_every_label_and_every_message_is_used():
    dialogues = (ROOT.parent / "bot").rglob("*.py")
    spoken = [*dialogues, *(ROOT / "messages" / "vi").rglob("*.j2")]
    said = "".join(file.read_text(encoding="utf-8") for file in spoken)
    labels = tomllib.loads((ROOT / "labels" / "vi" / "citizen.toml").read_text(encoding="utf-8"))
    by_value = {"match", "consent", "way", "reminders", "address"}  # their keys are values of data
    keys = [f"{part}.{key}" for part in labels if part not in by_value for key in labels[part]]
    assert [key for key in keys if f'"{key}"' not in said] == []
    slips = {f"identify/slip_{use.value}" for use in SlipUse} - {"identify/slip_child"}
    assert [name for name in TEMPLATES if f'"{name}"' not in said and name not in slips] == []


def test_nobody_is_blamed():
    """No message scolds; "wrong" is "not yet right"."""
    for name in TEMPLATES:
        source = (ROOT / "messages" / "vi" / f"{name}.j2").read_text(encoding="utf-8")
        text = source.lower()
        assert not [word for word in ("sai rồi", "thất bại", "bị loại", "trượt") if word in text]
