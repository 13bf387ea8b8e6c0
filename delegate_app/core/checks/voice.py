"""The delegate's own voice, off-air: recorded by the microphone in use, judged, and played back by the headphone.

Nothing of it is sent: the meeting's gate is held shut meanwhile. Who is given the floor meanwhile has it at once: the
check ends. The recording lies in memory only.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from common.aio.looprunner import LoopRunner
from common.audio.fitness import analyse
from common.audio.format import Block
from common.devices.audio import DeviceClock
from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.units import BLOCK_S
from delegate_app.core.checks.devices import device_results, name_text
from delegate_app.core.checks.recording import Ear, OwnVoice, echo_result, from_the_first_word, is_silent, whole
from delegate_app.core.media import MediaSide
from delegate_app.core.microphone import VoiceTap
from delegate_app.core.state import DeviceState
from delegate_app.core.workers import in_thread

QUIET_S: Final = 3.0
"""Of silence, before the voice: the noise is measured in it."""
SPEECH_S: Final = 8.0
RECORD_S: Final = QUIET_S + SPEECH_S
MOST_S: Final = 15.0
LEAST_S: Final = 0.5
"""A shorter recording is none."""
TAIL_S: Final = 0.7
"""Listened on after the last word, for its echo: longer than any device's delay."""
STALL_S: Final = 3.0
"""A device that is so far behind its clock gives no more sound."""
LOOK_S: Final = 0.05
SOUND_CHECKS: Final = tuple(name for name in CheckName if name in AREAS[Area.SOUND])
_Guard = Callable[[bool], CheckResult | None]
"""Told whether the device is late beyond hope, it says what is wrong with it, if anything is."""


class VoiceCheck:
    """Records, judges and plays back. Thread: the client's loop; one of `record` and `play_back` at a time.

    It needs a client that is started: the media loop pumps its devices.
    """

    def __init__(
        self,
        runner: LoopRunner,
        side: MediaSide,
        devices: Callable[[], DeviceState],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._side = side
        self._devices = devices
        self._mono_s = mono_s
        self._recording: list[Block] = []
        self._sound: tuple[CheckResult, ...] = ()
        self._echo: CheckResult | None = None
        self._faults: dict[CheckName, CheckResult] = {}
        self._is_busy = False
        self._is_stopping = False

    @property
    def has_recording(self) -> bool:
        """Whether there is something to play back."""
        return bool(self._recording)

    async def record(self, seconds: float, on_progress: Callable[[float], None]) -> None:
        """Record so long, MOST_S at most, and judge it; `on_progress` is told the share done, 0 to 1.

        Raises: ConferenceError(`device`) where no microphone gives sound or it goes, (`not_allowed`) with the floor,
        (`busy`) during another. `results` then says what was found.
        """
        ear = Ear(round(min(max(seconds, LEAST_S), MOST_S) / BLOCK_S))
        with self._alone(ear):
            self.forget()
            await self._caught_up()
            guard = self._microphone_guard()
            await self._until(
                lambda: ear.share >= 1.0, ear.most_blocks * BLOCK_S, guard, lambda: on_progress(ear.share)
            )
            recording = list(ear.heard_blocks)
            if len(recording) * BLOCK_S < LEAST_S:
                return
            self._recording = recording
            self._note_silence(recording)
            self._sound = await in_thread(lambda: analyse(whole(recording)))

    async def play_back(self) -> None:
        """Play the recording from its first word, and measure its echo.

        Raises: ConferenceError(`not_found`) without a recording, (`device`) where no headphone plays it or it goes,
        (`not_allowed`) with the floor, (`busy`) during another.
        """
        if not self._recording:
            raise ConferenceError(ErrorCode.NOT_FOUND, "nothing was recorded")
        blocks = from_the_first_word(self._recording)
        lasting_s = len(blocks) * BLOCK_S
        voice, ear = OwnVoice(blocks), Ear(round((lasting_s + TAIL_S) / BLOCK_S))
        with self._alone(ear):
            self._faults.pop(CheckName.HEADPHONE, None)
            await self._caught_up()
            guard = self._headphone_guard()
            microphone = self._side.microphone.device
            self._runner.call(self._play, voice)
            try:
                await self._until(lambda: voice.is_over, lasting_s, guard)
                await self._until(lambda: len(ear.played_blocks) >= ear.most_blocks, TAIL_S, guard)
            finally:
                self._runner.call(self._play, None)
            is_same = microphone is not None and self._side.microphone.device is microphone
            heard = ear.heard_blocks if is_same else []
            self._echo = await in_thread(lambda: echo_result(heard, ear.played_blocks))

    def stop(self) -> None:
        """End what is under way soon; what was recorded until then is kept and judged."""
        self._is_stopping = True

    def forget(self) -> None:
        """Drop the recording and what was found in it."""
        self._recording = []
        self._sound, self._echo = (), None
        self._faults.clear()

    def results(self) -> tuple[CheckResult, ...]:
        """Return what was found: every check of the sound, and of the devices those that failed meanwhile."""
        sound = self._sound or tuple(CheckResult(n, Verdict.SKIPPED, Finding.NOT_RUN) for n in SOUND_CHECKS)
        with_echo = tuple(self._echo if self._echo and r.name is CheckName.ECHO else r for r in sound)
        return (*self._faults.values(), *with_echo)

    @contextmanager
    def _alone(self, ear: Ear) -> Iterator[None]:
        """Keep the gate shut and let `ear` hear along. Raises: ConferenceError(`busy`)."""
        if self._is_busy:
            raise ConferenceError(ErrorCode.BUSY, "the voice is being checked")
        self._is_busy, self._is_stopping = True, False
        self._side.gate.hold(True)
        self._runner.call(self._tap, ear)
        try:
            yield
        finally:
            self._is_busy = False
            self._side.gate.hold(False)
            self._runner.call(self._tap, None)

    async def _caught_up(self) -> None:
        """Let the media loop first do what it was asked before: use a device that was chosen just now."""
        await self._runner.run(asyncio.sleep(0))

    async def _until(
        self, is_done: Callable[[], bool], lasting_s: float, guard: _Guard, tell: Callable[[], None] = lambda: None
    ) -> None:
        """Wait for the end, or for `stop`. Raises: ConferenceError as `record` does."""
        end_mono_s = self._mono_s() + lasting_s + STALL_S
        while not is_done() and not self._is_stopping:
            if self._side.gate.is_wanted_open:
                raise ConferenceError(ErrorCode.NOT_ALLOWED, "the floor was given")
            fault = guard(self._mono_s() > end_mono_s)
            if fault is not None:
                self._fail(fault)
            tell()
            await asyncio.sleep(LOOK_S)
        tell()

    def _microphone_guard(self) -> _Guard:
        """Return what tells that the microphone in use has gone. Raises: MediaError(`device`) where there is none."""
        device = self._side.microphone.device
        if device is None:
            self._fail(self._missing(CheckName.MICROPHONE))
        return lambda is_late: self._wrong(
            CheckName.MICROPHONE, device, self._side.microphone.device is device, is_late
        )

    def _headphone_guard(self) -> _Guard:
        """Return what tells that the headphone in use has gone. Raises: MediaError(`device`) where there is none."""
        output = self._side.playout.output
        if output is None:
            self._fail(self._missing(CheckName.HEADPHONE))
        return lambda is_late: self._wrong(CheckName.HEADPHONE, output, self._side.playout.output is output, is_late)

    def _missing(self, check: CheckName) -> CheckResult:
        """Say why there is no device: the state's reason, where it has one."""
        found = next(r for r in device_results(self._devices()) if r.name is check)
        return found if found.verdict is Verdict.FAIL else CheckResult(check, Verdict.FAIL, Finding.NO_DEVICE)

    def _wrong(self, check: CheckName, device: DeviceClock, is_in_use: bool, is_late: bool) -> CheckResult | None:
        """Tell what became of a device: gone, changed, or there without a sound; None while it is well."""
        if is_in_use and device.is_alive and not is_late:
            return None
        is_lost = not device.is_alive if is_in_use else check.value in self._devices().lost_places
        if is_lost or (is_in_use and check is CheckName.HEADPHONE):
            verdict, finding = Verdict.FAIL, Finding.PULLED_OUT
        elif is_in_use:
            verdict, finding = Verdict.FAIL, Finding.SILENT
        else:
            verdict, finding = Verdict.SKIPPED, Finding.NOT_RUN
        return CheckResult(check, verdict, finding, text=name_text(device.name))

    def _fail(self, fault: CheckResult) -> NoReturn:
        """Keep what is wrong and end. Raises: MediaError(`device`)."""
        self._faults[fault.name] = fault
        raise MediaError(ErrorCode.DEVICE, f"{fault.name}: {fault.finding}")

    def _note_silence(self, recording: list[Block]) -> None:
        if is_silent(recording):
            device = self._side.microphone.device
            text = name_text(device.name) if device is not None else ""
            self._faults[CheckName.MICROPHONE] = CheckResult(
                CheckName.MICROPHONE, Verdict.FAIL, Finding.SILENT, text=text
            )

    def _tap(self, tap: VoiceTap | None) -> None:
        self._side.microphone.tap = tap

    def _play(self, voice: OwnVoice | None) -> None:
        self._side.playout.own_voice = voice
