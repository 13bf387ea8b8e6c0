"""Documents over HTTPS: handed in, looked into, released, handed out; and what strangers try."""

import asyncio
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest

from common.control.files import upload_file
from common.control.trust import PinnedContext
from common.model.agenda import AgendaItem
from common.model.documents import Document, DocumentId, DocumentKind, DocumentType, Release
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.documents import (
    AskDownload,
    AskUpload,
    BindDocument,
    Documents,
    DocumentsChanged,
    MarkOnSite,
    ReleaseDocument,
    RemoveDocument,
)
from room_console.core.meeting.events import DetailsStated
from room_console.core.record.desk import renumbered
from tests.helpers import officefiles
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection
from tests.helpers.recordkit import DETAILS, FIRST, SECOND
from tests.helpers.recordrig import ALAN, ANNA, BOOTH, BORIS, OTTO, SECRETARY, RecordRig, record_rig


async def refused(wish: object) -> ErrorCode:
    with pytest.raises(ConferenceError) as caught:
        await wish  # type: ignore[misc]
    return caught.value.code


def known(connection: NotedConnection) -> dict[DocumentId, Document]:
    """Return what a client knows of documents by now."""
    found: dict[DocumentId, Document] = {}
    for message in connection.messages:
        if isinstance(message, Documents):
            found = {one.document: one for one in message.documents}
        elif isinstance(message, DocumentsChanged):
            found |= {one.document: one for one in message.changed}
            found = {key: one for key, one in found.items() if key not in message.gone}
    return found


async def http(
    rig: RecordRig, method: str, document: str, ticket: str, **more: object
) -> tuple[int, str, dict[str, str]]:
    """Do without our client's manners."""
    connector = aiohttp.TCPConnector(ssl=PinnedContext.made(rig.server.fingerprint))
    url = f"https://127.0.0.1:{rig.server.port}/documents/{document}"
    headers = {"Authorization": f"Bearer {ticket}"} if ticket else {}
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.request(method, url, headers={**headers, **more.pop("headers", {})}, **more) as response,  # type: ignore[arg-type, dict-item]
    ):
        return response.status, (await response.read()).decode("latin-1"), dict(response.headers)


async def test_a_statement_is_held_until_it_is_released_and_comes_out_as_it_went_in(tmp_path: Path) -> None:
    data = officefiles.docx_file("Thank you, Chair.")
    async with record_rig(tmp_path) as rig:
        people = {who: rig.enter(who) for who in (ANNA, ALAN, BORIS, OTTO, SECRETARY, BOOTH)}
        document = await rig.upload(ANNA, data, "../Statement of Åland.exe")
        assert {who for who, seen in people.items() if known(seen)} == {ANNA, ALAN, SECRETARY}
        found = known(people[ALAN])[document]
        assert (found.name, found.type) == ("Statement of Åland.exe.docx", DocumentType.DOCX)
        assert found.sha256 == hashlib.sha256(data).hexdigest()
        assert await refused(rig.ask(BORIS, AskDownload(ref=3, document=document))) is ErrorCode.NOT_FOUND
        assert await rig.download(ALAN, document) == (found.name, data)

        await rig.ask(SECRETARY, ReleaseDocument(ref=4, document=document, release=Release.BOOTHS))
        assert {who for who, seen in people.items() if known(seen)} == {ANNA, ALAN, SECRETARY, BOOTH}
        await rig.ask(SECRETARY, ReleaseDocument(ref=5, document=document, release=Release.ALL))
        assert await rig.download(OTTO, document) == (found.name, data)

        await rig.ask(SECRETARY, ReleaseDocument(ref=6, document=document, release=Release.HELD))
        assert {who for who, seen in people.items() if known(seen)} == {ANNA, ALAN, SECRETARY}


async def test_all_is_there_after_a_restart_and_halves_are_not(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        document = await rig.upload(ANNA, officefiles.PDF)
        await rig.ask(SECRETARY, ReleaseDocument(ref=1, document=document, release=Release.ALL))
    (tmp_path / "documents" / "d-0.partial").write_bytes(b"half")
    (tmp_path / "documents" / "d-unknown").write_bytes(b"of nobody")
    async with record_rig(tmp_path) as rig:
        assert rig.files == [document]
        assert list(known(rig.enter(OTTO))) == [document]
        assert (await rig.download(OTTO, document))[1] == officefiles.PDF


async def test_the_secretariat_binds_and_removes(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        document = await rig.upload(SECRETARY, officefiles.PDF)
        bind = BindDocument(ref=1, document=document, kind=DocumentKind.STATEMENT, item="3", speaker=BORIS)
        await rig.ask(SECRETARY, bind)
        found = known(rig.enter(BORIS))[document]
        assert (found.item, found.speaker, found.delegation) == ("3", BORIS, "Borland")
        await rig.ask(SECRETARY, RemoveDocument(ref=2, document=document))
        assert not known(rig.connections[BORIS])
        assert not rig.files


async def test_a_delegation_takes_its_own_back_only_while_it_is_held(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        document = await rig.upload(ANNA, officefiles.PDF)
        await rig.ask(SECRETARY, ReleaseDocument(ref=1, document=document, release=Release.ALL))
        assert await refused(rig.ask(ALAN, RemoveDocument(ref=2, document=document))) is ErrorCode.NOT_ALLOWED
        await rig.ask(SECRETARY, ReleaseDocument(ref=3, document=document, release=Release.HELD))
        assert await refused(rig.ask(BORIS, RemoveDocument(ref=4, document=document))) is ErrorCode.NOT_FOUND
        await rig.ask(ALAN, RemoveDocument(ref=5, document=document))
        assert not rig.files


@pytest.mark.parametrize(
    ("who", "speaker", "kind"),
    [
        (OTTO, None, DocumentKind.STATEMENT),
        (BOOTH, None, DocumentKind.STATEMENT),
        (ANNA, BORIS, DocumentKind.STATEMENT),
        (ANNA, None, DocumentKind.PAPER),
    ],
)
async def test_nobody_hands_in_what_is_not_theirs(
    tmp_path: Path, who: ParticipantId, speaker: ParticipantId | None, kind: DocumentKind
) -> None:
    async with record_rig(tmp_path) as rig:
        wish = AskUpload(ref=1, name="x.pdf", kind=kind, size_bytes=9, speaker=speaker)
        assert await refused(rig.ask(who, wish)) is ErrorCode.NOT_ALLOWED


async def test_sizes_are_limited_for_a_file_a_person_and_the_meeting(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        assert await refused(rig.ticket(ANNA, 1_000_001)) is ErrorCode.TOO_LARGE
        assert await refused(rig.ticket(ANNA, 0)) is ErrorCode.TOO_LARGE
        for _ in range(2):
            await rig.ticket(ANNA, 1_000_000)
        assert await refused(rig.ticket(ANNA, 1)) is ErrorCode.LIMIT
        await rig.ticket(SECRETARY, 1_000_000)
        assert await refused(rig.ticket(SECRETARY, 1)) is ErrorCode.LIMIT


@pytest.mark.parametrize(
    ("data", "code"),
    [(officefiles.bomb(), ErrorCode.TOO_LARGE), (b"MZ\0 a program", ErrorCode.MALFORMED)],
    ids=["bomb", "program"],
)
async def test_a_bomb_and_a_program_are_refused_and_leave_nothing(tmp_path: Path, data: bytes, code: ErrorCode) -> None:
    async with record_rig(tmp_path) as rig:
        assert await refused(rig.upload(ANNA, data)) is code
        assert not rig.files
        assert not known(rig.connections[ANNA])


async def test_a_ticket_works_once_for_its_document_direction_and_size(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        ticket = await rig.ticket(ANNA, len(officefiles.PDF))
        assert (await http(rig, "PUT", "d-other", ticket.ticket, data=officefiles.PDF))[0] == 401
        assert (await http(rig, "PUT", ticket.document, ticket.ticket, data=officefiles.PDF))[0] == 401
        ticket = await rig.ticket(ANNA, len(officefiles.PDF))
        assert (await http(rig, "GET", ticket.document, ticket.ticket))[0] == 401
        assert (await http(rig, "PUT", ticket.document, "", data=officefiles.PDF))[0] == 401
        assert (await http(rig, "PUT", ticket.document, ticket.ticket, data=officefiles.PDF + b"x"))[0] == 413
        ticket = await rig.ticket(ANNA, len(officefiles.PDF))
        status, body, _ = await http(
            rig, "PUT", ticket.document, ticket.ticket, data=officefiles.PDF, headers={"Content-Encoding": "deflate"}
        )
        assert status == 400
        assert "code" in body or body
        assert not rig.files


async def test_more_or_less_than_announced_is_not_kept(tmp_path: Path) -> None:
    async def chunks(data: bytes):  # type: ignore[no-untyped-def]
        yield data

    async with record_rig(tmp_path) as rig:
        for data in (officefiles.PDF[:-3], officefiles.PDF + b"more"):
            ticket = await rig.ticket(ANNA, len(officefiles.PDF))
            status, body, _ = await http(rig, "PUT", ticket.document, ticket.ticket, data=chunks(data))
            assert (status, body) == (400, '{"code": "malformed"}')
        assert not rig.files


async def test_a_cut_upload_leaves_nothing(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        ticket = await rig.ticket(ANNA, 900_000)
        path = tmp_path / "own"
        path.write_bytes(bytes(900_000))
        has_gone = asyncio.Event()
        sending = asyncio.ensure_future(  # noqa: TID251
            upload_file(rig.link, ticket.document, ticket.ticket, path, lambda _: has_gone.set())
        )
        await has_gone.wait()
        sending.cancel()
        await asyncio.wait({sending})
        async with asyncio.timeout(5):
            while rig.desk.documents._transfers._uploading:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert not rig.files


async def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with record_rig(tmp_path) as rig:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000))
        assert await refused(rig.upload(ANNA, officefiles.PDF)) is ErrorCode.DISK
        assert not rig.files


async def test_what_comes_out_is_a_file_and_nothing_that_a_browser_shows(tmp_path: Path) -> None:
    async with record_rig(tmp_path) as rig:
        document = await rig.upload(ANNA, b"plain text", 'bad"name\u202e.txt')
        granted = await rig.ask(ANNA, AskDownload(ref=1, document=document))
        status, body, headers = await http(rig, "GET", document, granted.ticket)  # type: ignore[union-attr]
        assert (status, body) == (200, "plain text")
        assert headers["Content-Disposition"].startswith('attachment; filename="bad name')
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert (await http(rig, "GET", document, granted.ticket))[0] == 401  # type: ignore[union-attr]


async def test_documents_and_badges_follow_their_item_and_session_to_another_number(tmp_path: Path) -> None:
    agenda = tuple(AgendaItem(number, f"Item {number}") for number in ("4", "5"))
    details = replace(DETAILS, agenda=agenda)
    async with record_rig(tmp_path / "state") as rig:
        rig.state.details = details
        rig.desk.decided([DetailsStated(details)])
        four, five = [await rig.upload(SECRETARY, officefiles.docx_file(), f"{n}.docx") for n in "45"]
        for number, document in (("4", four), ("5", five)):
            kind = DocumentKind.STATEMENT
            await rig.ask(SECRETARY, BindDocument(ref=3, document=document, kind=kind, item=number))
        await rig.ask(SECRETARY, MarkOnSite(ref=4, session=2, participants=(BORIS,)))
        for numbers in (("x", "5"), ("x", "4"), ("5", "4")):
            later = tuple(replace(item, number=number) for item, number in zip(agenda, numbers, strict=True))
            rig.desk.decided([DetailsStated(replace(details, agenda=later))])
        sessions = (FIRST, replace(SECOND, number=7))
        rig.desk.decided([DetailsStated(replace(details, agenda=later, sessions=sessions))])
        await until(lambda: [mark.session for mark in rig.desk.on_site.marks()] == [7], 10.0)
        heard = rig.enter(SECRETARY)
    (told,) = (m for m in heard.messages if isinstance(m, Documents))
    assert {one.document: one.item for one in told.documents} == {four: "5", five: "4"}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ((1, 2, 3), (1, 9, 3), (2, 9)),
        ((1, 2), (9, 1), (2, 9)),
        ((1, 2), (2, 1), None),
        ((1, 2), (1,), None),
        ((1,), (1, 2), None),
        ((1, 2), (3, 4), None),
        ((), (), None),
    ],
)
def test_a_renumbering_is_told_from_all_else(
    before: tuple[int, ...], after: tuple[int, ...], found: tuple[int, int] | None
) -> None:
    assert renumbered(before, after) == found
