"""The desk for what brings many people in at once: files from the office, other systems over HTTP, and their keys."""

import asyncio
from collections import OrderedDict
from typing import Final

from aiohttp import web

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, may
from common.model.registration import Source
from common.protocol import people as messages
from common.protocol.envelope import Message
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.people.applying import Imports
from room_console.core.people.decoding import MAX_FILE_BYTES
from room_console.core.people.http import PATH, PeopleEndpoint
from room_console.core.people.keys import ApiKeys
from room_console.core.people.planning import ImportPlan
from room_console.core.people.reading import Table, read_csv
from room_console.core.people.telling import entries, preview
from room_console.core.registration import Registration
from room_console.core.shelf import RecordStore

MOST_PIECE_BYTES: Final = 44 * 1024
"""In Base64 it stays below the 64 kB of a request."""
MOST_PLANS: Final = 4
"""That wait to be carried out; an older one must be shown anew."""


class PeopleDesk(Desk):
    """Thread: the core's loop; files are read and compared in a thread."""

    def __init__(self, registration: Registration, conductor: Conductor, store: RecordStore, clock: Clock) -> None:
        self._keys = ApiKeys(store, clock)
        self._imports = Imports(conductor, registration, clock)
        self._endpoint = PeopleEndpoint(
            self._imports, self._keys, lambda: conductor.meeting.state.registration, self._tell_keys, clock
        )
        self._preparers: dict[ParticipantId, Connection] = {}
        self._uploads: dict[ParticipantId, bytearray] = {}
        self._tables: OrderedDict[int, Table] = OrderedDict()
        """Of plans that wait: a table is in here, or with the one who carries its plan out."""
        self._last_plan = 0
        self.answers = {
            messages.UploadPeople: Answer(self._upload, Action.PREPARE),
            messages.ApplyImport: Answer(self._apply, Action.PREPARE),
            messages.MakeApiKey: Answer(self._make_key, Action.PREPARE),
            messages.RevokeApiKey: Answer(self._revoke_key, Action.PREPARE),
        }

    async def start(self) -> None:
        """Read the keys. Raises: ConferenceError(`disk`)."""
        await self._keys.load()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the import over HTTP."""
        router.add_post(PATH, self._endpoint.serve)

    def greet(self, connection: Connection) -> None:
        """Tell who prepares which keys there are."""
        if may(connection.role, Action.PREPARE):
            self._preparers[connection.participant] = connection
            connection.send(messages.ApiKeys(self._keys.infos()))

    def detached(self, connection: Connection) -> None:
        """Forget a link that has gone, and what it was sending."""
        self._preparers.pop(connection.participant, None)
        self._uploads.pop(connection.participant, None)

    async def _upload(self, connection: Connection, message: messages.UploadPeople) -> Message | None:
        who = connection.participant
        if message.offset == 0:
            self._uploads[who] = bytearray()
        data = self._uploads.get(who)
        if data is None or message.offset != len(data) or len(message.data) > MOST_PIECE_BYTES:
            raise ConferenceError(ErrorCode.UNEXPECTED, "the pieces of a file follow each other")
        if len(data) + len(message.data) > MAX_FILE_BYTES:
            del self._uploads[who]
            raise ConferenceError(ErrorCode.TOO_LARGE, f"a file is {MAX_FILE_BYTES} bytes at most")
        data += message.data
        if not message.is_last:
            return None
        del self._uploads[who]
        return await self._preview(connection, message.ref, bytes(data))

    async def _preview(self, connection: Connection, ref: int, data: bytes) -> Message:
        table = await self._imports.read(read_csv, data)
        plan = await self._imports.plan(table, Source.OFFICE)
        for page in await asyncio.to_thread(lambda: list(entries(plan))):
            connection.send(page)
            await asyncio.sleep(0)
        self._last_plan += 1
        told = preview(ref, self._last_plan, table, plan)
        await asyncio.to_thread(plan.free)
        if table.is_whole:
            self._tables[told.plan] = table
            while len(self._tables) > MOST_PLANS:
                _, oldest = self._tables.popitem(last=False)
                await asyncio.to_thread(oldest.free)
        return told

    async def _apply(self, connection: Connection, message: messages.ApplyImport) -> Message | None:
        table = self._tables.pop(message.plan, None)
        if table is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "this preview is too old: open the file again")
        plan: ImportPlan | None = None
        try:
            result = await self._imports.apply(
                table,
                connection.participant,
                Source.OFFICE,
                is_partial=message.is_partial,
                removes_missing=message.removes_missing,
            )
            if not result.is_done:
                raise ConferenceError(ErrorCode.MALFORMED, f"{len(result.plan.faults)} lines have faults")
            plan = result.plan
        finally:
            if plan is None:
                self._tables[message.plan] = table
        refused = len(plan.faults) + len(result.refused)
        done = len(plan.new) + len(plan.changed) - len(result.refused)
        told = messages.ImportDone(message.ref, done, result.removed, len(plan.webcast), refused, plan.same)
        await asyncio.to_thread(table.free)
        await asyncio.to_thread(plan.free)
        return told

    async def _make_key(self, connection: Connection, message: messages.MakeApiKey) -> Message | None:
        key = await self._keys.make(message.label)
        self._tell_keys()
        return messages.ApiKeyMade(message.ref, key)

    async def _revoke_key(self, connection: Connection, message: messages.RevokeApiKey) -> Message | None:
        await self._keys.revoke(message.id)
        self._tell_keys()
        return None

    def _tell_keys(self) -> None:
        for connection in self._preparers.values():
            connection.send(messages.ApiKeys(self._keys.infos()))
