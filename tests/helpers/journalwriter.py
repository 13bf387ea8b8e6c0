"""A process that appends to a journal and says which revisions were acknowledged, until it is killed."""

import asyncio
import subprocess
import sys
from pathlib import Path

from common.model.ids import Revision
from room_console.core.store.store import Store

ROOT = Path(__file__).parents[2]


def event_of(revision: int) -> bytes:
    """Return the event that the writer appends under a revision: 100 to 299 bytes."""
    return b"%d " % revision + bytes(100 + revision * 37 % 200)


def start_writer(path: Path, writers: int) -> "subprocess.Popen[bytes]":
    """Start the process; each acknowledged revision is a line on its standard output."""
    command = [sys.executable, "-m", "tests.helpers.journalwriter", str(path), str(writers)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


async def _write_for_ever(path: Path, writers: int) -> None:
    store = Store.open(path)
    journal = store.read_journal()
    following = journal[-1][0] + 1 if journal else 1

    async def write() -> None:
        nonlocal following
        while True:
            revision, following = following, following + 1
            await store.append([(Revision(revision), revision, event_of(revision))])
            sys.stdout.write(f"{revision}\n")
            sys.stdout.flush()

    async with asyncio.TaskGroup() as group:
        for _ in range(writers):
            group.create_task(write())


if __name__ == "__main__":
    asyncio.run(_write_for_ever(Path(sys.argv[1]), int(sys.argv[2])))
