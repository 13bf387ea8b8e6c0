"""Reminders of booked coaching, by e-mail: each sent once, in the person's language."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from common.aio.clock import Clock
from common.model.coaching import CoachingSlot, SlotId
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails
from common.model.people import Person
from common.model.zones import UTC, in_zone
from room_console.core.admission.mail import Mailer, MailRefusedError
from room_console.core.coaching.slots import Slots
from room_console.core.web.words import words_for

_log = logging.getLogger(__name__)

LOOK_S: Final = 20.0
SEND_TIMEOUT_S: Final = 30.0
WAIT_S: Final = 120.0
"""After a mail that could not be sent."""


class Reminders:
    """Thread: the core's loop."""

    def __init__(
        self,
        slots: Slots,
        mailer: Mailer,
        person: Callable[[ParticipantId], Person | None],
        details: Callable[[], MeetingDetails],
        before_min: tuple[int, ...],
        clock: Clock,
    ) -> None:
        """`before_min` are the minutes before a slot at which a reminder goes out."""
        self._slots = slots
        self._mailer = mailer
        self._person = person
        self._details = details
        self._before_min = before_min
        self._clock = clock
        self._failed: set[SlotId] = set()
        """Whose last mail was not taken: those of the others go first."""

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        while self._before_min:
            is_well = await self.look()
            await self._clock.sleep(LOOK_S if is_well else WAIT_S)

    async def look(self) -> bool:
        """Send what is due now; False where a mail could not be sent. A server that is silent is asked no more now."""
        due = sorted(self._slots.due_reminders(self._before_min), key=lambda one: one[0].slot in self._failed)
        failed: set[SlotId] = set()
        for slot, minutes in due:
            try:
                is_taken = await self._is_taken(slot)
                await self._slots.note_reminded(slot, minutes, is_refused=not is_taken)
            except (ConferenceError, TimeoutError) as error:
                failed.add(slot.slot)
                if slot.slot not in self._failed:
                    _log.warning("x reminder of coaching to %s was not sent: %s", slot.participant, error)
                if isinstance(error, TimeoutError):
                    break
        self._failed = failed
        return not failed

    async def _is_taken(self, slot: CoachingSlot) -> bool:
        """Send; a mail that is refused for good is kept with the slot, told of once, and over."""
        try:
            await self._remind(slot)
        except MailRefusedError as error:
            _log.warning("x reminder of coaching to %s is refused for good: %s", slot.participant, error)
            return False
        return True

    async def _remind(self, slot: CoachingSlot) -> None:
        person = self._person(slot.participant) if slot.participant is not None else None
        if person is None or not person.email:
            return
        words, details = words_for(person.language), self._details()
        values = {"name": person.name, "title": details.title, "when": when_words(slot, details.timezone)}
        paragraphs = [words.text(f"mail.coaching.{part}", **values) for part in ("hello", "when", "how", "other")]
        subject = words.text("mail.coaching.subject", **values)
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await self._mailer.send(person.email, subject, "\n\n".join(paragraphs) + "\n")
        _log.info("> %s is reminded of coaching", person.participant)


def when_words(slot: CoachingSlot, timezone: str) -> str:
    """Say when a slot is, in the meeting's time and in UTC."""
    starts, ends = in_zone(slot.starts_at_ms, timezone), in_zone(slot.ends_at_ms, timezone)
    here = f"{starts:%Y-%m-%d %H:%M}-{ends:%H:%M} ({timezone})"
    return here if timezone == UTC else f"{here}, {in_zone(slot.starts_at_ms, UTC):%Y-%m-%d %H:%M} UTC"
