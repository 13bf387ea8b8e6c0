"""The webcam's picture as others would see it: light, contrast, focus, framing (R9)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

import av

from common.model.checks import LIMITS, CheckName, CheckResult, Finding, Verdict, judged
from delegate_app.core.checks.devices import camera_result
from delegate_app.core.checks.framing import UNSURE, Framing, PersonFinder
from delegate_app.core.checks.picture import Figures, measured, small_of
from delegate_app.core.state import DeviceState
from delegate_app.core.webcam import Webcam

LOOK_S: Final = 0.2
"""Between two pictures that are looked at."""
ASKED_S: Final = 2.5
"""Who has not asked for so long asks no more."""
JUDGED_S: Final = 1.0
KEPT_LOOKS: Final = 5
NO_PICTURE_S: Final = 3.0
"""A camera that gives none for so long gives none."""
PICTURE_CHECKS: Final = (
    CheckName.CAMERA_LIGHT,
    CheckName.CAMERA_CONTRAST,
    CheckName.CAMERA_FOCUS,
    CheckName.CAMERA_FRAMING,
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture showed, and when."""

    at_mono_s: float
    figures: Figures
    framing: Framing


class WebcamCheck:
    """Looks at five pictures a second while somebody asks for `results`. Thread: `look` the camera's; all else any."""

    def __init__(
        self, webcam: Webcam, devices: Callable[[], DeviceState], mono_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._devices = devices
        self._mono_s = mono_s
        self._finder = PersonFinder()
        self._looks: tuple[Look, ...] = ()
        self._last_mono_s = -ASKED_S
        self._since_mono_s = -ASKED_S
        self._asked_mono_s = -ASKED_S
        self._is_failed = False
        webcam.on_picture = self.look

    def look(self, picture: av.VideoFrame) -> None:
        """Measure a picture, if it is time: 2.5 ms."""
        now = self._mono_s()
        if now - self._asked_mono_s > ASKED_S or now - self._last_mono_s < LOOK_S:
            return
        if now - self._last_mono_s > ASKED_S:
            self._finder, self._looks = PersonFinder(), ()
        self._last_mono_s = now
        try:
            small = small_of(picture)
            seen = Look(now, measured(picture, small), self._finder.look(small))
        except (av.FFmpegError, ValueError) as error:
            if not self._is_failed:
                _log.warning("x the picture can't be measured: %s", error)
            self._is_failed = True
            return
        self._looks = (*self._looks[1 - KEPT_LOOKS :], seen)

    def results(self) -> tuple[CheckResult, ...]:
        """Judge the camera and the pictures of the last second; ask twice a second. The first answer knows none."""
        now = self._mono_s()
        if now - self._asked_mono_s > ASKED_S:
            self._since_mono_s = now
        self._asked_mono_s = now
        camera = camera_result(self._devices())
        looks = tuple(look for look in self._looks if now - look.at_mono_s <= JUDGED_S)
        if not looks or self._devices().camera is None:
            is_due = camera.verdict is Verdict.PASS and now - self._since_mono_s > NO_PICTURE_S
            return (_without_picture(camera) if is_due else camera, *_not_run())
        if all(look.figures.is_black for look in looks):
            return (_without_picture(camera), *_not_run())
        return (camera, *_judged([look.figures for look in looks]), _framing_result([look.framing for look in looks]))


def _without_picture(camera: CheckResult) -> CheckResult:
    return CheckResult(CheckName.CAMERA, Verdict.FAIL, Finding.SILENT, text=camera.text)


def _not_run() -> tuple[CheckResult, ...]:
    return tuple(CheckResult(name, Verdict.SKIPPED, Finding.NOT_RUN) for name in PICTURE_CHECKS)


def _judged(figures: list[Figures]) -> tuple[CheckResult, ...]:
    light = round(median(f.middle_luma for f in figures), 1)
    result = judged(CheckName.CAMERA_LIGHT, light)
    if 2 * sum(f.is_backlit for f in figures) > len(figures):
        verdict = result.verdict if result.verdict is Verdict.FAIL else Verdict.WARN
        result = CheckResult(CheckName.CAMERA_LIGHT, verdict, Finding.BACKLIGHT, light)
    contrast = judged(CheckName.CAMERA_CONTRAST, round(median(f.contrast for f in figures), 1))
    edges = [f.sharpness for f in figures if f.sharpness is not None]
    if 2 * len(edges) <= len(figures):
        return result, contrast, CheckResult(CheckName.CAMERA_FOCUS, Verdict.SKIPPED, Finding.NOT_RECOGNISED)
    return result, contrast, judged(CheckName.CAMERA_FOCUS, round(median(edges), 2))


def _framing_result(framings: list[Framing]) -> CheckResult:
    """Judge by most of the looks; nothing is said where they do not agree."""
    name = CheckName.CAMERA_FRAMING
    offsets = [f.offset for f in framings if f.offset is not None]
    if 2 * sum(f.is_nobody for f in framings) > len(framings):
        return CheckResult(name, Verdict.WARN, Finding.NOBODY)
    if 2 * len(offsets) <= len(framings) or framings[-1] == UNSURE:
        return CheckResult(name, Verdict.SKIPPED, Finding.NOT_RECOGNISED)
    offset = round(median(offsets), 2)
    is_off = LIMITS[name].judge(offset) is not Verdict.PASS or 2 * sum(f.is_cut for f in framings) > len(framings)
    return CheckResult(
        name, Verdict.WARN if is_off else Verdict.PASS, Finding.OFF_CENTRE if is_off else Finding.GOOD, offset
    )
