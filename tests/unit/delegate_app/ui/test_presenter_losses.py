"""What is lost or away is said in its place of the delegate's window, and no longer than it lasts."""

from dataclasses import replace

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from common.ui import notice as notice_module
from delegate_app.core.state import Phase
from tests.gallery.madeup import joined, request
from tests.helpers.delegatewindow import WindowDesk


async def test_reconnecting_is_said_in_its_place(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    desk.delegate.become(phase=Phase.RECONNECTING)
    assert "Reconnecting" in desk.window.meeting.notices.link.text
    desk.delegate.become(phase=Phase.JOINED)
    assert desk.window.meeting.notices.link.text == ""


async def test_a_headset_that_is_gone_is_said_until_it_is_back(desk: WindowDesk) -> None:
    speaking = joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),))
    desk.delegate.become(speaking)
    devices = speaking.devices
    gone = replace(devices, lost="portaudio:ALSA:Headset", lost_places=("microphone",))
    desk.delegate.become(devices=replace(gone, microphone=None))
    meeting = desk.window.meeting
    seen = [(meeting.notices.device.text, meeting.controls.floor.words.tone)]
    desk.delegate.become(devices=gone)
    seen.append((meeting.notices.device.text, meeting.controls.floor.words.tone))
    assert ["nobody hears you" in text for text, _ in seen] == [True, False]
    assert ["another microphone" in text for text, _ in seen] == [False, True]
    assert [tone for _, tone in seen] == ["fail", "live"]
    desk.delegate.become(devices=devices)
    assert meeting.notices.device.text == ""


async def test_a_change_of_network_is_said_in_its_place(desk: WindowDesk) -> None:
    state = joined("en")
    desk.delegate.become(replace(state, media=replace(state.media, is_moving=True)))
    assert "by itself" in desk.window.meeting.notices.link.text
    desk.delegate.become(state)
    assert desk.window.meeting.notices.link.text == ""


async def test_that_the_console_was_away_is_said_nowhere_once_it_is_back(desk: WindowDesk) -> None:
    state, window = joined("en"), desk.window
    desk.delegate.become(replace(state, phase=Phase.RECONNECTING))
    desk.delegate.refusal = ConferenceError(ErrorCode.UNREACHABLE)
    await desk.asked(window.meeting.controls.microphone_pressed.emit)
    window.documents.notice.say_error(ErrorCode.UNREACHABLE)
    window.coaching.notice.say_error(ErrorCode.LIMIT)
    assert window.meeting.notice.error is ErrorCode.UNREACHABLE
    desk.delegate.become(state)
    assert (window.meeting.notice.text, window.documents.notice.text) == ("", "")
    assert window.coaching.notice.error is ErrorCode.LIMIT, "that had another cause"


async def test_who_came_in_elsewhere_is_told_so(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    desk.delegate.become(phase=Phase.OFFLINE, error=ErrorCode.ALREADY)
    assert desk.seen() is desk.window.join
    assert "another window or on another device" in desk.window.join.notice.text


async def test_a_lost_camera_is_said_plainly_and_never_over_a_lost_microphone(desk: WindowDesk) -> None:
    devices = joined("en").devices
    notice = desk.window.meeting.notices.device
    gone = replace(devices, lost="v4l2:/dev/video0", lost_places=("camera",), camera=None)
    desk.delegate.become(joined("en"), devices=gone)
    assert notice.text == "Your camera was unplugged: nobody sees you. You are still heard."
    desk.delegate.become(devices=replace(gone, camera="v4l2:/dev/video2"))
    assert "Another one shows you" in notice.text
    mute = replace(devices, lost="portaudio:ALSA:Headset", lost_places=("microphone",), microphone=None)
    desk.delegate.become(devices=mute)
    assert "Headset was unplugged: nobody hears you" in notice.text
    desk.delegate.become(devices=replace(mute, lost="v4l2:/dev/video0", lost_places=("microphone", "camera")))
    assert "Headset was unplugged: nobody hears you" in notice.text


async def test_whether_the_sound_goes_on_is_said_with_the_loss(desk: WindowDesk) -> None:
    state, notice = joined("en"), desk.window.meeting.notices.link
    desk.delegate.become(replace(state, phase=Phase.RECONNECTING))
    assert "You still hear the meeting" in notice.text
    desk.delegate.become(media=replace(state.media, has_downlink=False))
    assert "The connection was lost" in notice.text


async def test_a_thin_line_is_said_calmly_and_read_out_once(desk: WindowDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[tuple[str, bool]] = []
    monkeypatch.setattr(notice_module, "announce", lambda _, text, is_urgent: spoken.append((text, is_urgent)))
    state, notice = joined("en"), desk.window.meeting.notices.link
    thin = replace(state, media=replace(state.media, is_line_thin=True))
    desk.delegate.become(thin)
    desk.delegate.become(replace(thin, media=replace(thin.media, loss=0.02)))
    assert "Pictures are paused" in notice.text
    assert spoken == [(notice.text, False)]
    desk.delegate.become(replace(thin, phase=Phase.RECONNECTING))
    assert "You still hear the meeting" in notice.text
    desk.delegate.become(state)
    assert notice.text == ""


async def test_a_locked_password_store_is_named_where_the_link_was_used_before(desk: WindowDesk) -> None:
    notice = desk.window.join.notice
    desk.delegate.become(error=ErrorCode.TOKEN_USED)
    assert notice.error is ErrorCode.TOKEN_USED
    desk.delegate.become(error=ErrorCode.TOKEN_USED, is_secret_kept=False)
    assert "password store" in notice.text


async def test_a_floor_that_was_taken_back_is_told_until_one_is_in_the_list_again(desk: WindowDesk) -> None:
    notice = desk.window.meeting.notice
    desk.delegate.become(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)))
    desk.delegate.become(joined("en"))
    assert "no longer heard" in notice.text
    desk.delegate.become(joined("en", (request(4),)))
    assert notice.text == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "The meeting has ended"),
        (ErrorCode.TOKEN_UNKNOWN, "taken off the list of participants"),
        (ErrorCode.TOKEN_EXPIRED, "a newer one was made for you"),
    ],
)
async def test_who_is_out_of_the_meeting_is_told_why(desk: WindowDesk, error: ErrorCode | None, said: str) -> None:
    desk.delegate.become(joined("en"))
    desk.delegate.become(phase=Phase.OFFLINE, error=error)
    assert desk.seen() is desk.window.join
    assert said in desk.window.join.notice.text


async def test_a_wrong_link_after_a_meeting_is_explained_for_as_long_as_nothing_else_happens(desk: WindowDesk) -> None:
    notice = desk.window.join.notice
    desk.delegate.become(joined("en"))
    desk.delegate.become(phase=Phase.LEFT)
    assert "You have left the meeting" in notice.text
    desk.delegate.refusal = ConferenceError(ErrorCode.LINK_INVALID)
    desk.window.join.field.setText("not a link")
    await desk.asked(desk.window.join.join.click)
    assert notice.error is ErrorCode.LINK_INVALID
    desk.delegate.become(joined("en"))
    desk.delegate.become(phase=Phase.LEFT)
    assert "You have left the meeting" in notice.text
