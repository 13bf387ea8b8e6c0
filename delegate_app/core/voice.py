"""What is done to the delegate's voice: nothing by a headset, the echo removed by a loudspeaker, the rest by choice."""

import asyncio
import logging
from collections.abc import Callable

from common.aio.tasks import TaskOwner, spawn
from common.audio.echo import VoiceProcessor
from common.devices.kind import DeviceKind, output_kind
from common.model.errors import ConferenceError
from common.model.voice import UNTOUCHED, VoiceProcessing
from common.protocol.envelope import Request
from common.protocol.media import ReportVoice
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import DelegateState, DeviceState, Phase
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.workers import in_thread

MAKE_TIMEOUT_S = 10.0
MakeProcessor = Callable[[VoiceProcessing], VoiceProcessor]
_log = logging.getLogger(__name__)


class VoiceDesk:
    """Follows devices and choices, and puts the processor in that they ask for. Thread: the client's loop."""

    def __init__(
        self, keeper: StateKeeper, use: Callable[[VoiceProcessor | None], None], make: MakeProcessor = VoiceProcessor
    ) -> None:
        """`use` takes a processor, or none, to the media loop."""
        self._keeper = keeper
        self._use = use
        self._make = make
        self._tasks = TaskOwner("voice")
        self._changed = asyncio.Event()
        self._in_use = UNTOUCHED
        self._refused: VoiceProcessing | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to follow the state."""
        self._unsubscribe = self._keeper.subscribe(self._follow)
        spawn(self._run(), name="voice", owner=self._tasks)

    async def stop(self) -> None:
        """Follow it no more."""
        self._unsubscribe()
        await self._tasks.cancel_all()

    def choose(self, hears_by: HearsBy, reduces_noise: bool, levels_gain: bool) -> None:
        """Note what the user wants; it takes effect by itself."""
        self._refused = None
        self._keeper.change_voice(hears_by=hears_by, reduces_noise=reduces_noise, levels_gain=levels_gain)

    def failed(self) -> None:
        """The processor in use has failed; the voice goes on without."""
        self._refused, self._in_use = self._in_use, UNTOUCHED
        self._keeper.change_voice(processing=UNTOUCHED, is_failed=True)

    def _follow(self, _: DelegateState) -> None:
        self._changed.set()

    async def _run(self) -> None:
        while True:
            state = self._keeper.state
            self._keeper.change_voice(is_loudspeaker=hears_by_loudspeaker(state.voice.hears_by, state.devices))
            wanted = self._keeper.state.voice.wanted
            if wanted in (self._in_use, self._refused):
                await self._changed.wait()
                self._changed.clear()
            else:
                await self._put(wanted)

    async def _put(self, wanted: VoiceProcessing) -> None:
        try:
            async with asyncio.timeout(MAKE_TIMEOUT_S):
                processor = await in_thread(lambda: self._make(wanted)) if wanted.is_any else None
        except (ConferenceError, TimeoutError) as error:
            _log.warning("x the voice can't be processed: %s", error)
            self._use(None)
            self._refused, self._in_use = wanted, UNTOUCHED
            self._keeper.change_voice(processing=UNTOUCHED, is_failed=True)
            return
        _log.info("= voice: %s", wanted)
        self._use(processor)
        self._refused, self._in_use = None, wanted
        self._keeper.change_voice(processing=wanted, is_failed=False)


class VoiceReports:
    """Tells the console what is done to the voice, and whether there is a microphone, when that changes or anew.

    Thread: the client's loop.
    """

    def __init__(self, post: Callable[[Request], None]) -> None:
        self._post = post
        self._told: ReportVoice | None = None

    def note(self, state: DelegateState) -> None:
        """Take a new state."""
        if state.phase is not Phase.JOINED:
            self._told = None
            return
        report = ReportVoice(processing=state.voice.processing, microphone=state.devices.microphone_state)
        if report != self._told:
            self._told = report
            self._post(report)


def hears_by_loudspeaker(hears_by: HearsBy, devices: DeviceState) -> bool:
    """Tell whether the microphone hears what is played: as the user says, else as the headphone's name tells."""
    if hears_by is not HearsBy.AUTOMATIC:
        return hears_by is HearsBy.LOUDSPEAKER
    used = next((d for d in devices.headphones if d.name == devices.headphone), None)
    return used is not None and output_kind(used, devices.microphones) is DeviceKind.LOUDSPEAKER
