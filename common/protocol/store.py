"""What the console keeps, and the copies of it: for operators."""

import msgspec

from common.protocol.envelope import Message, Request


class GetStore(Request, frozen=True, tag="get_store"):
    """Operator: how what is kept stands. Answered by `StoreStatus`."""


class BackUpNow(Request, frozen=True, tag="back_up_now"):
    """Operator: make a backup now. Answered by `StoreStatus` once it is made, or `Refused`."""


class KeptBackup(msgspec.Struct, frozen=True):
    """A backup in the second place."""

    made_at_ms: int
    path: str


class StoreStatus(Message, frozen=True, tag="store_status"):
    """Console to operator. `fault` says why the last backup failed; empty where it did not."""

    ref: int
    directory: str
    is_writable: bool
    journal_entries: int
    database_bytes: int
    free_bytes: int
    """Of the disk that the directory lies on."""
    backup_directory: str
    """Empty where no backups are made."""
    backup_every_s: int
    backups: tuple[KeptBackup, ...]
    """Newest first, 50 at most."""
    is_backing_up: bool
    fault: str
    retention_days: int
    is_same_disk: bool = False
    """Whether backups lie on the disk of the meeting itself, and would be lost with it."""
