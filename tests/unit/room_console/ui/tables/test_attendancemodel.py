"""Who was in a session: from when to when, and on which day where these are two."""

from datetime import UTC, datetime

from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.model.record import Attended
from room_console.ui.tables.attendancemodel import AttendanceModel, Present

ANNA = ParticipantView(ParticipantId("anna"), "Anna Keller", "Norland", Role.DELEGATE)


def said(starts: datetime, ends: datetime) -> tuple[str, str]:
    """Return what stands under *From* and *To*."""
    model = AttendanceModel()
    model.timezone = "Europe/Zurich"
    from_ms, to_ms = (round(at.timestamp() * 1000) for at in (starts, ends))
    row = Present(ANNA, Attended(ANNA.participant, from_ms, to_ms, to_ms - from_ms, 1))
    return model.text(row, 3), model.text(row, 4)


def test_within_a_day_the_hours_do() -> None:
    day = datetime(2026, 5, 4, 8, tzinfo=UTC)
    assert said(day, day.replace(hour=11)) == ("10:00", "13:00")


def test_over_midnight_in_the_meetings_zone_the_days_are_said() -> None:
    starts, ends = said(datetime(2026, 5, 4, 21, tzinfo=UTC), datetime(2026, 5, 4, 23, 30, tzinfo=UTC))
    assert "4 May 2026" in starts
    assert starts.endswith("23:00")
    assert "5 May 2026" in ends
    assert ends.endswith("01:30")
