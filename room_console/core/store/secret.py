"""The key of all keyed hashes, in a file of its own: a copy of the database alone gives away no code."""

import os
import secrets
from pathlib import Path

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.store.files import FILE_MODE, make_directory, sync_directory

SECRET_FILE = "secret"
SECRET_BYTES = 32


def ensure_secret(directory: Path) -> bytes:
    """Return the directory's secret, made at the first call, 32 bytes.

    Raises: ConferenceError(`disk`).
    """
    make_directory(directory)
    path = directory / SECRET_FILE
    try:
        if not path.exists():
            _write_once(path, secrets.token_bytes(SECRET_BYTES))
        secret = path.read_bytes()
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
    if len(secret) != SECRET_BYTES:
        raise ConferenceError(ErrorCode.DISK, f"{path} is not {SECRET_BYTES} bytes long")
    return secret


def _write_once(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".new")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_directory(path.parent)
