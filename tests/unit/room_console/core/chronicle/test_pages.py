"""Pages of a journal of many thousand entries."""

import time
from pathlib import Path

import pytest
import pytest_asyncio

from common.model.chronicle import Deeds, JournalLine
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.people import Presence
from room_console.core.chronicle.pages import LOOKED_AT, PAGE_LINES, read_page
from room_console.core.meeting.events import ChannelSelected, Event, FloorGiven, PresenceChanged
from tests.helpers.recordkit import keep

ENTRIES = 5_000
EVERYTHING = frozenset(Deeds)
ANNA, BORIS, CHAIR = ParticipantId("anna"), ParticipantId("boris"), ParticipantId("chair")


def event_of(number: int) -> Event:
    if number == 3:
        return FloorGiven(RequestId(1), ANNA, None, number, CHAIR)
    return PresenceChanged(BORIS, Presence.JOINED) if number % 2 else ChannelSelected(ANNA, 0, 0.0)  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> Path:
    return await keep(tmp_path / "state", [(number, event_of(number)) for number in range(1, ENTRIES + 1)])


def test_newest_first_a_page_at_a_time_to_the_beginning(database: Path) -> None:
    before: Revision | None = None
    seen: list[int] = []
    while True:
        lines, before = read_page(database, before, EVERYTHING, None)
        assert len(lines) <= PAGE_LINES
        seen += [line.revision for line in lines]
        if before is None:
            break
    assert seen == [n for n in range(ENTRIES, 0, -1) if n % 2]


def test_a_rare_line_is_found_in_bounded_steps(database: Path) -> None:
    first, before = read_page(database, None, {Deeds.FLOOR}, None)
    assert (first, before) == ((), ENTRIES - LOOKED_AT + 1)
    found: list[JournalLine] = []
    while before is not None:
        lines, before = read_page(database, before, {Deeds.FLOOR}, None)
        found += lines
    assert [(line.deed, line.by, line.participant) for line in found] == [("floor_given", CHAIR, ANNA)]


def test_of_some_people_only(database: Path) -> None:
    assert read_page(database, Revision(10), EVERYTHING, frozenset({CHAIR}))[0][0].participant == ANNA
    assert read_page(database, None, EVERYTHING, frozenset())[0] == ()


@pytest.mark.parametrize(("before", "count"), [(2**64 - 1, PAGE_LINES), (0, 0), (-(2**63), 0)])
def test_a_place_far_out_of_the_journal_is_its_end_or_its_beginning(database: Path, before: int, count: int) -> None:
    assert len(read_page(database, Revision(before), EVERYTHING, None)[0]) == count


def test_a_page_takes_a_moment(database: Path) -> None:
    begun_s = time.perf_counter()
    read_page(database, None, {Deeds.FLOOR}, None)
    assert time.perf_counter() - begun_s < 1.0


def test_a_journal_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConferenceError) as caught:
        read_page(tmp_path / "none.db", None, EVERYTHING, None)
    assert caught.value.code is ErrorCode.DISK
