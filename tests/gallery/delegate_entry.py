"""The delegate's way in: link, code, devices."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.codeways import CodeWay
from common.model.errors import ErrorCode
from common.model.ids import MeetingId
from common.model.voice import VoiceProcessing
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import CodePrompt, DelegateState, DeviceState, Phase, RememberedMeeting, VoiceState
from delegate_app.ui.pages.code import CodePage
from delegate_app.ui.pages.devices import DevicesPage
from delegate_app.ui.pages.join import JoinPage
from tests.gallery.madeup import DEVICES, meeting
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

_JOIN = (
    *("empty", "usual", "busy", "trying", "coming-in", "elsewhere", "error", "left"),
    *("ended", "removed", "replaced", "certificate", "clock", "expired", "used"),
)


@scene("delegate.join", states=_JOIN)
def join(state: str, language: str) -> QWidget:
    """The link."""
    page = JoinPage()
    last = RememberedMeeting("console.example.org", MeetingId("conversation"), meeting(language).details.title)
    page.show_state(
        {
            "empty": DelegateState(),
            "usual": DelegateState(remembered=last),
            "busy": DelegateState(Phase.CONNECTING),
            "trying": DelegateState(Phase.CONNECTING, ErrorCode.UNREACHABLE),
            "coming-in": DelegateState(Phase.JOINED),
            "elsewhere": DelegateState(Phase.OFFLINE, ErrorCode.ALREADY, remembered=last),
            "error": DelegateState(error=ErrorCode.TOKEN_EXPIRED),
            "left": DelegateState(Phase.LEFT, remembered=last),
            "ended": DelegateState(view=meeting(language), remembered=last),
            "removed": DelegateState(error=ErrorCode.TOKEN_UNKNOWN, view=meeting(language)),
            "replaced": DelegateState(error=ErrorCode.TOKEN_EXPIRED, view=meeting(language), remembered=last),
            "certificate": DelegateState(error=ErrorCode.CERTIFICATE),
            "clock": DelegateState(error=ErrorCode.CLOCK, remembered=last),
            "expired": DelegateState(error=ErrorCode.TOKEN_EXPIRED),
            "used": DelegateState(error=ErrorCode.TOKEN_USED, is_secret_kept=False),
        }[state]
    )
    if state == "error":
        page.field.setText("hemicycle://console.example.org:8443/conversation#a-link-that-was-cut-off-in-the-mail")
        page.show_error(ErrorCode.LINK_INVALID)
    return page


@scene("delegate.code", states=("empty", "usual", "error", "locked", "ways", "app", "expired", "mail-failed"))
def code(state: str, language: str) -> QWidget:
    """The one-time code."""
    del language
    page = CodePage(mono_s=lambda: 0.0)
    prompt = CodePrompt("n…@example.org", 600, 5, 0)
    by_sms = replace(prompt, sent_to="+41…67", way=CodeWay.SMS)
    page.show_prompt(
        {
            "empty": replace(prompt, resend_in_s=28),
            "usual": prompt,
            "error": replace(prompt, tries_left=1, error=ErrorCode.CODE_WRONG),
            "ways": replace(by_sms, ways=(CodeWay.EMAIL, CodeWay.SMS), resend_in_s=12),
            "app": replace(prompt, sent_to="", way=CodeWay.TOTP, ways=tuple(CodeWay), expires_in_s=40),
            "locked": replace(prompt, tries_left=0, resend_in_s=60, error=ErrorCode.CODE_LOCKED),
            "expired": replace(prompt, expires_in_s=0, error=ErrorCode.CODE_EXPIRED),
            "mail-failed": replace(prompt, error=ErrorCode.MAIL_FAILED, resend_in_s=30),
        }[state]
    )
    if state == "usual":
        page.field.setText("314159")
        page.enter.setEnabled(True)
    return page


@scene("delegate.devices", states=("empty", "usual", "crowded", "error", "loudspeaker", "no-echo-removal"))
def devices(state: str, language: str) -> QWidget:
    """Microphone, headphone, camera."""
    del language
    page = DevicesPage()
    long = replace(
        DEVICES.microphones[0], title="Jabra-like Conference Speakerphone with Noise Cancelling (2- USB Audio)"
    )
    found = {
        "empty": DeviceState(),
        "usual": DEVICES,
        "crowded": replace(DEVICES, microphones=(long, *DEVICES.microphones), microphone=long.name),
        "error": replace(DEVICES, microphones=(), microphone="portaudio:ALSA:Headset", camera=None),
    }.get(state, DEVICES)
    voice = {
        "loudspeaker": VoiceState(HearsBy.LOUDSPEAKER, True, False, True, VoiceProcessing(True, True, False)),
        "no-echo-removal": VoiceState(is_loudspeaker=True, is_failed=True),
    }.get(state, VoiceState())
    if state not in ("empty", "error"):
        page.preview.picture.show_image(speaker(640, 360, "home", "#5b3546"))
        page.input_meter.set_level(-24, -14)
        page.output_meter.set_level(-30, -20)
    page.show_state(DelegateState(devices=found, voice=voice))
    page.preview.show_from(None, found.camera is not None) if state in ("empty", "error") else None
    if state == "error":
        page.notice.say_error(ErrorCode.DEVICE, may_dismiss=True)
    return page
