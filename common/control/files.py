"""Files to and from a console, beside the control link, each by a ticket that was asked for on it.

aiohttp's errors become ours here.
"""

import asyncio
import contextlib
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import aiohttp
import msgspec

from common.control.joinlink import JoinLink
from common.control.link import link_lost
from common.control.trust import Doubt, doubt_of, trusting
from common.control.websocketlink import SETTLE_TURNS
from common.model.addresses import host_port
from common.model.documents import DocumentId
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.protocol.documents import DownloadTicket

CHUNK_BYTES: Final = 1 << 16
CONNECT_S: Final = 10.0
IDLE_S: Final = 60.0
"""Without a byte; looking into what was uploaded is a part of it."""
PARTIAL: Final = ".part"

T = TypeVar("T")
OnProgress = Callable[[int], None]
"""Told how many bytes have gone or come."""


class _Refusal(msgspec.Struct):
    code: ErrorCode


async def upload_file(link: JoinLink, document: DocumentId, ticket: str, path: Path, on_progress: OnProgress) -> None:
    """Send a file; it is kept when this returns. Cancelling leaves nothing of it at the console.

    Raises: ConferenceError(`unreachable`, `certificate`, `not_found` where the file is gone), or as it was refused.
    """
    with await _on_disk(_open, path) as file:
        size_bytes = os.fstat(file.fileno()).st_size
        headers = {"Content-Length": str(size_bytes), "Content-Type": "application/octet-stream"}
        chunks = _read(file, on_progress)
        async with _asked(link, "PUT", document, ticket, headers, chunks) as response:
            await response.read()


async def download_file(link: JoinLink, granted: DownloadTicket, path: Path, on_progress: OnProgress) -> None:
    """Fetch a file into the place of `path`, whole and compared with what the console said of it, or not at all.

    Raises: ConferenceError(`unreachable`, also for another content; `certificate`, `disk`), or as it was refused.
    """
    handle, name = await _on_disk(tempfile.mkstemp, PARTIAL, f".{path.name[:40]}", path.parent)
    partial, digest, total = Path(name), hashlib.sha256(), 0
    try:
        with await _on_disk(os.fdopen, handle, "wb") as file:
            async with _asked(link, "GET", granted.document, granted.ticket) as response:
                async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                    total += len(chunk)
                    if total > granted.size_bytes:
                        raise link_lost("more came than was announced")
                    digest.update(chunk)
                    await _on_disk(file.write, chunk)
                    on_progress(total)
        if digest.hexdigest() != granted.sha256:
            raise link_lost("not the file that was announced")
        await _on_disk(partial.replace, path)
    except BaseException:
        with contextlib.suppress(ConferenceError):
            await asyncio.shield(_on_disk(partial.unlink, True))
        raise


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


async def _read(file: IO[bytes], on_progress: OnProgress) -> AsyncIterator[bytes]:
    total = 0
    while chunk := await _on_disk(file.read, CHUNK_BYTES):
        yield chunk
        total += len(chunk)
        on_progress(total)


@asynccontextmanager
async def _asked(
    link: JoinLink,
    method: str,
    document: DocumentId,
    ticket: str,
    headers: dict[str, str] | None = None,
    data: AsyncIterator[bytes] | None = None,
) -> AsyncIterator[aiohttp.ClientResponse]:
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=await trusting(link.fingerprint), limit=1, force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_S, sock_read=IDLE_S),
    )
    url = f"https://{host_port(link.host, link.port)}/documents/{document}"
    try:
        async with session.request(
            method,
            url,
            headers={**(headers or {}), "Authorization": f"Bearer {ticket}", "Accept-Encoding": "identity"},
            data=data,
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                raise ConferenceError(await _refusal(response), f"HTTP {response.status}")
            yield response
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise _translated(error) from None
    finally:
        await session.close()
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)


async def _refusal(response: aiohttp.ClientResponse) -> ErrorCode:
    try:
        return msgspec.json.decode(await response.content.read(1_024), type=_Refusal).code
    except msgspec.DecodeError:
        return ErrorCode.NOT_FOUND if response.status == 404 else ErrorCode.UNREACHABLE


def _translated(error: Exception) -> ConferenceError:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        code = ErrorCode.CERTIFICATE if doubt_of(error) is Doubt.STRANGER else ErrorCode.CLOCK
        return UserError(code, f"{error.host}: another certificate")
    return link_lost(type(error).__name__)


async def _on_disk(work: Callable[..., T], *arguments: Any) -> T:
    """Do work on the disk in a worker thread. Raises: ConferenceError(`disk`, `not_found`)."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except FileNotFoundError as error:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no such file: {error.filename}") from error
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{error.strerror}") from error
