"""The schema and its steps: a file of any earlier version is brought forward, one of a later version is left alone."""

import sqlite3
from collections.abc import Sequence

from common.model.errors import ConferenceError, ErrorCode

APPLICATION_ID = 0x48_4D_43_59
"""`HMCY`, in the file's header: whose file this is."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE journal (
            revision INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            event BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE passes (
            participant TEXT PRIMARY KEY,
            token_hash BLOB NOT NULL UNIQUE,
            expires_at_ms INTEGER NOT NULL,
            is_local INTEGER NOT NULL,
            device_hash BLOB
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE codes (
            participant TEXT PRIMARY KEY,
            device_hash BLOB NOT NULL,
            code_hash BLOB,
            made_at_ms INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            sent_at_ms TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE reports (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            participant TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            report BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX reports_of ON reports (participant, number)",
    ),
    (
        """CREATE TABLE records (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            participant TEXT,
            value BLOB NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX records_of ON records (participant)",
        """CREATE TABLE erasures (
            number INTEGER PRIMARY KEY,
            revision INTEGER NOT NULL,
            digest BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT""",
    ),
    ("DROP TABLE codes",),
    (),
    ("DELETE FROM records WHERE kind = 'chat_act'",),
    (),
    (),
    (),
)
"""Step n brings a file from version n to version n + 1.

An empty one says that the journal has events since then that earlier consoles do not know (0810): of the debate.
The next goes with another event: who moderated the chats, which lay beside the journal before (0840). The one after
with that of the hall's other devices (0910), then the times of single delegations, and who gave way (1006); the last
with corrections that can be undone (1016).
"""


def read_version(connection: sqlite3.Connection, newest: int = len(STEPS)) -> int:
    """Return the file's schema version, 0 for an empty file.

    Raises: ConferenceError(`version`) for a newer file, (`disk`) for another program's; sqlite3.Error.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if owner != APPLICATION_ID and not is_empty:
        raise ConferenceError(ErrorCode.DISK, "the file is another program's database")
    if version > newest:
        detail = f"the file was written by a newer console: schema {version}, this console knows {newest}"
        raise ConferenceError(ErrorCode.VERSION, detail)
    return version


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the schema forward, all steps or none.

    Raises: as `read_version`; nothing has changed then.
    """
    version = read_version(connection, len(steps))
    if version == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
