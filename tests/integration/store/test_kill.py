"""kill -9 at any instant: what was acknowledged is there, in one whole chain."""

import random
import threading
from pathlib import Path

import pytest

from room_console.core.store import Store
from tests.helpers.journalwriter import event_of, start_writer

KILLS = 25
WRITERS = 8
LONGEST_S = 0.12


def killed_writer(path: Path, after_s: float) -> int:
    """Let a writer run `after_s` from its first acknowledgement, kill it; return the last one acknowledged."""
    process = start_writer(path, WRITERS)
    assert process.stdout is not None
    with process, process.stdout:
        first = process.stdout.readline()
        timer = threading.Timer(after_s, process.kill)
        timer.start()
        said = first + process.stdout.read()
        timer.join()
    whole = [int(line) for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]
    return max(whole)


@pytest.mark.timeout(240)
async def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state" / "meeting.sqlite3"
    reached = 0
    for _ in range(KILLS):
        acknowledged = killed_writer(path, random.uniform(0, LONGEST_S))
        assert acknowledged > reached
        store = Store.open(path)
        journal = store.read_journal()
        await store.close()
        reached = len(journal)
        assert reached >= acknowledged
        assert [(revision, event) for revision, _, event in journal] == [
            (revision, event_of(revision)) for revision in range(1, reached + 1)
        ]
