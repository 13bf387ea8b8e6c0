"""Files over HTTPS, each by a ticket: streamed, paced, bounded in time, and given out as nothing but a file."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import quote

from aiohttp import web

from common.aio.clock import Clock
from common.model.documents import DocumentId, DocumentType
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.documents.cabinet import Upload
from room_console.core.record.documents.pace import Pace
from room_console.core.record.documents.tickets import TransferTickets
from room_console.core.web.guard import bearer
from room_console.core.web.promote import promote

_log = logging.getLogger(__name__)

CHUNK_BYTES: Final = 1 << 16
IDLE_S: Final = 15.0
"""For the next bytes to come, or to be taken."""
LONGEST_S: Final = 900.0
MOST_UPLOADS, MOST_DOWNLOADS = 6, 64
RETRY_AFTER_S: Final = 5
TYPES: Final = {
    DocumentType.PDF: "application/pdf",
    DocumentType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentType.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    DocumentType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DocumentType.ODT: "application/vnd.oasis.opendocument.text",
    DocumentType.ODP: "application/vnd.oasis.opendocument.presentation",
    DocumentType.TXT: "text/plain; charset=utf-8",
}
STATUS: Final = {
    ErrorCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.TOKEN_UNKNOWN: HTTPStatus.UNAUTHORIZED,
    ErrorCode.LIMIT: HTTPStatus.INSUFFICIENT_STORAGE,
    ErrorCode.DISK: HTTPStatus.INSUFFICIENT_STORAGE,
    ErrorCode.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorCode.TIMEOUT: HTTPStatus.REQUEST_TIMEOUT,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True, slots=True)
class Download:
    """What a download ticket grants."""

    document: DocumentId
    path: Path
    name: str
    media_type: str


class Transfers:
    """Answers `PUT` and `GET /documents/{document}`. Thread: the core's loop."""

    def __init__(
        self,
        uploads: TransferTickets[Upload],
        downloads: TransferTickets[Download],
        take_in: Callable[[Upload, AsyncIterator[bytes]], Awaitable[None]],
        mbps: float,
        clock: Clock,
    ) -> None:
        """`take_in` receives a file and keeps it. Raises: ConferenceError."""
        self._upload_tickets, self._download_tickets = uploads, downloads
        self._take_in = take_in
        self._uploading: dict[DocumentId, Upload] = {}
        self._downloading = 0
        self._pace_in, self._pace_out = Pace(mbps, clock), Pace(mbps, clock)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_put("/documents/{document}", self._put)
        router.add_get("/documents/{document}", self._get, allow_head=False)

    def under_way(self) -> tuple[Upload, ...]:
        """Return the uploads that run, and those that may begin."""
        return (*self._uploading.values(), *self._upload_tickets.grants())

    async def _put(self, request: web.Request) -> web.Response:
        try:
            if len(self._uploading) >= MOST_UPLOADS:
                raise ConferenceError(ErrorCode.BUSY, "as many uploads run as may")
            upload = self._upload_tickets.take(bearer(request))
            if upload is None or upload.document != request.match_info["document"]:
                raise ConferenceError(ErrorCode.TOKEN_UNKNOWN, "no such ticket")
            promote(request)
            if request.headers.get("Content-Encoding", "identity") != "identity":
                raise ConferenceError(ErrorCode.MALFORMED, "a compressed body is not taken")
            if request.content_length not in (None, upload.size_bytes):
                raise ConferenceError(ErrorCode.TOO_LARGE, "not the size that was asked for")
            self._uploading[upload.document] = upload
            try:
                async with asyncio.timeout(LONGEST_S):
                    await self._take_in(upload, self._chunks(request))
            finally:
                del self._uploading[upload.document]
        except TimeoutError:
            return _refusal(ConferenceError(ErrorCode.TIMEOUT, "it took too long"))
        except ConferenceError as error:
            return _refusal(error)
        return _closing(web.json_response({}))

    async def _chunks(self, request: web.Request) -> AsyncIterator[bytes]:
        """Yield what comes. Raises: ConferenceError(`timeout`, `unreachable`)."""
        while True:
            try:
                async with asyncio.timeout(IDLE_S):
                    chunk = await request.content.readany()
            except TimeoutError as error:
                raise ConferenceError(ErrorCode.TIMEOUT, "nothing came any more") from error
            except (web.RequestPayloadError, OSError) as error:
                raise ConferenceError(ErrorCode.UNREACHABLE, type(error).__name__) from error
            if not chunk:
                return
            await self._pace_in.take(len(chunk))
            yield chunk

    async def _get(self, request: web.Request) -> web.StreamResponse:
        if self._downloading >= MOST_DOWNLOADS:
            return _refusal(ConferenceError(ErrorCode.BUSY, "as many downloads run as may"))
        download = self._download_tickets.take(bearer(request))
        if download is None or download.document != request.match_info["document"]:
            return _refusal(ConferenceError(ErrorCode.TOKEN_UNKNOWN, "no such ticket"))
        promote(request)
        self._downloading += 1
        try:
            async with asyncio.timeout(LONGEST_S):
                return await self._send(request, download)
        except TimeoutError:
            return _refusal(ConferenceError(ErrorCode.TIMEOUT, "it took too long"))
        except OSError as error:
            _log.info("x %s was not taken whole: %s", download.document, type(error).__name__)
            return _refusal(ConferenceError(ErrorCode.NOT_FOUND, "no such file"))
        finally:
            self._downloading -= 1

    async def _send(self, request: web.Request, download: Download) -> web.StreamResponse:
        """Send a file. Raises: OSError, also where its reader has gone."""
        file = await asyncio.to_thread(download.path.open, "rb")
        try:
            size_bytes = (await asyncio.to_thread(download.path.stat)).st_size
            response = web.StreamResponse(headers=_file_headers(download, size_bytes))
            response.force_close()
            await response.prepare(request)
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                await self._pace_out.take(len(chunk))
                async with asyncio.timeout(IDLE_S):
                    await response.write(chunk)
            await response.write_eof()
        finally:
            await asyncio.shield(asyncio.to_thread(file.close))
        return response


def _file_headers(download: Download, size_bytes: int) -> dict[str, str]:
    """Say that this is a file to be kept, and nothing that a browser shows or runs (RFC 6266)."""
    plain = download.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return {
        "Content-Type": download.media_type,
        "Content-Length": str(size_bytes),
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(download.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _refusal(error: ConferenceError) -> web.Response:
    status = STATUS.get(error.code, HTTPStatus.BAD_REQUEST)
    response = web.json_response({"code": error.code}, status=status)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if error.code is ErrorCode.BUSY:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return _closing(response)


def _closing(response: web.Response) -> web.Response:
    """Close the connection behind an answer: what of a body is still on its way is not waited for."""
    response.force_close()
    return response
