"""The hall's sound devices: which there are, and the change to others while the meeting runs (docs/decisions/0910)."""

import asyncio
import logging
from typing import Final

from common.aio.tasks import TaskOwner, spawn
from common.devices.audio import HallDevice
from common.devices.portaudio.listing import pick
from common.model.errors import ConferenceError, ErrorCode, MediaError
from common.model.hall import NONE, PREFIX, VIRTUAL, HallDevices, sound_system_of
from common.model.ids import ParticipantId
from common.model.people import Action
from common.model.units import SAMPLE_RATE_HZ
from common.protocol import operator as protocol
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.hall.beside import open_beside
from room_console.core.hall.choice import configured
from room_console.core.hall.listing import DeviceListing, find_devices
from room_console.core.hall.opening import open_hall
from room_console.core.hall.revival import let_go
from room_console.core.hallside import HallSide
from room_console.core.meeting.halldevice import check
from room_console.core.meeting.hallinputs import HallDeviceOpened
from room_console.core.settings.declared import HallSettings

_log = logging.getLogger(__name__)

LIST_S: Final = 8.0
CHANGE_S: Final = 9.0
"""A client waits 10 s for an answer."""


class HallDesk(Desk):
    """Lists the devices, and changes to others. Thread: the core's loop."""

    def __init__(self, hall: HallSide, conductor: Conductor, audience: Audience, settings: HallSettings) -> None:
        self._hall = hall
        self._conductor = conductor
        self._audience = audience
        self._settings = settings
        self._tasks = TaskOwner("hall desk")
        self._is_changing = False
        self.answers = {
            protocol.ListDevices: Answer(self._list, Action.OPERATE),
            protocol.ChangeHall: Answer(self._change, Action.OPERATE),
        }

    async def stop(self) -> None:
        """Give up a change under way; a device that opens later is closed."""
        await self._tasks.cancel_all()

    async def _list(self, _: Connection, message: protocol.ListDevices) -> protocol.Devices:
        found = await _found()
        audio = [protocol.Device(d.name, d.inputs, d.outputs, d.sample_rate_hz) for d in found.audio]
        built_in = [protocol.Device(name, *self._hall.ports(), SAMPLE_RATE_HZ) for name in self._built_in()]
        return protocol.Devices(message.ref, (*audio, *built_in), found.cameras, found.fault)

    def _built_in(self) -> tuple[str, ...]:
        """Name what is there without hardware: the hall in which made-up voices speak only where it was configured."""
        return (NONE, VIRTUAL) if self._settings.device == VIRTUAL else (NONE,)

    async def _change(self, connection: Connection, message: protocol.ChangeHall) -> None:
        """Change; what is under way is not given up with the link of who wished it."""
        used = self._hall.devices
        if (message.input, message.output) == (used.input, used.output):
            raise ConferenceError(ErrorCode.ALREADY, "these devices are in use")
        if self._is_changing:
            raise ConferenceError(ErrorCode.BUSY, "the hall's devices are being changed")
        self._is_changing = True
        work = self._try_to_change(connection.participant, message.input, message.output)
        refused = await asyncio.shield(spawn(work, "change of the hall's devices", self._tasks))
        if refused is not None:
            raise refused

    async def _try_to_change(self, by: ParticipantId, name: str, output_name: str) -> ConferenceError | None:
        try:
            await self._use(by, *await self._opened(by, name, output_name))
        except ConferenceError as error:
            _log.warning("= hall device %s, %s was not taken: %s", name, output_name, error)
            return error
        finally:
            self._is_changing = False
        return None

    async def _devices_of(self, name: str, output_name: str) -> HallDevices:
        """Find how many ports there would be. Raises: ConferenceError(`device`, `timeout`)."""
        inputs, outputs = self._hall.ports()
        if name == output_name and name in self._built_in():
            return HallDevices(name, name, max(inputs, self._settings.inputs), max(outputs, self._settings.outputs))
        if not name.startswith(PREFIX) or sound_system_of(name) != sound_system_of(output_name):
            raise MediaError(ErrorCode.DEVICE, "input and output must be of one sound system")
        found = await _found()
        if found.fault:
            raise MediaError(ErrorCode.DEVICE, found.fault)
        _, source = pick(list(found.audio), name, is_input=True)
        _, target = pick(list(found.audio), output_name, is_input=False)
        return HallDevices(
            name,
            output_name,
            min(source.inputs, max(inputs, self._settings.inputs)),
            min(target.outputs, max(outputs, self._settings.outputs)),
        )

    async def _opened(self, by: ParticipantId, name: str, output_name: str) -> tuple[HallDevice, HallDevices]:
        """Open what is wished beside what is in use, where the patch fits. Raises: ConferenceError."""
        try:
            async with asyncio.timeout(CHANGE_S):
                devices = await self._devices_of(name, output_name)
                check(self._conductor.meeting.state, by, devices)
                device = open_hall(name, devices.inputs, devices.outputs, output_name if output_name != name else "")
                await open_beside(device)
        except TimeoutError as error:
            raise MediaError(ErrorCode.DEVICE, f"{name} did not open in time") from error
        return device, devices

    async def _use(self, by: ParticipantId, device: HallDevice, devices: HallDevices) -> None:
        """Keep, use, tell: in this order. Raises: ConferenceError, and all is as it was."""
        try:
            await self._conductor.submit(HallDeviceOpened(by, devices, configured(self._settings)))
        except BaseException:
            let_go(device)
            raise
        await self._hall.use_device(device, devices)
        if (kept := self._conductor.meeting.state.hall) is not None:
            told = protocol.HallChanged(kept.by, kept.devices.input, kept.devices.output, kept.at_ms)
            self._audience.send_staff(told)


async def _found() -> DeviceListing:
    """List what there is. Raises: ConferenceError(`timeout`)."""
    try:
        async with asyncio.timeout(LIST_S):
            return await asyncio.to_thread(find_devices)
    except TimeoutError as error:
        raise ConferenceError(ErrorCode.TIMEOUT, "the sound system did not answer") from error
