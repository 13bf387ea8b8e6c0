"""Keeps the meeting's card true, and gives the meeting out as a file."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError
from common.model.people import Action
from common.protocol.envelope import Message
from common.protocol.meetings import ExportMeeting, MeetingExported
from room_console.core.catalogue.card import card_of, write_card
from room_console.core.catalogue.meetingfile import SUFFIX, encode_file, file_of
from room_console.core.catalogue.start import keep_start
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting.events import DetailsStated, Event, PersonListed, PersonUnlisted

_log = logging.getLogger(__name__)

SETTLE_S = 2.0
"""Changes that come closer together are written as one: an import lists thousands."""


class CatalogueDesk(Desk):
    """Thread: the core's loop; files are written in a worker thread."""

    def __init__(self, conductor: Conductor, state: Path) -> None:
        self._conductor = conductor
        self._state = state
        self._changed = asyncio.Event()
        self._tasks = TaskOwner("catalogue")
        self.answers = {ExportMeeting: Answer(self._export, Action.PREPARE)}

    async def start(self) -> None:
        """Write the card, then keep it true; the people are kept in the journal alone.

        Raises: ConferenceError(`disk`).
        """
        await asyncio.to_thread(keep_start, self._state, file_of(self._conductor.meeting.state, has_people=False))
        await self._write()
        spawn(self._keep(), name="card", owner=self._tasks)

    async def stop(self) -> None:
        """Write what has changed, and end."""
        await self._tasks.cancel_all()
        if self._changed.is_set():
            await self._write()

    def decided(self, events: Sequence[Event]) -> None:
        """Note what stands on the card."""
        if any(isinstance(event, DetailsStated | PersonListed | PersonUnlisted) for event in events):
            self._changed.set()

    async def _keep(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(SETTLE_S)
            await self._write()

    async def _write(self) -> None:
        self._changed.clear()
        state = self._conductor.meeting.state
        card = card_of(state.details, list(state.people.values()))
        try:
            await asyncio.to_thread(write_card, self._state, card)
        except ConferenceError as error:
            _log.warning("x the meeting's card: %s", error)

    async def _export(self, connection: Connection, message: ExportMeeting) -> Message:
        file = file_of(self._conductor.meeting.state, has_people=message.has_people)
        data = await asyncio.to_thread(encode_file, file)
        return MeetingExported(message.ref, f"{file.details.meeting}{SUFFIX}", data)
