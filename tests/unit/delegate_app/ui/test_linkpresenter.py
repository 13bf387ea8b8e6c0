"""A link that is clicked while the window is open."""

from dataclasses import replace

import pytest

from common.model.errors import ErrorCode
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.linkpresenter import LinkPresenter
from tests.gallery.madeup import joined
from tests.helpers.delegatewindow import LINK, WindowDesk

OTHER = LINK.replace("console", "elsewhere").replace("conversation", "assembly")


def links(desk: WindowDesk) -> LinkPresenter:
    return desk.presenter.links


@pytest.mark.parametrize("phase", [Phase.OFFLINE, Phase.LEFT, Phase.CONNECTING, Phase.CODE])
async def test_before_a_meeting_it_leads_into_its_own(desk: WindowDesk, phase: Phase) -> None:
    desk.delegate.become(phase=phase)
    assert await desk.asked(lambda: links(desk).take(OTHER)) == [("join", OTHER)]


async def test_another_meeting_is_asked_about_first(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    assert await desk.asked(lambda: links(desk).take(OTHER)) == []
    notice = desk.window.link_notice
    assert "another meeting" in notice.text
    assert await desk.asked(notice.acted.emit) == [("leave", None), ("join", OTHER)]
    assert notice.text == ""


async def test_in_the_same_meeting_nothing_happens(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    assert await desk.asked(lambda: links(desk).take(LINK)) == []
    assert "the meeting of this link" in desk.window.link_notice.text


async def test_a_new_link_to_the_meeting_that_was_lost_is_tried_at_once(desk: WindowDesk) -> None:
    desk.delegate.become(replace(joined("en"), phase=Phase.RECONNECTING))
    assert await desk.asked(lambda: links(desk).take(LINK)) == [("join", LINK)]


async def test_what_is_no_link_is_said_and_the_meeting_goes_on(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    assert await desk.asked(lambda: links(desk).take("hemicycle://half")) == []
    assert desk.window.link_notice.error is ErrorCode.LINK_INVALID


async def test_a_mere_start_only_brings_the_window_to_the_front(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    desk.window.showMinimized()
    assert await desk.asked(lambda: links(desk).take("")) == []
    assert not desk.window.isMinimized()
    assert desk.window.link_notice.text == ""


async def test_the_question_goes_with_the_meeting(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    links(desk).take(OTHER)
    desk.delegate.become(DelegateState(phase=Phase.OFFLINE))
    assert desk.window.link_notice.text == ""
