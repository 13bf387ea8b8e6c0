"""The readiness checks in every verdict, and in every failure that must be orderly."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, ReadinessReport, Verdict
from common.model.errors import ErrorCode
from common.model.ids import MeetingId
from delegate_app.core.checks.state import CheckState, Delivery, NetworkRun, Step, merged
from delegate_app.core.state import DelegateState, DeviceState, RememberedMeeting
from delegate_app.ui.pages.check import CheckPage
from delegate_app.ui.pages.checkstart import CheckStartPage
from delegate_app.ui.pages.troubleshooting import TroubleshootingPage
from tests.gallery.checkresults import (
    CAMERA_BAD,
    CAMERA_GOOD,
    DEVICES_GOOD,
    NETWORK_FAULTS,
    NETWORK_GOOD,
    SOUND_GOOD,
    Results,
    fails,
    warned,
)
from tests.gallery.madeup import DEVICES, NOW_MS, meeting
from tests.gallery.picture import speaker
from tests.gallery.registry import scene

SIZES = ((1280, 720), (800, 560), (480, 420))


def page_of(language: str, devices: DeviceState = DEVICES, **checks: object) -> CheckPage:
    """Return the page in a state, for the made-up meeting unless `target` says otherwise."""
    page = CheckPage()
    state = CheckState(**{"target": meeting(language).details.title, **checks})  # type: ignore[arg-type]
    page.show_state(DelegateState(devices=devices, checks=state))
    if devices.microphone is not None:
        page.show_level(-24.0, -14.0)
    page.headset.show_hint()
    page.focus_first()
    return page


@scene("delegate.check-start", states=("alone", "remembered", "joined", "error"), sizes=SIZES)
def start(state: str, language: str) -> QWidget:
    """The offer."""
    page = CheckStartPage()
    last = RememberedMeeting("console.example.org", MeetingId("conversation"), meeting(language).details.title)
    page.show_state(
        {
            "remembered": DelegateState(remembered=last),
            "joined": DelegateState(view=meeting(language)),
        }.get(state, DelegateState())
    )
    if state == "error":
        page.show_error(ErrorCode.LINK_INVALID)
    return page


@scene(
    "delegate.check-headset",
    states=("good", "built-in", "hands-free", "none", "taken", "pulled"),
    sizes=SIZES,
)
def headset(state: str, language: str) -> QWidget:
    """The headset, and what may be wrong with it."""
    finding = {
        "built-in": Finding.BUILT_IN,
        "hands-free": Finding.HANDS_FREE,
        "none": Finding.NO_DEVICE,
        "taken": Finding.BUSY,
        "pulled": Finding.PULLED_OUT,
    }.get(state)
    live = DEVICES_GOOD
    devices = DEVICES
    if finding is not None:
        verdict = Verdict.WARN if state in ("built-in", "hands-free") else Verdict.FAIL
        live = tuple(
            replace(r, verdict=verdict, finding=finding) if r.name is CheckName.MICROPHONE else r for r in live
        )
    if state in ("none", "taken", "pulled"):
        devices = replace(DEVICES, microphone=None)
    if state == "none":
        devices = replace(devices, microphones=(), headphones=(), headphone=None)
        live = tuple(replace(r, verdict=Verdict.FAIL, finding=Finding.NO_DEVICE, text="") for r in live)
    return page_of(language, devices, step=Step.DEVICES, live=live)


@scene("delegate.check-camera", states=("good", "hints", "off", "covered"), sizes=SIZES)
def camera(state: str, language: str) -> QWidget:
    """The picture, and what would make it better."""
    live: Results = {"good": CAMERA_GOOD, "hints": CAMERA_BAD}.get(state, ())
    devices = DEVICES
    if state == "off":
        live = (CheckResult(CheckName.CAMERA, Verdict.SKIPPED, Finding.NOT_RUN),)
        devices = replace(DEVICES, camera=None)
    elif state == "covered":
        live = (CheckResult(CheckName.CAMERA, Verdict.FAIL, Finding.SILENT, text="HD Webcam"),)
    page = page_of(language, devices, step=Step.CAMERA, live=live)
    if state in ("good", "hints"):
        page.camera.preview.picture.show_image(speaker(640, 360, "home", "#5b3546"))
    elif state == "off":
        page.camera.preview.show_from(None, False)
    return page


@scene(
    "delegate.check-voice",
    states=("before", "silence", "speech", "fit", "care", "unfit", "silent", "pulled", "taken", "no-device"),
    sizes=SIZES,
)
def voice(state: str, language: str) -> QWidget:
    """The recording, from before it to what was heard in it."""
    match state:
        case "silence" | "speech":
            is_silence = state == "silence"
            step = Step.SILENCE if is_silence else Step.SPEECH
            return page_of(language, step=step, is_recording=True, share=0.12 if is_silence else 0.58)
        case "fit" | "care" | "unfit":
            names = {"fit": (), "care": (CheckName.NOISE, CheckName.REVERBERATION)}.get(
                state, (CheckName.BAND, CheckName.CLIPPING, CheckName.GATE)
            )
            found = fails(SOUND_GOOD, *names) if state == "unfit" else warned(SOUND_GOOD, *names)
            return page_of(language, step=Step.PLAYBACK, has_recording=True, results=found)
        case "silent":
            found = (
                CheckResult(CheckName.MICROPHONE, Verdict.FAIL, Finding.SILENT, text="USB Headset"),
                *(CheckResult(r.name, Verdict.SKIPPED, Finding.NO_SPEECH) for r in SOUND_GOOD),
            )
            return page_of(language, step=Step.PLAYBACK, has_recording=True, results=found)
        case "pulled" | "taken":
            fault = Finding.PULLED_OUT if state == "pulled" else Finding.BUSY
            return page_of(language, step=Step.SILENCE, fault=fault)
        case "no-device":
            return page_of(language, replace(DEVICES, microphone=None), step=Step.SILENCE)
        case _:
            return page_of(language, step=Step.SILENCE)


@scene(
    "delegate.check-network",
    states=("measuring", "waiting", "good", "slow", *NETWORK_FAULTS),
    sizes=SIZES,
)
def network(state: str, language: str) -> QWidget:
    """The measuring, and what it finds where the network is as it should not be."""
    done = NETWORK_GOOD[:11]
    run = {
        "measuring": NetworkRun(True, 0.62, CheckName.DOWN, None, done),
        "waiting": NetworkRun(True, 0.55, CheckName.ROUND_TRIP, 4.0, done[:9]),
        "good": NetworkRun(share=1.0, results=NETWORK_GOOD),
        "slow": NetworkRun(
            share=1.0, results=warned(fails(NETWORK_GOOD, CheckName.UP, CheckName.LOSS), CheckName.JITTER)
        ),
    }.get(state)
    return page_of(language, step=Step.NETWORK, network=run or NetworkRun(share=1.0, results=NETWORK_FAULTS[state]))


@scene("delegate.check-result", states=("fit", "care", "unfit", "unfit-sound", "kept", "alone"), sizes=SIZES)
def result(state: str, language: str) -> QWidget:
    """The verdict, and one area under it."""
    found = merged((*DEVICES_GOOD, *CAMERA_GOOD, *SOUND_GOOD), NETWORK_GOOD)
    if state == "care":
        found = merged(warned(found, CheckName.NOISE), [CAMERA_BAD[1]])
    elif state in ("unfit", "kept"):
        found = merged(warned(found, CheckName.NOISE), NETWORK_FAULTS["udp-blocked"])
        found = fails(found, CheckName.UP)
    elif state == "unfit-sound":
        found = fails(found, CheckName.BAND, CheckName.SNR)
    elif state == "alone":
        skipped = (CheckResult(n, Verdict.SKIPPED, Finding.NOT_RUN) for n in AREAS[Area.NETWORK])
        found = merged(found, skipped)
    delivery = {"kept": Delivery.KEPT, "alone": Delivery.NONE}.get(state, Delivery.SENT)
    report = ReadinessReport(NOW_MS, "delegate 0.1.0", "Linux 6.1 x86_64", found)
    target = None if state == "alone" else meeting(language).details.title
    return page_of(language, step=Step.RESULT, report=report, delivery=delivery, target=target)


@scene("delegate.troubleshooting", states=("all", "found", "nothing"), sizes=SIZES)
def troubleshooting(state: str, language: str) -> QWidget:
    """Every tip, those with a word, and none."""
    del language
    page = TroubleshootingPage()
    page.field.setText({"found": "bluetooth", "nothing": "zebra"}.get(state, ""))
    return page
