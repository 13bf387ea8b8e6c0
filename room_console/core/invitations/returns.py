"""Watches the mailbox of returned mails, and settles what they say."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from common.aio.clock import Clock
from common.model.errors import ConferenceError
from common.model.invitations import InvitationState
from room_console.core.invitations.book import InvitationBook
from room_console.core.invitations.mailboxes import MOST_AT_ONCE, Mailbox
from room_console.core.invitations.returned import Notification, read_notification

_log = logging.getLogger(__name__)

SOON_S: Final = 0.1


class Returns:
    """Looks into a mailbox now and then, in a thread. Thread: the core's loop for the methods."""

    def __init__(
        self, mailbox: Mailbox, book: InvitationBook, every_s: float, clock: Clock, told: Callable[[], None]
    ) -> None:
        self.problem = ""
        self._mailbox = mailbox
        self._book = book
        self._every_s = every_s
        self._clock = clock
        self._told = told

    async def run(self) -> None:
        """Look, for ever."""
        try:
            while True:
                is_more = await self._look_once() >= MOST_AT_ONCE
                self._told()
                await self._clock.sleep(SOON_S if is_more else self._every_s)
        finally:
            self._mailbox.close()

    async def _look_once(self) -> int:
        try:
            found = await self.look()
        except ConferenceError as error:
            if error.detail != self.problem:
                _log.warning("x returned mails can't be read: %s", error.detail)
            self.problem = error.detail
            return 0
        self.problem = ""
        return found

    async def look(self) -> int:
        """Read what is new; return how many mails that were. Raises: ConferenceError(`mail_failed`, `disk`).

        They are marked as read once what they say is on disk; what was read before a line broke is kept all the same.
        """
        read: list[Notification] = []

        def take(mail: bytes) -> None:
            if (notification := read_notification(mail)) is not None:
                read.append(notification)

        try:
            names = await asyncio.to_thread(self._mailbox.read, take)
        finally:
            for notification in read:
                await self.settle(notification)
        if names:
            await asyncio.to_thread(self._mailbox.mark, names)
        return len(names)

    async def settle(self, notification: Notification) -> None:
        """Keep what a notification says, unless better is known already. Raises: ConferenceError(`disk`)."""
        kept = self._book.find(notification.tag)
        if kept is None or kept.state in (InvitationState.WAITING, InvitationState.DELIVERED):
            return
        if notification.state is kept.state:
            return
        if notification.state is InvitationState.BOUNCED:
            _log.info("= invitation of %s came back: %s", kept.participant, notification.words)
        await self._book.settle(kept, notification.state, self._clock.now_ms(), notification.words)
