"""The report says what was measured, and None where nothing was: a rehearsal may end before anybody came."""

from pathlib import Path

from room_console.rehearsal.cast import cast_for
from room_console.rehearsal.children import Usage
from room_console.rehearsal.report import Folder, measure


def test_a_rehearsal_without_players_measures_nothing_and_says_so(tmp_path: Path) -> None:
    measured = measure(Folder(tmp_path), cast_for(60.0), {"core": Usage(1.5, 100.0)}, 2.0, 0.0)
    assert (
        measured["hall_to_delegate_ms"] == measured["delegate_to_hall_ms"] == {"median": None, "p95": None, "count": 0}
    )
    assert measured["level_error_db"] is None
    assert measured["mix_minus_rejection_db"] is None
    assert measured["channel_switch_gap_ms"] is None
    assert measured["request_to_on_air_ms"] is None
    assert measured["channels_heard"] == {}
    assert measured["packets"] == {"sent": 0, "lost": 0, "concealed": 0, "late": 0}
    assert measured["cpu_s"] == {"core": 1.5}
