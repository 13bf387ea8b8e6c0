"""What is kept on disk: the journal, tokens, devices, records. One SQLite file, one thread that touches it."""

from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

__all__ = ["Store", "ensure_secret"]
