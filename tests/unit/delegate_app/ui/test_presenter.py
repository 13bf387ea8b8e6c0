"""The window as the delegate uses it: what is pressed reaches the delegate, what happens is seen."""

from dataclasses import replace

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestKind, RequestStatus
from common.model.ids import MeetingId
from common.model.media import LinkQuality
from common.model.voice import VoiceProcessing
from common.ui.errors import sentence
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import CodePrompt, DelegateState, MediaState, Phase, VoiceState
from delegate_app.ui.leaving import GRACE_S
from delegate_app.ui.widgets.controls import CONFIRM_S, GUARD_S
from delegate_app.ui.wording import withdraw_words
from tests.gallery.madeup import NOW_MS, joined, muted, request
from tests.helpers.delegatewindow import LINK, WindowDesk


async def test_way_in_goes_from_link_over_code_offered_check_and_devices_to_the_meeting(desk: WindowDesk) -> None:
    window = desk.window
    window.join.field.setText(LINK)
    assert await desk.asked(window.join.join.click) == [("join", LINK)]
    desk.delegate.become(phase=Phase.CODE, code=CodePrompt("n…@example.org", 600, 5, 30))
    assert desk.seen() is window.code
    window.code.field.textEdited.emit("12 34-56")
    assert await desk.asked(window.code.enter.click) == [("enter_code", "123456")]
    desk.delegate.become(joined("en"))
    assert desk.seen() is window.check_start
    window.check_start.decline.click()
    assert desk.seen() is window.devices
    window.devices.go.click()
    assert desk.seen() is window.meeting


async def test_one_who_returns_without_a_code_is_in_the_meeting_at_once(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    assert desk.seen() is desk.window.meeting


async def test_floor_calls_the_delegate_away_from_the_devices(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    desk.window.show_devices(True)
    desk.delegate.become(joined("en", (request(4, RequestStatus.ACCEPTED),)))
    assert desk.seen() is desk.window.meeting
    desk.window.show_devices(True)
    desk.delegate.become(media=MediaState(quality=LinkQuality.FAIR))
    assert desk.seen() is desk.window.devices, "one may mend the microphone while on standby"


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (joined("en"), ("request_floor", (RequestKind.INTERVENTION, "", ""))),
        (joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)), ("release_floor", None)),
        (muted(joined("en", (request(4, RequestStatus.GRANTED),))), ("set_muted", False)),
    ],
)
async def test_floor_button_does_what_it_says(desk: WindowDesk, state: DelegateState, verb: tuple[str, object]) -> None:
    desk.delegate.become(state)
    desk.window.meeting.controls._guarded_until_s = 0.0
    assert await desk.asked(desk.window.meeting.controls.floor.click) == [verb]


async def test_withdrawing_takes_two_presses_and_waiting_keeps_the_place(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en", (request(4),)))
    controls = desk.window.meeting.controls
    now_s = 100.0
    controls._mono_s = lambda: now_s
    controls._guarded_until_s = 0.0
    assert await desk.asked(controls.floor.click) == []
    assert controls.floor.words == withdraw_words()
    now_s += GUARD_S / 2
    assert await desk.asked(controls.floor.click) == [], "a double click is one press"
    now_s += CONFIRM_S
    desk.window.show_time(desk.delegate.state, NOW_MS)
    assert "Withdraw" not in controls.floor.words.headline
    assert await desk.asked(controls.floor.click) == []
    now_s += 1.0
    assert await desk.asked(controls.floor.click) == [("withdraw_floor", None)]


async def test_group_and_language_go_with_what_is_asked_and_alter_what_waits(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    controls = desk.window.meeting.controls
    controls._guarded_until_s = 0.0
    controls.kinds.menu_shown.actions()[-1].trigger()
    said = controls.speaking_as
    assert said.isVisible()
    said.group.setEditText(" Group of 77 ")
    said.spoken.setCurrentIndex(said.spoken.findData("fr"))
    said.spoken.activated.emit(said.spoken.currentIndex())
    asked = (RequestKind.INTERVENTION, "Group of 77", "fr")
    assert await desk.asked(controls.floor.click) == [("request_floor", asked)]
    waiting = replace(request(4), on_behalf_of="Group of 77", language="fr")
    desk.delegate.become(joined("en", (waiting,)))
    said.group.setEditText("")
    assert await desk.asked(said.close_line.click) == [("alter_request", ("", "fr"))]
    assert not said.isVisible()


async def test_staff_correct_what_is_shown_and_another_meeting_forgets_it(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en", (replace(request(4), on_behalf_of="African Group", language="pt"),)))
    said = desk.window.meeting.controls.speaking_as
    assert (said.on_behalf_of, said.group.currentText()) == ("African Group", "African Group")
    assert said.spoken.currentData() == "pt", "a language that has no channel is shown too"
    state = joined("en")
    assert state.view is not None
    desk.delegate.become(state)
    assert said.words == "On behalf of \u2068African Group\u2069 · pt"
    details = replace(state.view.details, meeting=MeetingId("another"))
    desk.delegate.become(replace(state, view=replace(state.view, details=details)))
    assert said.words == ""


async def test_press_just_after_the_button_changed_is_not_taken(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    controls = desk.window.meeting.controls
    now_s = 100.0
    controls._mono_s = lambda: now_s
    desk.delegate.become(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)))
    assert await desk.asked(controls.floor.click) == []
    now_s += 1.0
    assert await desk.asked(controls.floor.click) == [("release_floor", None)]


async def test_channel_refused_goes_back_to_the_one_heard(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    channels = desk.window.meeting.channels
    desk.delegate.refusal = ConferenceError(ErrorCode.UNREACHABLE)
    assert await desk.asked(channels._group.button(2).click) == [("choose_channel", 2)]
    assert channels._group.checkedId() == 1
    assert desk.window.meeting.notice.text == sentence(ErrorCode.UNREACHABLE)


async def test_refused_link_is_explained_over_the_field(desk: WindowDesk) -> None:
    desk.delegate.refusal = ConferenceError(ErrorCode.LINK_INVALID)
    desk.window.join.field.setText("not a link")
    await desk.asked(desk.window.join.join.click)
    assert desk.window.join.notice.text == sentence(ErrorCode.LINK_INVALID)


async def test_floor_taken_back_is_said_but_not_the_floor_given_back(desk: WindowDesk) -> None:
    on_air = joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),))
    desk.delegate.become(on_air)
    desk.delegate.become(joined("en"))
    assert "taken the floor back" in desk.window.meeting.notice.text
    desk.window.meeting.notice.clear()
    desk.delegate.become(on_air)
    desk.window.meeting.controls._guarded_until_s = 0.0
    await desk.asked(desk.window.meeting.controls.floor.click)
    desk.delegate.become(joined("en"))
    assert desk.window.meeting.notice.text == ""


async def test_leaving_can_be_undone(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en", (request(4),)))
    leave = desk.window.meeting.header.leave
    assert await desk.asked(leave.click) == []
    desk.window.meeting.leave_notice.acted.emit()
    assert desk.window.meeting.leave_notice.text == ""
    assert await desk.asked(leave.click) == []
    for _ in range(GRACE_S):
        desk.presenter._leaving.tick()
    await desk.settle()
    assert desk.delegate.asked == [("leave", None)]


async def test_window_of_one_in_the_list_does_not_close_at_the_first_try(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en", (request(4),)))
    desk.window.show()
    assert not desk.window.close()
    assert desk.window.meeting.leave_notice.text
    assert desk.window.close()
    assert desk.window.closed.is_set()


async def test_camera_is_switched_off_and_back_on(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    camera = desk.window.meeting.controls.camera
    assert await desk.asked(camera.click) == [("choose_camera", None)]
    desk.delegate.become(devices=replace(desk.delegate.state.devices, camera=None))
    assert await desk.asked(camera.click) == [("choose_camera", "camera:HD Webcam")]


async def test_secret_that_is_not_kept_is_told_once(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"), is_secret_kept=False)
    notice = desk.window.meeting.notice
    assert "Keep the invitation" in notice.text
    notice.clear()
    desk.delegate.become(media=MediaState())
    assert notice.text == ""


async def test_the_choices_for_the_voice_reach_the_delegate(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    devices = desk.window.devices
    desk.delegate.asked.clear()
    devices.hearing.box.setCurrentIndex(2)
    devices.hearing.box.activated.emit(2)
    await desk.settle()
    assert desk.delegate.asked == [("process_voice", (HearsBy.LOUDSPEAKER, False, False))]
    assert await desk.asked(devices.wishes.noise.click) == [("process_voice", (HearsBy.LOUDSPEAKER, True, False))]


async def test_echo_that_is_removed_is_seen_and_read_out(desk: WindowDesk) -> None:
    desk.delegate.become(joined("en"))
    chip = desk.window.meeting.header.voice
    assert chip.isHidden()
    processing = VoiceProcessing(removes_echo=True)
    desk.delegate.become(voice=VoiceState(is_loudspeaker=True, processing=processing))
    assert not chip.isHidden()
    assert chip.accessibleName() == "Echo is being removed"
    desk.delegate.become(voice=VoiceState(is_loudspeaker=True, is_failed=True))
    assert chip.isHidden()
    assert "Use a headset" in desk.window.meeting.notices.voice.text
