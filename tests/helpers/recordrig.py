"""The record's desk behind a real server, and people who are in."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from common.aio.clock import SystemClock
from common.control.files import download_file, upload_file
from common.control.joinlink import JoinLink
from common.model.documents import DocumentId, DocumentKind
from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.documents import AskDownload, AskUpload, DownloadTicket, UploadTicket
from common.protocol.envelope import Message, Request
from room_console.core.audience import Audience
from room_console.core.control.server import ControlServer
from room_console.core.meeting.state import MeetingState
from room_console.core.record.desk import RecordDesk
from room_console.core.settings import DocumentSettings
from room_console.core.store.store import Store
from tests.helpers.control import MEETING, SmallGateway, certificate
from tests.helpers.corestore import NotedConnection
from tests.helpers.recordkit import DETAILS, person

ANNA, ALAN, BORIS, OTTO, SECRETARY, BOOTH = (
    ParticipantId(name) for name in ("anna", "alan", "boris", "otto", "secretary", "booth")
)
PEOPLE = {
    ANNA: (Role.DELEGATE, "Aland"),
    ALAN: (Role.DELEGATE, "Aland"),
    BORIS: (Role.DELEGATE, "Borland"),
    OTTO: (Role.OBSERVER, "Aland"),
    SECRETARY: (Role.SECRETARIAT, ""),
    BOOTH: (Role.INTERPRETER, ""),
}
SMALL = DocumentSettings(most_mb_file=1, most_mb_person=2, most_mb_meeting=3, keep_free_mb=10, most_mbps=10_000)


@dataclass
class RecordRig:
    """A desk that runs. `state` may be changed by a test."""

    folder: Path
    desk: RecordDesk
    state: MeetingState
    audience: Audience
    server: ControlServer
    connections: dict[ParticipantId, NotedConnection] = field(default_factory=dict)

    @property
    def link(self) -> JoinLink:
        """The way to the server."""
        return JoinLink("127.0.0.1", self.server.port, MEETING, "", self.server.fingerprint)

    @property
    def files(self) -> list[str]:
        """What lies in the folder of documents."""
        return sorted(path.name for path in (self.folder / "documents").iterdir())

    def enter(self, who: ParticipantId) -> NotedConnection:
        """Let somebody in."""
        connection = NotedConnection(who, self.state.people[who].role)
        self.audience.add(connection)
        self.desk.greet(connection)
        self.connections[who] = connection
        return connection

    async def ask(self, who: ParticipantId, message: Request) -> Message | None:
        """Ask as somebody who is in. Raises: ConferenceError."""
        connection = self.connections.get(who) or self.enter(who)
        return await self.desk.answers[type(message)].handler(connection, message)

    async def ticket(self, who: ParticipantId, size_bytes: int, name: str = "speech.pdf") -> UploadTicket:
        """Ask for an upload."""
        granted = await self.ask(who, AskUpload(ref=1, name=name, kind=DocumentKind.STATEMENT, size_bytes=size_bytes))
        assert isinstance(granted, UploadTicket)
        return granted

    async def upload(self, who: ParticipantId, data: bytes, name: str = "speech.pdf") -> DocumentId:
        """Hand in a file."""
        granted = await self.ticket(who, len(data), name)
        path = self.folder / "own-copy"
        path.write_bytes(data)
        await upload_file(self.link, granted.document, granted.ticket, path, lambda _: None)
        return granted.document

    async def download(self, who: ParticipantId, document: DocumentId) -> tuple[str, bytes]:
        """Fetch a file; return its name and content."""
        granted = await self.ask(who, AskDownload(ref=2, document=document))
        assert isinstance(granted, DownloadTicket)
        path = self.folder / "fetched"
        await download_file(self.link, granted, path, lambda _: None)
        return granted.name, path.read_bytes()


@contextlib.asynccontextmanager
async def record_rig(folder: Path, limits: DocumentSettings = SMALL) -> AsyncIterator[RecordRig]:
    """Run the desk over what `folder` holds."""
    state = MeetingState(details=DETAILS)
    for number, (who, (role, delegation)) in enumerate(PEOPLE.items()):
        state.people[who] = person(number, participant=who, name=str(who), role=role, delegation=delegation)
    audience = Audience(Revision(0))
    store = Store.open(folder / "console.db")
    desk = RecordDesk(store, folder, folder / "console.db", limits, lambda: state, audience, SystemClock())
    await desk.start()
    tls = certificate(folder / "tls")
    server = ControlServer(SmallGateway(), MEETING, host="127.0.0.1", port=0, tls=tls, pages=[desk.add_routes])
    await server.start()
    try:
        yield RecordRig(folder, desk, state, audience, server)
    finally:
        await desk.stop()
        await server.stop()
        await store.close()
