"""The chat with the technicians: plain, bounded, braked, and there after a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.assistance.chats import BURST, MOST_LINES, MOST_ROWS, Chats, plain_text
from room_console.core.store.store import Store

ANNA, OLGA = ParticipantId("anna"), ParticipantId("olga")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store.open(tmp_path / "console.db")
    yield made
    await made.close()


async def test_lines_are_numbered_and_come_back(store: Store) -> None:
    clock = ManualClock()
    chats = Chats(store, clock)
    await chats.start()
    await chats.say(ANNA, ANNA, "I hear nothing")
    clock.advance(1)
    await chats.say(ANNA, OLGA, "Which headphone?")
    assert [(line.number, line.by) for line in chats.lines(ANNA)] == [(1, ANNA), (2, OLGA)]
    assert chats.lines(OLGA) == ()
    again = Chats(store, clock)
    await again.start()
    assert again.lines(ANNA) == chats.lines(ANNA)
    assert (await again.say(ANNA, ANNA, "This one")).number == 3


async def test_the_oldest_line_goes_also_from_the_disk(store: Store) -> None:
    clock = ManualClock()
    chats = Chats(store, clock)
    await chats.start()
    for number in range(MOST_LINES + 3):
        clock.advance(6)
        await chats.say(ANNA, ANNA, f"line {number}")
    assert len(chats.lines(ANNA)) == len(await store.read_records("chat")) == MOST_LINES
    assert chats.lines(ANNA)[0].text == "line 3"


async def test_who_writes_too_fast_waits_and_the_other_end_does_not(store: Store) -> None:
    clock = ManualClock()
    chats = Chats(store, clock)
    await chats.start()
    for _ in range(BURST):
        await chats.say(ANNA, ANNA, "hurry")
    with pytest.raises(ConferenceError) as refused:
        await chats.say(ANNA, ANNA, "hurry")
    assert refused.value.code is ErrorCode.TOO_FAST
    assert refused.value.retry_after_s == pytest.approx(5.0)
    await chats.say(ANNA, OLGA, "I come")
    clock.advance(5)
    await chats.say(ANNA, ANNA, "thank you")


def test_text_is_plain() -> None:
    assert plain_text("  one \r\n two  ") == "one\ntwo"
    assert plain_text("<b>&amp;</b>") == "<b>&amp;</b>"
    assert plain_text("\n".join("x" * 30)).count("\n") == MOST_ROWS - 1


@pytest.mark.parametrize("text", ["", " \n \t ", "a\u202eb", "a\u2066b", "bell\x07", "\u200b\u200b"])
def test_nothing_and_what_would_harm_is_refused(text: str) -> None:
    with pytest.raises(ConferenceError) as refused:
        plain_text(text)
    assert refused.value.code is ErrorCode.MALFORMED
