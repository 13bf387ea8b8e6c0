"""The state directory: private to its owner, and to one core at a time."""

import os
import sys
from pathlib import Path
from typing import IO

from common.model.errors import ConferenceError, ErrorCode

DATABASE = "console.db"
LOCK_FILE = "core.lock"
DIRECTORY_MODE = 0o700
FILE_MODE = 0o600


def make_directory(directory: Path) -> None:
    """Make the directory, for its owner only, unless it is there.

    Raises: ConferenceError(`disk`).
    """
    try:
        directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{directory} cannot be made: {error.strerror}") from error


def make_private(path: Path) -> None:
    """Make the file empty if it is missing, and let only its owner read it.

    Raises: ConferenceError(`disk`).
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
        path.chmod(FILE_MODE)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path} cannot be written: {error.strerror}") from error


def write_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner only. Blocks. Raises: ConferenceError(`disk`)."""
    partial = path.with_name(f"{path.name}.new")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error


def sync_directory(directory: Path) -> None:
    """Flush the directory's names to the disk, where the system has that (not Windows). Raises: OSError."""
    if sys.platform != "win32":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class DirectoryLock:
    """Held by one core for as long as it runs; the system lets go of it when the process dies, however it dies."""

    def __init__(self, directory: Path) -> None:
        make_directory(directory)
        make_private(directory / LOCK_FILE)
        self._file: IO[str] = (directory / LOCK_FILE).open("r+", encoding="ascii")
        try:
            _lock(self._file)
        except OSError as error:
            holder = self._file.read(20).strip()
            self._file.close()
            raise ConferenceError(ErrorCode.BUSY, f"{directory} is in use by process {holder}") from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let another core have the directory."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    LOCKED_BYTE = 1 << 20
    """Far behind what is written: Windows lets nobody read a locked byte."""

    def _lock(file: IO[str]) -> None:
        os.lseek(file.fileno(), LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file.fileno(), 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
