"""Reminders of coaching: each once, in the person's language, again after a mail that failed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.coaching import SlotId, SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId, ParticipantId
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from room_console.core.admission.mail import MailRefusedError
from room_console.core.coaching.reminders import Reminders
from room_console.core.coaching.slots import Slots
from room_console.core.store.store import Store
from tests.helpers.logfail import LogWatch

ANNA = ParticipantId("anna")
EVE_MS = round(datetime(2027, 5, 9, 5, tzinfo=UTC).timestamp() * 1000)
HOUR_S = 3600.0
BEFORE_MIN = (24 * 60, 60)


class NotedMailer:
    """Keeps what was sent; fails while it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.is_down = False
        self.refuses: set[str] = set()
        self.refuses_for_good: set[str] = set()

    async def send(self, to: str, subject: str, text: str) -> None:
        """Note it."""
        if to in self.refuses_for_good:
            raise MailRefusedError(ErrorCode.MAIL_FAILED, "no such mailbox")
        if self.is_down or to in self.refuses:
            raise ConferenceError(ErrorCode.MAIL_FAILED, "down")
        self.sent.append((to, subject, text))

    async def send_message(self, message: EmailMessage) -> None:
        """Never asked for."""
        raise AssertionError


class Kit:
    """Slots of which Anna has booked the first, at 9 o'clock in Zurich."""

    def __init__(self, store: Store) -> None:
        self.clock, self.mailer = ManualClock(EVE_MS), NotedMailer()
        self.language, self.domain = "en", "example.org"
        self.slots = Slots(store, lambda _: True, lambda: "Europe/Zurich", self.clock)
        details = MeetingDetails(MeetingId("mtg"), "X/1", "The Assembly", timezone="Europe/Zurich")
        self.reminders = Reminders(self.slots, self.mailer, self.person, lambda: details, BEFORE_MIN, self.clock)

    def person(self, who: ParticipantId) -> Person:
        """Make up somebody."""
        email = f"{who}@{self.domain}" if self.domain else ""
        return Person(who, f"{who.title()} Keller", "Norland", Role.DELEGATE, email, language=self.language)


@pytest.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    store = Store.open(tmp_path / "console.db")
    made = Kit(store)
    await made.slots.start()
    first, *_ = await made.slots.add(SlotSeries("2027-05-10", 9 * 60, 10 * 60, 20))
    await made.slots.book(first.slot, ANNA)
    yield made
    await store.close()


async def test_a_day_and_an_hour_before_each_once(kit: Kit) -> None:
    await kit.reminders.look()
    assert kit.mailer.sent == [], "26 hours before it is early"
    kit.clock.advance(3 * HOUR_S)
    for _ in range(3):
        assert await kit.reminders.look()
    kit.clock.advance(22.5 * HOUR_S)
    for _ in range(3):
        assert await kit.reminders.look()
    assert [to for to, _, _ in kit.mailer.sent] == ["anna@example.org"] * 2
    _, subject, text = kit.mailer.sent[0]
    assert "The Assembly" in subject
    assert "2027-05-10 09:00-09:20 (Europe/Zurich), 2027-05-10 07:00 UTC" in text


async def test_a_mail_that_failed_is_sent_later(kit: Kit, expects_logs: LogWatch) -> None:
    expects_logs("reminder of coaching to anna was not sent")
    kit.clock.advance(3 * HOUR_S)
    kit.mailer.is_down = True
    assert not await kit.reminders.look()
    kit.mailer.is_down = False
    assert await kit.reminders.look()
    assert len(kit.mailer.sent) == 1


async def test_an_address_that_is_refused_keeps_nobody_else_waiting(kit: Kit, expects_logs: LogWatch) -> None:
    expects_logs("reminder of coaching to anna was not sent")
    _, second, third = kit.slots.all()
    await kit.slots.book(second.slot, ParticipantId("boris"))
    await kit.slots.book(third.slot, ParticipantId("carla"))
    kit.mailer.refuses = {"anna@example.org"}
    kit.clock.advance(3 * HOUR_S)
    for _ in range(3):
        assert not await kit.reminders.look()
    assert [to for to, _, _ in kit.mailer.sent] == ["boris@example.org", "carla@example.org"]
    kit.mailer.refuses = set()
    assert await kit.reminders.look()
    assert kit.mailer.sent[2][0] == "anna@example.org"


async def test_a_refusal_for_good_is_told_once_and_over_until_the_next_reminder(
    kit: Kit, expects_logs: LogWatch
) -> None:
    expects_logs("reminder of coaching to anna is refused for good")
    kit.mailer.refuses_for_good = {"anna@example.org"}
    kit.clock.advance(3 * HOUR_S)
    assert await kit.reminders.look()
    assert kit.slots.due_reminders(BEFORE_MIN) == []
    kit.mailer.refuses_for_good = set()
    assert await kit.reminders.look()
    assert kit.mailer.sent == []
    kit.clock.advance(22.5 * HOUR_S)
    assert await kit.reminders.look()
    assert len(kit.mailer.sent) == 1, "an hour before, the address may have been put right"


async def test_staff_are_told_of_a_refusal_until_a_reminder_gets_through(kit: Kit, expects_logs: LogWatch) -> None:
    expects_logs("reminder of coaching to anna is refused for good")
    told: list[tuple[SlotId, ...]] = []
    kit.slots.on_changed = lambda: told.append(kit.slots.refused_reminders())
    first = kit.slots.all()[0].slot
    kit.mailer.refuses_for_good = {"anna@example.org"}
    kit.clock.advance(3 * HOUR_S)
    await kit.reminders.look()
    assert told == [(first,)]
    await kit.slots.start()
    assert kit.slots.refused_reminders() == (first,), "as kept on disk"
    kit.mailer.refuses_for_good = set()
    kit.clock.advance(22.5 * HOUR_S)
    await kit.reminders.look()
    assert told == [(first,), ()]


async def test_a_refusal_is_forgotten_with_the_booking(kit: Kit, expects_logs: LogWatch) -> None:
    expects_logs("reminder of coaching to anna is refused for good")
    kit.mailer.refuses_for_good = {"anna@example.org"}
    kit.clock.advance(3 * HOUR_S)
    await kit.reminders.look()
    await kit.slots.cancel(ANNA)
    assert kit.slots.refused_reminders() == ()
    await kit.slots.book(kit.slots.all()[0].slot, ParticipantId("boris"))
    assert kit.slots.refused_reminders() == ()


async def test_in_ones_language(kit: Kit) -> None:
    kit.language = "ar"
    kit.clock.advance(3 * HOUR_S)
    await kit.reminders.look()
    assert "جلسة التدريب" in kit.mailer.sent[0][1]


async def test_who_has_no_address_is_passed_over(kit: Kit) -> None:
    kit.domain = ""
    kit.clock.advance(3 * HOUR_S)
    assert await kit.reminders.look()
    assert kit.mailer.sent == []
    assert kit.slots.due_reminders(BEFORE_MIN) == []
