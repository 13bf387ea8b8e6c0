"""kill -9 at any instant: what was acknowledged is there, in one whole chain."""

import random
from pathlib import Path

import pytest

from room_console.core.store.store import Store
from tests.helpers.journalwriter import event_of, start_writer
from tests.helpers.killedwriter import last_acknowledged

KILLS = 25
WRITERS = 8
LONGEST_S = 0.12


@pytest.mark.timeout(240)
async def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state" / "meeting.sqlite3"
    reached = 0
    for _ in range(KILLS):
        acknowledged = last_acknowledged(start_writer(path, WRITERS), random.uniform(0, LONGEST_S))
        assert acknowledged > reached
        store = Store.open(path)
        journal = store.read_journal()
        await store.close()
        reached = len(journal)
        assert reached >= acknowledged
        assert [(revision, event) for revision, _, event in journal] == [
            (revision, event_of(revision)) for revision in range(1, reached + 1)
        ]
