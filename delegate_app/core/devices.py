"""Which devices are in use: the choice, hot-plug, and what happens when one is pulled out."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from common.devices.audio import AudioDevice
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.seams import DeviceKit
from delegate_app.core.settings import AUTOMATIC
from delegate_app.core.state import FloorPhase
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.workers import in_thread

WATCH_PERIOD_S = 1.0
"""A device plugged in is in the list within twice this."""
CHECKS_A_PERIOD = 10
"""So a loss is said within a second, even of a driver that just falls silent."""
RETRY_S, SOON_S = 5.0, 1.5
"""A device that failed is left alone so long; or so, where it just stopped and there is no other."""
LIST_TIMEOUT_S = 10.0
_SPEAKING = frozenset({FloorPhase.STANDBY, FloorPhase.GRANTED, FloorPhase.ON_AIR})
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Socket:
    """One place for a device: what the user wants there, and what is in it. `wanted` may be AUTOMATIC or None."""

    field: str
    """In `DeviceState`: `microphone`, `headphone` or `camera`."""
    put: Callable[[str | None], Awaitable[None]]
    """Start the device of that name and use it, or use none. Raises: MediaError(`device`)."""
    is_alive: Callable[[], bool]
    wanted: str | None = AUTOMATIC
    used: str | None = None


def best(wanted: str | None, names: Sequence[str]) -> str | None:
    """Choose from `names`, in the order of preference: the wanted one where it is there, none where none is wanted."""
    if wanted is None:
        return None
    return wanted if wanted in names else next(iter(names), None)


class DeviceDesk:
    """Keeps every socket filled as well as can be. Thread: the client's loop."""

    def __init__(
        self,
        kit: DeviceKit,
        keeper: StateKeeper,
        sockets: Sequence[Socket],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kit = kit
        self._keeper = keeper
        self._sockets = {s.field: s for s in sockets}
        self._mono_s = mono_s
        self._failed: dict[tuple[str, str], float] = {}
        self._lost: dict[str, str] = {}
        self._refused: set[tuple[str, str]] = set()
        self._names: dict[str, list[str]] = {s.field: [] for s in sockets}
        self._seen: dict[str, AudioDevice] = {}
        self._busy = asyncio.Lock()

    def want(self, **wanted: str | None) -> None:
        """Note what the user wants in each socket, from the settings; `look` acts on it."""
        for field, name in wanted.items():
            self._sockets[field].wanted = name

    async def run(self) -> None:
        """Look every second, and at once when a device was lost, until cancelled."""
        while True:
            try:
                await self.look()
            except TimeoutError:
                _log.warning("x listing the devices takes too long")
            except Exception:
                _log.exception("x the devices could not be listed")
            await self._attend()

    async def _attend(self) -> None:
        """Wait for the next look: a second, or less when a device in use has stopped."""
        for _ in range(CHECKS_A_PERIOD):
            await asyncio.sleep(WATCH_PERIOD_S / CHECKS_A_PERIOD)
            if any(s.used is not None and not s.is_alive() for s in self._sockets.values()):
                return

    async def look(self) -> None:
        """Note the devices that have gone, list those there are, and fill the sockets. Raises: TimeoutError."""
        for socket in self._sockets.values():
            self._note_if_lost(socket)
        async with asyncio.timeout(LIST_TIMEOUT_S):
            listed, cameras = await in_thread(self._list)
        audio = self._with_those_in_use(listed)
        microphones = [d for d in audio if d.inputs > 0]
        headphones = [d for d in audio if d.outputs > 0]
        self._names = {
            "microphone": [d.name for d in sorted(microphones, key=lambda d: not d.is_default_input)],
            "headphone": [d.name for d in sorted(headphones, key=lambda d: not d.is_default_output)],
            "camera": list(cameras),
        }
        self._keeper.change_devices(
            microphones=tuple(microphones), headphones=tuple(headphones), cameras=tuple(cameras)
        )
        async with self._busy:
            for socket in self._sockets.values():
                await self._fill(socket)

    async def choose(self, field: str, name: str | None) -> None:
        """Use this device from now on. Raises: MediaError(`device`); another one stays in use then."""
        async with self._busy:
            socket = self._sockets[field]
            socket.wanted = name
            self._lost.pop(field, None)
            self._failed.clear()
            self._refused = {(f, n) for f, n in self._refused if f != field}
            await self._fill(socket)
        if name not in (None, AUTOMATIC) and socket.used != name:
            raise ConferenceError(ErrorCode.DEVICE, f"{name} could not be opened")

    async def release(self) -> None:
        """Stop every device and watch them no more."""
        async with self._busy:
            for socket in self._sockets.values():
                if socket.used is not None:
                    socket.used = None
                    await socket.put(None)
        await in_thread(self._kit.close)

    def _list(self) -> tuple[Sequence[AudioDevice], Sequence[str]]:
        return self._kit.list_audio(), self._kit.list_cameras()

    def _with_those_in_use(self, listed: Sequence[AudioDevice]) -> list[AudioDevice]:
        """Add what runs for us: ALSA lists a device that is taken without the ports that are, or not at all."""
        used = {s.used for s in self._sockets.values() if s.used is not None and s.is_alive()}
        running = {name: device for name, device in self._seen.items() if name in used}
        there = [device for name, device in running.items() if name not in {d.name for d in listed}]
        for device in listed:
            known = running.get(device.name, device)
            inputs, outputs = max(device.inputs, known.inputs), max(device.outputs, known.outputs)
            there.append(replace(device, inputs=inputs, outputs=outputs))
        self._seen = {device.name: device for device in there}
        return there

    async def _fill(self, socket: Socket) -> None:
        self._note_if_lost(socket)
        for _ in range(len(self._names[socket.field]) + 1):
            name = best(socket.wanted, self._usable(socket))
            if name == socket.used or self._stays(socket, name) or await self._try(socket, name):
                break
        if socket.used in (socket.wanted, self._lost.get(socket.field)):
            self._lost.pop(socket.field, None)
        self._tell(socket)

    def _stays(self, socket: Socket, other: str | None) -> bool:
        """Tell whether who speaks keeps a device that works, whatever the system makes its default meanwhile."""
        is_theirs = socket.wanted != AUTOMATIC or other == self._lost.get(socket.field)
        is_there = socket.used in self._usable(socket)
        return is_there and not is_theirs and self._keeper.state.floor_phase in _SPEAKING

    async def _try(self, socket: Socket, name: str | None) -> bool:
        socket.used = None
        try:
            await socket.put(name)
        except ConferenceError as error:
            _log.warning("x %s %s was not opened: %s", socket.field, name, error)
            self._failed[socket.field, name or ""] = self._mono_s() + RETRY_S
            self._refused.add((socket.field, name or ""))
            return False
        _log.info("= %s is %s", socket.field, name)
        self._refused.discard((socket.field, name or ""))
        socket.used = name
        return True

    def _note_if_lost(self, socket: Socket) -> None:
        """Say at once that a device has stopped: to list them all may take longer than it may stay unsaid."""
        name = socket.used
        if name is None or socket.is_alive():
            return
        _log.warning("x %s %s was lost", socket.field, name)
        self._lost[socket.field] = name
        self._failed[socket.field, name] = self._mono_s() + RETRY_S
        socket.used = None
        self._tell(socket)

    def _tell(self, socket: Socket) -> None:
        newest = next(reversed(self._lost.values()), None)
        refused = tuple(sorted((f, n) for f, n in self._refused if n in self._names[f]))
        self._keeper.change_devices(
            lost=newest, lost_places=tuple(self._lost), refused=refused, **{socket.field: socket.used}
        )

    def _usable(self, socket: Socket) -> list[str]:
        now, field = self._mono_s(), socket.field

        def is_left_alone(name: str) -> bool:
            is_awaited = socket.used is None and (field, name) not in self._refused
            until = self._failed.get((field, name), now)
            return until > (now + RETRY_S - SOON_S if is_awaited else now)

        return [name for name in self._names[field] if not is_left_alone(name)]
