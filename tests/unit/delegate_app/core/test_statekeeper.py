"""What is done once with a meeting that has come."""

import gc

from common.model.meeting import MeetingView
from delegate_app.core.statekeeper import StateKeeper
from tests.helpers.fakecontrol import view_of


def test_collector_passes_over_a_meeting_that_has_come() -> None:
    keeper, view = StateKeeper(), view_of()
    before = gc.get_freeze_count()
    keeper.change_view(view, 0)
    frozen = gc.get_freeze_count()
    assert frozen > before
    made: list[MeetingView] = [view_of() for _ in range(50)]
    keeper.change_view(made[-1], 0)
    assert gc.get_freeze_count() <= frozen, "each change that follows is no new meeting"
    gc.unfreeze()
