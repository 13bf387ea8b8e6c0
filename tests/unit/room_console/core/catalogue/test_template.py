"""The next meeting, on the pattern of one: its days later, its people and papers its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec
import pytest

from common.model.agenda import Format, Session
from common.model.catalogue import NewMeeting
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.zones import at_ms_of, in_zone
from room_console.core.catalogue.catalogue import Catalogue
from room_console.core.catalogue.meetingfile import encode_file
from room_console.core.catalogue.start import read_start
from room_console.core.catalogue.template import next_of
from room_console.core.store.files import DATABASE
from room_console.core.store.store import Store
from tests.helpers.meetingfiles import DETAILS, FILE

ZURICH, TOKYO = "Europe/Zurich", "Asia/Tokyo"
NEW = NewMeeting("Standing Committee, 37th session", "SCP/37", Format.HYBRID, ZURICH)
MARCH = date(2026, 3, 23)
OPENING = at_ms_of(MARCH, time(10), ZURICH)
LASTED = replace(
    DETAILS,
    sessions=(
        Session(1, "Morning", OPENING, OPENING + 3 * 3_600_000),
        Session(
            2, "Night", at_ms_of(date(2026, 3, 24), time(23), ZURICH), at_ms_of(date(2026, 3, 25), time(2), ZURICH)
        ),
    ),
)
PATTERN = msgspec.structs.replace(
    FILE,
    details=LASTED,
    registration=replace(
        FILE.registration, deadline_at_ms=at_ms_of(date(2026, 3, 20), time(18), ZURICH), is_page_open=True
    ),
)


def at(day: date) -> int:
    return round(datetime.combine(day, time(12), UTC).timestamp() * 1000)


def test_days_move_by_weeks_and_hours_stay_over_a_change_of_clocks() -> None:
    made = next_of(PATTERN, NEW, at(date(2026, 4, 1)))
    shown = [f"{in_zone(s.starts_at_ms, ZURICH):%Y-%m-%d %H:%M %z}" for s in made.details.sessions]
    assert shown == ["2026-04-06 10:00 +0200", "2026-04-07 23:00 +0200"]
    assert made.details.sessions[1].ends_at_ms - made.details.sessions[1].starts_at_ms == 3 * 3_600_000
    assert f"{in_zone(made.registration.deadline_at_ms or 0, ZURICH):%Y-%m-%d %H:%M}" == "2026-04-03 18:00"


def test_what_is_to_come_stays_where_it_is_and_another_zone_has_the_same_hours() -> None:
    made = next_of(PATTERN, replace(NEW, timezone=TOKYO), at(date(2026, 3, 1)))
    assert f"{in_zone(made.details.sessions[0].starts_at_ms, TOKYO):%Y-%m-%d %H:%M}" == "2026-03-23 10:00"


def test_people_links_and_the_open_page_stay_behind() -> None:
    made = next_of(PATTERN, NEW, at(date(2026, 4, 1)))
    assert made.people == ()
    assert [item.links for item in made.details.agenda] == [()]
    assert not made.registration.is_page_open
    assert (made.rules, made.registration.on_site_quota) == (FILE.rules, FILE.registration.on_site_quota)
    assert (made.details.symbol, made.details.title) == ("SCP/37", "Standing Committee, 37th session")


async def test_a_meeting_that_is_open_or_archived_is_a_pattern_too(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    (tmp_path / "x.json").write_bytes(encode_file(FILE))
    old = catalogue.import_file(tmp_path / "x.json")
    assert catalogue.copy(old, NEW, at(date(2026, 4, 1))) == "scp-37"
    start = read_start(catalogue.directory(MeetingId("scp-37")))
    assert start is not None
    assert (start.details.meeting, start.people) == ("scp-37", ())
    store = Store.open(catalogue.directory(MeetingId("scp-37")) / DATABASE)
    assert catalogue.copy(MeetingId("scp-37"), NEW, 0) == "scp-37-2"
    await store.close()
    twice = read_start(catalogue.directory(MeetingId("scp-37-2")))
    assert twice is not None
    assert [item.number for item in twice.details.agenda] == ["1"], "its core had not taken it in yet"
    catalogue.archive(old)
    assert catalogue.copy(old, NEW, 0) == "scp-37-3"
    with pytest.raises(ConferenceError) as refusal:
        catalogue.copy(old, replace(NEW, timezone="Nowhere"), 0)
    assert refusal.value.code is ErrorCode.MALFORMED
