"""Where documents lie: one file each, named by its id, whole or not there at all."""

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from common.model.documents import Document, DocumentId
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.documents.brought import read_brought
from room_console.core.store.files import FILE_MODE, make_directory, sync_directory

FOLDER: Final = "documents"
"""In the state directory."""
PARTIAL: Final = ".partial"
GATHER_BYTES: Final = 256 * 1024
"""Written at once: each writing is a turn of a worker thread."""
FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come whole, and is not kept yet."""

    path: Path
    sha256: str


class DocumentFolder:
    """Receives, keeps and opens files. What touches the disk runs in worker threads. Thread: the core's loop."""

    def __init__(self, folder: Path, keep_free_bytes: int) -> None:
        self._folder = folder
        self._keep_free_bytes = keep_free_bytes

    def path(self, document: DocumentId) -> Path:
        """Return where a document lies, or would."""
        return self._folder / document

    async def clean(self, known: Iterable[DocumentId]) -> None:
        """Make the folder, and remove what a crash has left: halves, and files that nothing knows of.

        Raises: ConferenceError(`disk`).
        """
        await _work(_clean, self._folder, frozenset(known))

    async def brought(self) -> tuple[Document, ...]:
        """Return what came with a meeting's file and lies here. Raises: ConferenceError(`disk`)."""
        return await _work(read_brought, self._folder)

    async def receive(self, document: DocumentId, chunks: AsyncIterator[bytes], size_bytes: int) -> Received:
        """Write what comes to a file that is nobody's yet.

        Raises: ConferenceError(`malformed`) where more or less comes than announced, (`disk`) where there is no room;
        whatever it raises, nothing is left.
        """
        path = self.path(document).with_suffix(PARTIAL)
        await _work(self._check_room, size_bytes)
        digest, total = hashlib.sha256(), 0
        file = await _work(_create, path)
        try:
            async for gathered in _gathered(chunks):
                total += len(gathered)
                if total > size_bytes:
                    raise ConferenceError(ErrorCode.MALFORMED, "more came than was announced")
                await _work(self._write, file, gathered, digest)
            if total < size_bytes:
                raise ConferenceError(ErrorCode.MALFORMED, f"{total} of {size_bytes} bytes came")
            await _work(_finish, file)
        except BaseException:
            await asyncio.shield(_work(_discard, file, path))
            raise
        return Received(path, digest.hexdigest())

    async def keep(self, document: DocumentId, received: Received) -> None:
        """Give a file its name; durable when it returns. Raises: ConferenceError(`disk`)."""
        await _work(_rename, received.path, self.path(document))

    async def discard(self, received: Received) -> None:
        """Forget a file that is not to be kept."""
        await _work(received.path.unlink, True)

    async def remove(self, document: DocumentId) -> None:
        """Remove a document's file. Raises: ConferenceError(`disk`)."""
        await _work(self.path(document).unlink, True)

    def _check_room(self, size_bytes: int) -> None:
        if shutil.disk_usage(self._folder).free < size_bytes + self._keep_free_bytes:
            raise ConferenceError(ErrorCode.DISK, "the disk has no room for it")

    def _write(self, file: IO[bytes], data: bytes, digest: "hashlib._Hash") -> None:
        self._check_room(len(data))
        digest.update(data)
        file.write(data)


async def _gathered(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        if len(waiting) >= GATHER_BYTES:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


async def _work(work: Callable[..., T], *arguments: Any) -> T:
    try:
        return await asyncio.to_thread(work, *arguments)
    except OSError as error:
        detail = "the disk is full" if error.errno in FULL else f"documents: {error.strerror}"
        raise ConferenceError(ErrorCode.DISK, detail) from error


def _clean(folder: Path, known: frozenset[DocumentId]) -> None:
    make_directory(folder)
    for path in folder.iterdir():
        if path.is_file() and path.name not in known:
            path.unlink()


def _create(path: Path) -> IO[bytes]:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), FILE_MODE), "wb")


def _finish(file: IO[bytes]) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())


def _discard(file: IO[bytes], path: Path) -> None:
    try:
        file.close()
    finally:
        path.unlink(missing_ok=True)


def _rename(partial: Path, path: Path) -> None:
    partial.replace(path)
    sync_directory(path.parent)
