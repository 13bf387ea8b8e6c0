"""The desk of documents: who asks for what, and who is told."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from aiohttp import web

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.documents import Document, DocumentId, Release
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.names import clean_line, line_fault
from common.model.people import Action, Person
from common.protocol import documents as protocol
from common.protocol.codec import encode
from common.protocol.envelope import Message
from room_console.core.apart import Bounds, hear_nothing, run_apart
from room_console.core.audience import Audience
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.record.documents.cabinet import Cabinet, Upload, new_id
from room_console.core.record.documents.folder import FOLDER, DocumentFolder
from room_console.core.record.documents.looking import look
from room_console.core.record.documents.rights import may_read, may_remove, speaker_for
from room_console.core.record.documents.tickets import LIFE_S, TransferTickets
from room_console.core.record.documents.transfers import TYPES, Download, Transfers
from room_console.core.settings import DocumentSettings
from room_console.core.shelf import RecordStore

_log = logging.getLogger(__name__)

LOOKING: Final = Bounds(seconds=30, memory_bytes=400 << 20)
TOLD_AT_ONCE: Final = 100
"""Clients told before others have a turn."""
MB: Final = 1_000_000

People = Callable[[], Mapping[ParticipantId, Person]]


class DocumentDesk(Desk):
    """Lets documents in and out. Thread: the core's loop."""

    def __init__(
        self,
        store: RecordStore,
        state: Path,
        limits: DocumentSettings,
        people: People,
        audience: Audience,
        clock: Clock,
    ) -> None:
        self._folder = DocumentFolder(state / FOLDER, limits.keep_free_mb * MB)
        self._cabinet = Cabinet(store, self._folder, limits)
        self._people = people
        self._audience = audience
        self._clock = clock
        self._tasks = TaskOwner("documents")
        self._turn = asyncio.Lock()
        self._looking = asyncio.Semaphore(1)
        self._has_had = False
        """Whether there were documents since the start: then also the lack of them is told."""
        self._public = b""
        self.downloads: TransferTickets[Download] = TransferTickets(clock)
        self._uploads: TransferTickets[Upload] = TransferTickets(clock)
        self._transfers = Transfers(self._uploads, self.downloads, self._receive, limits.most_mbps, clock)
        self.answers = {
            protocol.AskUpload: Answer(self._ask_upload),
            protocol.RemoveDocument: Answer(self._remove),
            protocol.ReleaseDocument: Answer(self._release, Action.PREPARE),
            protocol.BindDocument: Answer(self._bind, Action.PREPARE),
        }

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._cabinet.load()
        self._has_had = len(self._cabinet) > 0

    async def stop(self) -> None:
        """End what runs."""
        await self._tasks.cancel_all()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the ways in and out."""
        self._transfers.add_routes(router)

    def greet(self, connection: Connection) -> None:
        """Tell who came what they may read."""
        if self._has_had and (person := self._people().get(connection.participant)) is not None:
            found = tuple(document for document in self._cabinet if may_read(person, document))
            if all(document.release is Release.ALL for document in found):
                connection.send_encoded(self._released())
            else:
                connection.send(protocol.Documents(found))

    def grant_download(self, by: ParticipantId, wanted: DocumentId, ref: int) -> protocol.DownloadTicket:
        """Issue a ticket for a document. Raises: ConferenceError(`not_found`), also where it may not be known of."""
        document, person = self._cabinet.find(wanted), self._person(by)
        if not may_read(person, document):
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such document")
        path = self._folder.path(wanted)
        ticket = self.downloads.issue(by, Download(wanted, path, document.name, TYPES[document.type]))
        return protocol.DownloadTicket(ref, wanted, ticket, document.name, document.size_bytes, document.sha256, LIFE_S)

    def _released(self) -> bytes:
        """Return what those are told who may read what all may; encoded once for all of them."""
        if not self._public:
            self._public = encode(protocol.Documents(tuple(d for d in self._cabinet if d.release is Release.ALL)))
        return self._public

    async def _ask_upload(self, connection: Connection, message: protocol.AskUpload) -> Message:
        person = self._person(connection.participant)
        speaker = speaker_for(person, self._wanted(message.speaker), message.kind)
        self._cabinet.check_room(person, message.size_bytes, self._transfers.under_way())
        upload = Upload(
            new_id(),
            person.participant,
            message.name,
            message.size_bytes,
            message.kind,
            _line(message.item),
            speaker.participant if speaker else None,
            speaker.delegation if speaker else "",
            _line(message.language),
        )
        ticket = self._uploads.issue(person.participant, upload)
        return protocol.UploadTicket(message.ref, upload.document, ticket, LIFE_S)

    async def _receive(self, upload: Upload, chunks: AsyncIterator[bytes]) -> None:
        """Take a file in; on disk, and told to all who may read it, when this returns. Raises: ConferenceError."""
        received = await self._folder.receive(upload.document, chunks, upload.size_bytes)
        try:
            async with self._looking:
                kind = await run_apart(LOOKING, hear_nothing, look, received.path)
        except BaseException:
            with contextlib.suppress(ConferenceError):
                await asyncio.shield(self._folder.discard(received))
            raise
        taking = self._cabinet.take_in(upload, received, kind, self._clock.now_ms())
        document = await asyncio.shield(spawn(taking, name="keep document", owner=self._tasks))
        _log.info("< %s of %s: %s, %d bytes", document.document, document.by, kind, document.size_bytes)
        await self._tell(None, document)

    async def _release(self, connection: Connection, message: protocol.ReleaseDocument) -> None:
        await self._change(message.document, release=message.release)

    async def _bind(self, connection: Connection, message: protocol.BindDocument) -> None:
        speaker = self._wanted(message.speaker)
        known = self._cabinet.find(message.document)
        await self._change(
            message.document,
            kind=message.kind,
            item=_line(message.item),
            speaker=message.speaker,
            delegation=speaker.delegation if speaker else known.delegation if known.speaker is None else "",
            language=_line(message.language),
        )

    async def rebind(self, item: str, to: str) -> None:
        """Let the documents of an item follow to its new number. Raises: ConferenceError(`disk`)."""
        async with self._turn:
            for document in [one for one in self._cabinet if one.item == item]:
                await self._tell(document, await self._cabinet.change(document, item=to))

    async def _remove(self, connection: Connection, message: protocol.RemoveDocument) -> None:
        async with self._turn:
            document, person = self._cabinet.find(message.document), self._person(connection.participant)
            if not may_read(person, document):
                raise ConferenceError(ErrorCode.NOT_FOUND, "no such document")
            if not may_remove(person, document):
                raise ConferenceError(ErrorCode.NOT_ALLOWED, "it is released, or another's")
            await self._cabinet.remove(document)
            await self._tell(document, None)

    async def _change(self, wanted: DocumentId, **changes: object) -> None:
        async with self._turn:
            before = self._cabinet.find(wanted)
            if replace(before, **changes) != before:  # type: ignore[arg-type]
                await self._tell(before, await self._cabinet.change(before, **changes))

    async def _tell(self, before: Document | None, after: Document | None) -> None:
        """Tell everyone what they may know of a change; encoded once, some at a time."""
        self._has_had, self._public = True, b""
        changed = encode(protocol.DocumentsChanged(changed=(after,))) if after is not None else b""
        gone = encode(protocol.DocumentsChanged(gone=(before.document,))) if before is not None else b""
        for number, connection in enumerate(self._audience.everyone()):
            if number % TOLD_AT_ONCE == TOLD_AT_ONCE - 1:
                await self._clock.sleep(0)
            if (person := self._people().get(connection.participant)) is None:
                continue
            if after is not None and may_read(person, after):
                connection.send_encoded(changed)
            elif before is not None and may_read(person, before):
                connection.send_encoded(gone)

    def _person(self, who: ParticipantId) -> Person:
        if (person := self._people().get(who)) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "registered no more")
        return person

    def _wanted(self, speaker: ParticipantId | None) -> Person | None:
        return None if speaker is None else self._person(speaker)


def _line(text: str) -> str:
    line = clean_line(text)
    if fault := line_fault(line):
        raise ConferenceError(ErrorCode.MALFORMED, fault)
    return line
