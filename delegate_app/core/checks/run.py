"""A run of the checks: one step after the other as the person goes, the network beside them, the report at the end."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.checks.network.ledger import NetworkProgress
from delegate_app.core.checks.report import ReportPost, Way, make_report, place_of
from delegate_app.core.checks.state import CheckState, Delivery, NetworkRun, Step, merged
from delegate_app.core.checks.voice import QUIET_S, RECORD_S
from delegate_app.core.settings import KeptReport
from delegate_app.core.state import DelegateState, DeviceState, FloorPhase
from delegate_app.core.statekeeper import StateKeeper

LOOK_S: Final = 0.5
"""How often devices and picture are looked at while a run is under way."""
_CALLED = frozenset({FloorPhase.STANDBY, FloorPhase.GRANTED, FloorPhase.ON_AIR})
_PICTURE = frozenset(n for n in AREAS[Area.DEVICES] if n not in (CheckName.MICROPHONE, CheckName.HEADPHONE))
_HEARD = AREAS[Area.SOUND] | {CheckName.MICROPHONE}
_PLAYED = frozenset({CheckName.HEADPHONE, CheckName.ECHO})
_log = logging.getLogger(__name__)


class VoiceRecorder(Protocol):
    """Records and plays one's own voice, off-air, as `delegate_app.core.checks.voice.VoiceCheck` does."""

    @property
    def has_recording(self) -> bool: ...
    async def record(self, seconds: float, on_progress: Callable[[float], None]) -> None: ...
    async def play_back(self) -> None: ...
    def stop(self) -> None: ...
    def forget(self) -> None: ...
    def results(self) -> tuple[CheckResult, ...]: ...


class PictureJudge(Protocol):
    """Judges one's own picture, as `delegate_app.core.checks.webcam.WebcamCheck` does."""

    def results(self) -> tuple[CheckResult, ...]: ...


class NetworkMeasuring(Protocol):
    """Measures the way to one console, once, as `delegate_app.core.checks.network.NetworkCheck` does."""

    async def run(self, on_progress: Callable[[NetworkProgress], None]) -> tuple[CheckResult, ...]: ...


@dataclass(frozen=True, slots=True)
class CheckParts:
    """What a run is made of. `find_way` finds the console by a link, else by what is joined or remembered."""

    voice: VoiceRecorder
    picture: PictureJudge
    judge_devices: Callable[[DeviceState], tuple[CheckResult, ...]]
    measure: Callable[[Way], NetworkMeasuring]
    find_way: Callable[[str | None], Awaitable[Way | None]]
    app: str
    clock: Clock


class CheckRun:
    """The run under way, if there is one; it shows in `state.checks`. Thread: the client's loop.

    It ends by itself when the floor comes. Nothing of it is heard in the meeting.
    """

    def __init__(self, keeper: StateKeeper, parts: CheckParts, post: ReportPost) -> None:
        self._keeper = keeper
        self._parts = parts
        self._post = post
        self._way: Way | None = None
        self._looking = TaskOwner("check")
        self._sound = TaskOwner("check of the voice")
        self._network = TaskOwner("check of the network")
        self._sending = TaskOwner("reports")
        self._is_giving_way = False
        self._keeper.subscribe(self._follow)

    @property
    def state(self) -> CheckState:
        """How it stands."""
        return self._keeper.state.checks

    def recall(self, kept: KeptReport | None) -> None:
        """Know the report that was kept when the program last ran."""
        self._post.recall(kept)
        self._change(last=self._post.last)

    async def start(self, link_text: str | None = None) -> None:
        """Begin anew; the network is measured beside the first steps, where a console is known.

        Raises: UserError(`link_invalid`); ConferenceError(`unexpected`) while the floor is near.
        """
        if is_floor_near(self._keeper.state):
            raise ConferenceError(ErrorCode.UNEXPECTED, "the floor is near")
        way = await self._parts.find_way(link_text)
        await self._end_work()
        self._way = way
        target = (way.title or way.link.host) if way is not None else None
        self._keeper.change(checks=CheckState(Step.DEVICES, target, last=self._post.last))
        spawn(self._look(), name="devices and picture", owner=self._looking)
        await self.measure()

    async def go(self, step: Step) -> None:
        """Go on, or back, to a step; what the one that is left has shown counts."""
        if self.state.step is None:
            return
        self._settle()
        await self._turn_to(step)

    async def skip(self, step: Step) -> None:
        """Go to a step without counting what the one that is left has shown."""
        if self.state.step is not None:
            await self._turn_to(step)

    async def record(self) -> None:
        """Listen to the room and then to the voice; at the end the step is PLAYBACK, or a `fault` is there."""
        await self.stop()
        kept = _without(self.state.results, _HEARD)
        self._change(step=Step.SILENCE, is_recording=True, share=0.0, fault=None, has_recording=False, results=kept)
        spawn(self._record(), name="record", owner=self._sound)

    async def play(self) -> None:
        """Play the recording back."""
        await self.stop()
        self._change(is_playing=True, fault=None, results=_without(self.state.results, _PLAYED))
        spawn(self._play(), name="play back", owner=self._sound)

    async def stop(self) -> None:
        """Record and play no more."""
        if self.state.is_recording or self.state.is_playing:
            self._parts.voice.stop()
            await self._sound.cancel_all()
            self._change(is_recording=False, is_playing=False)

    async def measure(self) -> None:
        """Measure the network, anew if it was measured before; without a console nothing happens."""
        await self._network.cancel_all()
        if self._way is not None:
            self._change(network=NetworkRun(is_running=True))
            spawn(self._measure(self._way), name="measure", owner=self._network)

    async def finish(self) -> None:
        """End the run: its report is made, kept, and handed to the console."""
        self._settle()
        await self._end_work()
        devices, now_ms = self._keeper.state.devices, self._parts.clock.now_ms()
        report = make_report(self._found(), self._parts.app, now_ms, is_complete=True)
        place = place_of(self._way.link) if self._way is not None else ""
        self._post.keep(
            KeptReport(
                report=report,
                kept_at_ms=now_ms,
                place=place,
                microphone=devices.microphone,
                headphone=devices.headphone,
            )
        )
        delivery = Delivery.SENDING if self._way is not None else Delivery.NONE
        self._change(step=Step.RESULT, report=report, delivery=delivery, last=self._post.last)
        if self._way is not None:
            spawn(self._send(self._way), name="send the report", owner=self._sending)

    async def cancel(self) -> None:
        """Leave the run. One that had measured something and was not finished is told to the console, if it listens."""
        state, way = self.state, self._way
        if state.step is None:
            return
        await self._end_work()
        self._keeper.change(checks=CheckState(last=self._post.last))
        found = merged(state.results, state.network.results)
        if state.step is not Step.RESULT and way is not None and found:
            report = make_report(found, self._parts.app, self._parts.clock.now_ms(), is_complete=False)
            spawn(self._post.submit(way, report), name="tell of a cancelled check", owner=self._sending)

    def attached(self, way: Way) -> None:
        """Send the report that waits for the meeting that was joined now."""
        if self._post.is_waiting_for(way.link):
            spawn(self._send(way), name="send the report", owner=self._sending)

    async def close(self) -> None:
        """End everything."""
        await self._end_work()
        await self._sending.cancel_all()

    async def _turn_to(self, step: Step) -> None:
        await self.stop()
        if step is Step.RESULT:
            await self.finish()
            return
        if len(self._looking) == 0:
            spawn(self._look(), name="devices and picture", owner=self._looking)
        self._change(step=step, report=None, delivery=Delivery.NONE, fault=None)

    async def _end_work(self) -> None:
        await self.stop()
        await self._looking.cancel_all()
        await self._network.cancel_all()
        if self.state.network.is_running:
            self._change(network=NetworkRun(results=self.state.network.results))
        self._parts.voice.forget()
        self._change(has_recording=False)

    def _follow(self, state: DelegateState) -> None:
        """Get out of the way of the floor."""
        if state.checks.step is not None and is_floor_near(state) and not self._is_giving_way:
            self._is_giving_way = True
            spawn(self._give_way(), name="give way to the floor", owner=self._sending)

    async def _give_way(self) -> None:
        try:
            await self.cancel()
        finally:
            self._is_giving_way = False

    async def _look(self) -> None:
        while True:
            devices = self._parts.judge_devices(self._keeper.state.devices)
            self._change(live=merged(devices, self._parts.picture.results()))
            await self._parts.clock.sleep(LOOK_S)

    def _settle(self) -> None:
        """Count what the step shows that is left now."""
        wanted = _PICTURE if self.state.step is Step.CAMERA else frozenset()
        shown = (r for r in self.state.live if r.name in wanted)
        self._change(results=merged(self.state.results, shown))

    def _found(self) -> tuple[CheckResult, ...]:
        devices = self._parts.judge_devices(self._keeper.state.devices)
        return merged((*devices, *self.state.results), self.state.network.results)

    async def _record(self) -> None:
        def note(share: float) -> None:
            step = Step.SPEECH if share * RECORD_S >= QUIET_S else Step.SILENCE
            self._change(step=step, share=share)

        try:
            await self._parts.voice.record(RECORD_S, note)
        except ConferenceError as error:
            self._broke_off(error, Step.SILENCE)
            return
        self._hear(step=Step.PLAYBACK, is_recording=False, has_recording=self._parts.voice.has_recording)

    async def _play(self) -> None:
        try:
            await self._parts.voice.play_back()
        except ConferenceError as error:
            self._broke_off(error, Step.PLAYBACK)
            return
        self._hear(is_playing=False)

    def _hear(self, **fields: Any) -> None:
        self._change(results=merged(self.state.results, self._parts.voice.results()), **fields)

    def _broke_off(self, error: ConferenceError, step: Step) -> None:
        places = (CheckName.MICROPHONE, CheckName.HEADPHONE)
        faults = (r.finding for r in self._parts.voice.results() if r.name in places)
        fault = next(faults, Finding.BUSY if error.code is ErrorCode.BUSY else Finding.NO_DEVICE)
        _log.info("x the voice could not be checked: %s, %s", error, fault)
        self._hear(step=step, is_recording=False, is_playing=False, share=0.0, fault=fault)

    async def _measure(self, way: Way) -> None:
        def note(progress: NetworkProgress) -> None:
            run = NetworkRun(True, progress.share, progress.doing, progress.waits_s, progress.done)
            self._change(network=run)

        results = await self._parts.measure(way).run(note)
        self._change(network=NetworkRun(share=1.0, results=results))

    async def _send(self, way: Way) -> None:
        delivery = await self._post.send(way)
        if self.state.step is Step.RESULT and self.state.delivery is not Delivery.NONE:
            self._change(delivery=delivery)

    def _change(self, **fields: Any) -> None:
        self._keeper.change(checks=replace(self.state, **fields))


def is_floor_near(state: DelegateState) -> bool:
    """Tell whether the delegate speaks or is the next to speak: then nothing else is done."""
    return state.floor_phase in _CALLED


def _without(results: Iterable[CheckResult], names: frozenset[CheckName]) -> tuple[CheckResult, ...]:
    return tuple(r for r in results if r.name not in names)
