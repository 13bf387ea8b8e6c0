"""Takes applications from the open page and sends each a mail: one to confirm, or one that says who is in already.

All of it is done beside the answer, which is the same for everybody and as quick: nobody learns from the page who is
registered. Nothing is registered before the mail's link was opened and its button pressed.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError
from common.model.meeting import MeetingDetails
from common.model.registration import Applicant
from room_console.core.admission.mail import Mailer
from room_console.core.web.brake import RateBrake
from room_console.core.web.links import WebLinks
from room_console.core.web.pending import LIFE_MS, PendingApplicants
from room_console.core.web.words import words_for

_log = logging.getLogger(__name__)

MOST_WAITING: Final = 200
"""Applications whose mail has not left; more are told to come back."""
MOST_AT_ONCE: Final = 4
PURGE_S: Final = 3_600.0
MAILS_PER_HOUR, MAILS_AT_ONCE = 3, 3
"""To one address, so that the page fills nobody's mailbox."""
ALL_MAILS_PER_MINUTE, ALL_MAILS_AT_ONCE = 600, 1_200


class Intake:
    """Thread: the core's loop. What waits for its mail is lost when the core ends: the page says to try again."""

    def __init__(
        self,
        pending: PendingApplicants,
        mailer: Mailer,
        links: WebLinks,
        is_registered: Callable[[str], bool],
        details: Callable[[], MeetingDetails],
        clock: Clock,
    ) -> None:
        self.pending = pending
        self._mailer = mailer
        self._links = links
        self._is_registered = is_registered
        self._details = details
        self._clock = clock
        self._brake = RateBrake(
            MAILS_PER_HOUR / 60, MAILS_AT_ONCE, ALL_MAILS_PER_MINUTE, ALL_MAILS_AT_ONCE, clock.mono_s()
        )
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._waiting = TaskOwner("applications")
        self._upkeep = TaskOwner("intake")

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self.pending.start()
        spawn(self._purge(), "purge of applications", self._upkeep)

    async def stop(self) -> None:
        """Give up the mails that are on their way."""
        await self._waiting.cancel_all()
        await self._upkeep.cancel_all()

    def take(self, applicant: Applicant) -> bool:
        """Take an application; False where too many wait."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        spawn(self._serve(applicant), "application", self._waiting)
        return True

    async def _serve(self, applicant: Applicant) -> None:
        async with self._places:
            if self._brake.count(applicant.email.casefold(), self._clock.mono_s()):
                _log.info("x an application: too many for one address")
                return
            try:
                await self._write(applicant)
            except ConferenceError as error:
                _log.warning("x an application got no mail: %s", error)

    async def _write(self, applicant: Applicant) -> None:
        words = words_for(applicant.language)
        title = self._details().title
        if self._is_registered(applicant.email):
            kind, link = "known", ""
        else:
            kind, link = "confirm", self._links.confirmation(await self.pending.put(applicant))
        subject = words.text(f"mail.{kind}.subject", title=title)
        text = words.text(f"mail.{kind}.text", title=title, link=link, hours=LIFE_MS // 3_600_000)
        await self._mailer.send(applicant.email, subject, text)

    async def _purge(self) -> None:
        while True:
            await self._clock.sleep(PURGE_S)
            try:
                await self.pending.purge()
            except ConferenceError as error:
                _log.warning("x old applications were not erased: %s", error)
