"""Documents, as the delegate reads them and hands in their own."""

import asyncio
import contextlib
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.files import download_file, upload_file
from common.control.joinlink import JoinLink
from common.control.link import link_lost
from common.model.documents import MAX_NAME, DocumentId, DocumentKind, DocumentType
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.protocol import documents as protocol
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.documentstate import DocumentsState, HandingIn, Upload
from delegate_app.core.reading.reader import PageReader
from delegate_app.core.statekeeper import StateKeeper

STEP = 0.01
"""Progress in smaller steps is not told."""
_SLIDES = frozenset({f".{DocumentType.PPTX}", f".{DocumentType.ODP}", ".ppt"})
"""Endings by which a presentation is guessed; the secretariat can say otherwise."""


class Papers:
    """Verbs; each raises ConferenceError as the console refuses. Thread: the client's loop."""

    def __init__(
        self,
        request: Callable[[Request], Awaitable[ConsoleMessage]],
        link: Callable[[], JoinLink | None],
        keeper: StateKeeper,
    ) -> None:
        self._request = request
        self._link = link
        self._keeper = keeper
        self._tasks = TaskOwner("papers")
        self._folder: Path | None = None
        """Where documents are opened from; gone when the program ends."""

    def take(self, message: ConsoleMessage) -> None:
        """Follow what the console tells of documents."""
        known = {document.document: document for document in self._state.known}
        match message:
            case protocol.Documents(documents=documents):
                self._change(known=documents)
            case protocol.DocumentsChanged(changed=changed, gone=gone):
                known |= {document.document: document for document in changed}
                self._change(known=tuple(document for key, document in known.items() if key not in gone))
            case _:
                pass

    def forget(self) -> None:
        """Know nothing: another meeting begins, or another run of the console."""
        self._change(known=())

    async def hand_in(self, path: Path, item: str) -> None:
        """Upload a statement or presentation of one's own; how far it is stands in the state."""
        if self._state.upload is not None and self._state.upload.is_running:
            raise UserError(ErrorCode.ALREADY, "an upload is under way")
        self._change(upload=Upload(path, item))
        spawn(self._upload(path, item), name="hand in", owner=self._tasks)

    async def retry(self) -> None:
        """Try the upload that failed once more."""
        upload = self._state.upload
        if upload is not None and upload.stage is HandingIn.FAILED:
            await self.hand_in(upload.path, upload.item)

    async def cancel(self) -> None:
        """Stop the upload, or put away what is said of the last one."""
        await self._tasks.cancel_all()
        self._change(upload=None)

    async def take_back(self, document: DocumentId) -> None:
        """Take a document of one's own delegation away, while it is held."""
        await self._request(protocol.RemoveDocument(document=document))

    async def fetch(self, document: DocumentId) -> Path:
        """Download a document to a temporary place; return where it lies. Raises: UserError(`disk`): here."""
        granted = await self._request(protocol.AskDownload(document=document))
        if not isinstance(granted, protocol.DownloadTicket):
            raise link_lost("not the answer")
        try:
            folder = await asyncio.to_thread(self._make_folder, document)
        except OSError as error:
            raise UserError(ErrorCode.DISK, str(error)) from error
        await download_file(self._way(), granted, folder / granted.name, lambda _: None)
        return folder / granted.name

    async def read(self, document: DocumentId) -> PageReader:
        """Download a PDF and open it; who reads it closes it. Raises: UserError(`malformed`) for what is none."""
        reader = PageReader(await self.fetch(document))
        await reader.open()
        return reader

    async def close(self) -> None:
        """End what is on its way, and remove what was opened, as far as other programs let go of it."""
        await self._tasks.cancel_all()
        if self._folder is not None:
            await asyncio.to_thread(_remove, self._folder)

    @property
    def _state(self) -> DocumentsState:
        return self._keeper.state.documents

    async def _upload(self, path: Path, item: str) -> None:
        try:
            size_bytes = (await asyncio.to_thread(path.stat)).st_size
            await self._send(path, item, size_bytes)
        except OSError:
            self._change_upload(stage=HandingIn.FAILED, error=ErrorCode.NOT_FOUND)
        except ConferenceError as error:
            self._change_upload(stage=HandingIn.FAILED, error=error.code)
        else:
            self._change_upload(stage=HandingIn.KEPT, share=1.0)

    async def _send(self, path: Path, item: str, size_bytes: int) -> None:
        kind = DocumentKind.PRESENTATION if path.suffix.lower() in _SLIDES else DocumentKind.STATEMENT
        wish = protocol.AskUpload(name=path.name[-MAX_NAME:], kind=kind, size_bytes=size_bytes, item=item)
        granted = await self._request(wish)
        if not isinstance(granted, protocol.UploadTicket):
            raise link_lost("not the answer")
        told = 0.0

        def progress(done: int) -> None:
            nonlocal told
            share = done / max(1, size_bytes)
            if share - told >= STEP or share >= 1.0:
                told = share
                stage = HandingIn.SENDING if share < 1.0 else HandingIn.LOOKED_INTO
                self._change_upload(stage=stage, share=share)

        await upload_file(self._way(), granted.document, granted.ticket, path, progress)

    def _way(self) -> JoinLink:
        if (link := self._link()) is None:
            raise link_lost("not in a meeting")
        return link

    def _make_folder(self, document: DocumentId) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="hemicycle-documents-"))
        folder = self._folder / document
        folder.mkdir(exist_ok=True)
        return folder

    def _change_upload(self, **changes: object) -> None:
        if (upload := self._state.upload) is not None:
            self._change(upload=replace(upload, **changes))  # type: ignore[arg-type]

    def _change(self, **changes: object) -> None:
        self._keeper.change(documents=replace(self._state, **changes))  # type: ignore[arg-type]


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        folder.rmdir()
