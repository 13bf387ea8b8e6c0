"""What a delegate is told of their picture: drawn people before drawn rooms, and a true portrait where there is one."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import av
import numpy as np
import pytest

from common.aio.looprunner import LoopRunner
from common.devices.mailbox import PictureMailbox
from common.devices.testpicture import TestPicture
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from delegate_app.core.checks.framing import PersonFinder
from delegate_app.core.checks.picture import measured, sharpness, small_of
from delegate_app.core.checks.webcam import NO_PICTURE_S, PICTURE_CHECKS, WebcamCheck
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import Peers
from delegate_app.core.state import DeviceState
from delegate_app.core.webcam import Webcam
from tests.helpers.delegate import FakePeers
from tests.helpers.logfail import LogWatch
from tests.helpers.portraits import SKINS, Scene, has_portrait, pictures

LOOKS = 12
PERSON: tuple[tuple[int, int, int] | None, ...] = (SKINS[0], SKINS[4], None) if has_portrait() else (SKINS[0], SKINS[4])
"""Two drawn, one true."""
CAMERA = DeviceState(cameras=("test:",), camera="test:")


class Eye:
    """A check on a camera that a test turns, at a test's time."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.devices = CAMERA
        peers = FakePeers()
        side = MediaSide(Peers(uplink=peers.uplink, downlink=peers.downlink), PictureMailbox(None))
        unused = LoopRunner("unused")
        unused.stop()
        self.webcam = Webcam(unused, side, PictureMailbox(None), lambda: self.now_s)
        self.webcam._next_s = float("inf")
        self.check = WebcamCheck(self.webcam, lambda: self.devices, lambda: self.now_s)

    def show(self, shown: Iterable[av.VideoFrame]) -> dict[CheckName, CheckResult]:
        """Show pictures, a fifth of a second apart, and ask meanwhile."""
        self.check.results()
        for picture in shown:
            self.now_s += 0.21
            self.webcam.picture(picture)
            self.check.results()
        return {r.name: r for r in self.check.results()}


def shown(scene: Scene) -> dict[CheckName, CheckResult]:
    return Eye().show(pictures(scene, LOOKS))


@pytest.mark.parametrize("skin", PERSON)
def test_a_person_in_good_light_in_the_middle_passes(skin: tuple[int, int, int] | None) -> None:
    results = shown(Scene(skin=skin))
    assert list(results) == [CheckName.CAMERA, *PICTURE_CHECKS]
    assert {r.verdict for r in results.values()} == {Verdict.PASS}


@pytest.mark.parametrize("skin", PERSON)
@pytest.mark.parametrize(
    ("changes", "name", "verdict", "finding"),
    [
        ({"light": 0.12}, CheckName.CAMERA_LIGHT, Verdict.FAIL, Finding.TOO_LOW),
        ({"light": 2.6, "room": "beige wall"}, CheckName.CAMERA_LIGHT, None, Finding.TOO_HIGH),
        ({"light": 0.15}, CheckName.CAMERA_CONTRAST, None, Finding.TOO_LOW),
        ({"blur_px": 3.5}, CheckName.CAMERA_FOCUS, Verdict.WARN, Finding.TOO_LOW),
        ({"blur_px": 7.0}, CheckName.CAMERA_FOCUS, Verdict.FAIL, Finding.TOO_LOW),
        ({"x": 0.2}, CheckName.CAMERA_FRAMING, Verdict.WARN, Finding.OFF_CENTRE),
        ({"x": 0.8}, CheckName.CAMERA_FRAMING, Verdict.WARN, Finding.OFF_CENTRE),
        ({"y": 0.85}, CheckName.CAMERA_FRAMING, Verdict.WARN, Finding.OFF_CENTRE),
        ({"is_empty": True}, CheckName.CAMERA_FRAMING, Verdict.WARN, Finding.NOBODY),
    ],
)
def test_what_is_wrong_with_a_picture_is_said(
    skin: tuple[int, int, int] | None,
    changes: dict[str, float],
    name: CheckName,
    verdict: Verdict | None,
    finding: Finding,
) -> None:
    result = shown(replace(Scene(skin=skin), **changes))[name]  # type: ignore[arg-type]
    assert result.finding is finding
    assert result.verdict in ((verdict,) if verdict else (Verdict.WARN, Verdict.FAIL))


def test_a_person_before_a_window_is_told_so() -> None:
    def backlit() -> Iterable[av.VideoFrame]:
        for picture in pictures(Scene(light=0.35), LOOKS):
            colours = picture.to_ndarray(format="rgb24")
            colours[:, :200] = colours[:, 440:] = 250
            yield av.VideoFrame.from_ndarray(colours, format="rgb24")

    result = Eye().show(backlit())[CheckName.CAMERA_LIGHT]
    assert (result.verdict, result.finding) == (Verdict.WARN, Finding.BACKLIGHT)


def test_a_covered_lens_gives_no_picture() -> None:
    rng = np.random.default_rng(1)
    dark = [
        av.VideoFrame.from_ndarray(rng.integers(0, 14, (360, 640, 3)).astype(np.uint8), format="rgb24")
        for _ in range(6)
    ]
    results = Eye().show(dark)
    camera = results[CheckName.CAMERA]
    assert (camera.verdict, camera.finding, camera.text) == (Verdict.FAIL, Finding.SILENT, "")
    assert {results[name].verdict for name in PICTURE_CHECKS} == {Verdict.SKIPPED}


def test_a_camera_that_gives_nothing_is_given_time_and_then_said() -> None:
    eye = Eye()
    assert eye.check.results()[0].verdict is Verdict.PASS
    for _ in range(4):
        eye.now_s += NO_PICTURE_S / 3
        camera = eye.check.results()[0]
    assert (camera.verdict, camera.finding) == (Verdict.FAIL, Finding.SILENT)


def test_a_camera_that_is_pulled_out_is_said_and_its_last_pictures_count_no_more() -> None:
    eye = Eye()
    eye.show(pictures(Scene(), LOOKS))
    eye.devices = DeviceState(lost="test:", lost_places=("camera",))
    results = eye.check.results()
    assert (results[0].verdict, results[0].finding) == (Verdict.FAIL, Finding.PULLED_OUT)
    assert {r.verdict for r in results[1:]} == {Verdict.SKIPPED}


def test_pictures_are_looked_at_only_while_somebody_asks_and_five_a_second() -> None:
    eye = Eye()
    looked: list[float] = []
    finder = eye.check._finder

    def note(small: np.ndarray) -> object:
        looked.append(eye.now_s)
        return PersonFinder.look(finder, small)

    picture = TestPicture(640, 360).draw(0.0, "12:00")
    for _ in range(10):
        eye.now_s += 0.04
        eye.webcam.picture(picture)
    assert not looked
    eye.check.results()
    eye.webcam.picture(picture)
    eye.check._finder.look = note  # type: ignore[method-assign, assignment]
    for _ in range(50):
        eye.now_s += 0.04
        eye.webcam.picture(picture)
    assert 8 <= len(looked) <= 10
    eye.now_s += 10.0
    eye.webcam.picture(picture)
    assert len(looked) <= 10


def test_a_picture_that_cannot_be_measured_is_noted_once(expects_logs: LogWatch) -> None:
    expects_logs("can't be measured")
    eye = Eye()
    broken = av.VideoFrame(0, 0, "yuv420p")
    results = eye.show([broken] * 3)
    assert {results[name].verdict for name in PICTURE_CHECKS} == {Verdict.SKIPPED}
    assert len(expects_logs.records) == 1


def test_sharpness_is_known_from_the_blur_whatever_light_and_noise() -> None:
    steps = np.kron(np.random.default_rng(2).integers(60, 200, (10, 12)), np.ones((24, 32))).astype(np.float32)
    rng = np.random.default_rng(3)
    for light in (0.4, 1.0):
        for noise in (0.0, 4.0):
            found = []
            for blur_px in (1.0, 2.0, 4.0):
                reach = np.arange(-16, 17)
                kernel = np.exp(-(reach**2) / (2 * blur_px**2))
                blurred = np.apply_along_axis(np.convolve, 1, steps, kernel / kernel.sum(), "same")
                noisy = (light * blurred + noise * light * rng.standard_normal(blurred.shape)).astype(np.float32)
                found.append(sharpness(noisy[:, 20:-20]))
            for value, blur_px in zip(found, (1.0, 2.0, 4.0), strict=True):
                assert value == pytest.approx(1.0 / (1.0 + blur_px), rel=0.35)


def test_without_edges_nothing_is_said_of_the_focus() -> None:
    assert sharpness(np.full((100, 300), 128.0, np.float32)) is None
    blank = [av.VideoFrame.from_ndarray(np.full((360, 640, 3), 128, np.uint8), format="rgb24")] * 6
    assert Eye().show(blank)[CheckName.CAMERA_FOCUS].verdict is Verdict.SKIPPED


def moving(scenes: Iterable[Scene]) -> Counter[str]:
    """Count what the finder says of scenes: in the middle, off it, nobody, or nothing."""
    said: Counter[str] = Counter()
    for scene in scenes:
        finder, framing = PersonFinder(), None
        for picture in pictures(scene, 9):
            framing = finder.look(small_of(picture))
        assert framing is not None
        offset = framing.offset
        said["nobody" if framing.is_nobody else "unsure" if offset is None else "off" if offset > 0.2 else "in"] += 1
    return said


@pytest.mark.parametrize("room", ["shelves", "window", "beige wall"])
def test_nobody_is_not_guessed_to_be_there_nor_somebody_to_be_away(room: str) -> None:
    assert moving([Scene(room=room, is_empty=True)]) == {"nobody": 1}
    there = moving(Scene(room=room, skin=skin) for skin in PERSON)
    assert there["in"] >= len(PERSON) - 1
    assert there["nobody"] == 0


def test_a_light_that_is_switched_on_and_a_camera_that_turns_are_no_person() -> None:
    finder = PersonFinder()
    rng = np.random.default_rng(4)
    for _ in range(8):
        shot = rng.integers(0, 255, (45, 80, 3)).astype(np.float32)
        assert finder.look(shot).offset is None


def test_looking_costs_the_cameras_thread_little() -> None:
    picture = next(iter(pictures(Scene(), 1))).reformat(width=1280, height=720)
    finder, spent_s = PersonFinder(), list[float]()
    for _ in range(30):
        began_s = time.thread_time()
        small = small_of(picture)
        measured(picture, small)
        finder.look(small)
        spent_s.append(time.thread_time() - began_s)
    assert sorted(spent_s)[15] < 0.005
