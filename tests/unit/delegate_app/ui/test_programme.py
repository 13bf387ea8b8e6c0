"""What a delegate is told of the programme."""

from dataclasses import replace

import pytest

from common.ui import when
from delegate_app.ui.programme import programme_words
from tests.gallery.madeup import NOW_MS, meeting
from tests.gallery.programme import SESSIONS, under_way

VIEW = under_way(meeting("en"), "en")


def words(current_session: int | None, current_item: str | None, now_ms: int = NOW_MS) -> str:
    """Say where the meeting stands, without the marks of direction."""
    view = replace(VIEW, current_session=current_session, current_item=current_item)
    said = programme_words(view, now_ms)
    assert said.count("\u2068") == said.count("\u2069")
    return said.replace("\u2068", "").replace("\u2069", "")


def test_the_item_and_the_session_are_named() -> None:
    said = words(1, "4(a)")
    assert said.startswith("Item 4(a): Panel: training data, rights and remuneration · Session 1 · ")
    assert "10:00–13:00 Zurich time" in said


@pytest.mark.parametrize(("after", "number"), [(-1, 1), (0, 2), (1, 3), (2, 4)])
def test_between_sessions_the_next_one_is_told(after: int, number: int) -> None:
    now_ms = SESSIONS[after].ends_at_ms if after >= 0 else SESSIONS[0].starts_at_ms - 1
    said = words(None, None, now_ms)
    session = SESSIONS[number - 1]
    assert said.startswith(f"Next: Session {number}, ")
    assert when.clock_of(session.starts_at_ms, VIEW.details.timezone) in said


def test_after_the_last_session_that_is_said() -> None:
    assert words(None, None, SESSIONS[-1].ends_at_ms) == "The last session is over"


def test_a_meeting_without_sessions_says_nothing() -> None:
    assert programme_words(meeting("en"), NOW_MS) == ""
