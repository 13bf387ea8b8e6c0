"""kill -9 of the core at any instant: what was acknowledged is kept, nothing is half done, everyone comes back.

`python -m tests.bench.kills` does it a hundred times.
"""

import logging
from pathlib import Path

import pytest

from tests.helpers.killedmeetings import kill_again_and_again

KILLS = 14

_log = logging.getLogger(__name__)


@pytest.mark.flaky(reruns=2)
async def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    measured = await kill_again_and_again(tmp_path, KILLS)
    assert measured.kills == KILLS
    assert measured.while_starting > 0
    assert measured.acknowledged > 2 * KILLS
    _log.info("measured: %s", measured)
