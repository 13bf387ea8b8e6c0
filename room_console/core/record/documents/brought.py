"""Documents that came with a meeting's file: what is known of them lies beside them until a core takes it in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.store.files import write_private

BROUGHT: Final = "brought.json"
"""In the folder of documents; no document has that name."""


def write_brought(folder: Path, documents: Sequence[Document]) -> None:
    """Say what lies in a folder. Blocks. Raises: ConferenceError(`disk`)."""
    write_private(folder / BROUGHT, msgspec.json.encode(documents))


def read_brought(folder: Path) -> tuple[Document, ...]:
    """Return what no core has taken in yet; none where there is nothing. Blocks. Raises: ConferenceError(`disk`)."""
    try:
        return msgspec.json.decode((folder / BROUGHT).read_bytes(), type=tuple[Document, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        raise ConferenceError(ErrorCode.DISK, f"{folder / BROUGHT}: {error}"[:200]) from error
