"""The media loop: on it the engine, the hall's bridge and camera, and the stage between them."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

from common.aio.looprunner import LoopRunner
from common.devices.audio import HallDevice
from common.model.errors import ErrorCode, MediaError
from common.model.hall import HallDevices
from common.model.ids import LegId, SlotNumber
from common.model.media import STAGE_FEED, Sdp
from common.model.patch import Patch
from common.rtc.opus import OpusSettings, PacketMs
from common.rtc.picturerate import LAYERS, PictureStep
from room_console.core.hall.bridge import HallBridge
from room_console.core.hall.camera import HallCamera, open_hall_camera
from room_console.core.hall.opening import open_hall
from room_console.core.hall.virtual import ChirpSchedule, VirtualHall
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.engine import MediaEngine
from room_console.core.settings import Settings
from room_console.core.settings.declared import MediaSettings
from room_console.core.uplinks import StageSwitch, UplinkPort

ENGINE_TIMEOUT_S = 10.0
START_TIMEOUT_S = 25.0
REST_S = 0.25
"""How often a hall without a device is looked at while nobody is there."""
REHEARSAL_CHIRP_S = 1.5
PACKET_LENGTHS: Final[dict[int, PacketMs]] = {10: 10, 20: 20}

T = TypeVar("T")


class HallSide:
    """Owns the media thread and what runs on it. Thread: the core's loop, but where a method says another."""

    def __init__(
        self,
        engine: MediaEngine,
        device: HallDevice,
        camera: HallCamera | None,
        patch: Patch,
        output_name: str = "",
    ) -> None:
        """`output_name` is by what the sound goes out, where that is another device."""
        self.engine = engine
        self.devices = HallDevices(device.name, output_name or device.name, device.inputs, device.outputs)
        """Those in use, or about to be."""
        self.patch = patch
        self.stage = StageSwitch()
        self.bridge = HallBridge(device, patch, engine.publish_sound)
        self._camera = camera
        self._runner = LoopRunner("media")
        self._pumping: asyncio.TimerHandle | None = None
        self._is_resting = False

    @property
    def device(self) -> HallDevice:
        """The hall's device."""
        return self.bridge.device

    def ports(self) -> tuple[int, int]:
        """How many inputs and outputs the hall has; while another device takes over, as many as both have."""
        device, coming = self.device, self.devices
        return min(device.inputs, coming.inputs), min(device.outputs, coming.outputs)

    async def use_device(self, device: HallDevice, devices: HallDevices) -> None:
        """Go on with another device, which runs; the one in use is closed. Raises: MediaError."""
        self.devices = devices
        await self.run(self._use_device(device))

    async def start(self) -> None:
        """Start the thread, the engine, the device, the camera. Raises: MediaError."""
        self._runner.start()
        await self.run(self._start(), START_TIMEOUT_S)

    async def stop(self) -> None:
        """Stop all of it, within 4 s."""
        await self.run(self._stop())
        await asyncio.to_thread(self._runner.stop)

    async def run(self, work: Coroutine[Any, Any, T], timeout_s: float = ENGINE_TIMEOUT_S) -> T:
        """Run a coroutine on the media loop. Raises: MediaError(`media_failed`) when it takes too long."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._runner.run(self._and_wake(work))
        except TimeoutError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, "the media loop did not answer in time") from error

    def watch(self, work: Coroutine[Any, Any, None]) -> Callable[[], object]:
        """Keep a coroutine running on the media loop; return what ends it."""
        return self._runner.submit(work).cancel

    def use_patch(self, patch: Patch) -> None:
        """Use a patch from the next block on."""
        self.patch = patch
        self._runner.call(self.bridge.set_patch, patch)

    async def open_uplink(self, port: UplinkPort, offer: Sdp) -> Sdp:
        """Answer an uplink and pull its sound with every block from now on. Raises: MediaError."""
        return await self.run(self._open_uplink(port, offer))

    def close_uplink(self, port: UplinkPort) -> None:
        """Cease to pull an uplink's sound."""
        self._runner.call(self.bridge.uplinks.close, port.sound)

    def connect_slot(self, slot: SlotNumber, port: UplinkPort) -> None:
        """Let a slot hear an uplink."""
        self._runner.call(self.bridge.connect_slot, slot, port.sound)

    def disconnect_slot(self, slot: SlotNumber) -> None:
        """Let a slot hear nobody."""
        self._runner.call(self.bridge.disconnect_slot, slot)

    def share(self, leg: LegId | None) -> None:
        """Let everybody see the screen that this uplink shares, or none."""
        self._runner.call(self.engine.show_screen, leg)

    def prelisten(self, port: UplinkPort | None) -> None:
        """Let the operator hear an uplink off-air, or none."""
        self._runner.call(self.bridge.prelisten, port.sound if port is not None else None)

    def talk(self, is_open: bool) -> None:
        """Let the talkback feed carry the operator's microphone, or silence."""
        self._runner.call(self.bridge.talk, is_open)

    async def _use_device(self, device: HallDevice) -> None:
        is_used = asyncio.Event()
        self.bridge.hand_over(device, is_used.set)
        self._wake()
        await is_used.wait()

    async def _open_uplink(self, port: UplinkPort, offer: Sdp) -> Sdp:
        answer = await self.engine.open_uplink(port.leg, offer, port)
        sound = self.engine.uplink_sound(port.leg)
        self.bridge.uplinks.open(port.sound, sound, sound.mended)
        return answer

    async def _start(self) -> None:
        await self.engine.start()
        self.stage.open(self.engine.publish_picture(STAGE_FEED))
        await asyncio.to_thread(self.bridge.start)
        if self._camera is not None:
            self._camera.start(self.stage.write_picture)
        self._pump()

    async def _stop(self) -> None:
        if self._pumping is not None:
            self._pumping.cancel()
            self._pumping = None
        if self._camera is not None:
            await asyncio.to_thread(self._camera.stop)
        await asyncio.to_thread(self.bridge.stop)
        await self.engine.close()

    async def _and_wake(self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work, which may bring somebody."""
        try:
            return await work
        finally:
            self._wake()

    def _pump(self) -> None:
        """Carry one block a turn of the loop: when it was late, packets that wait are taken before the next one is.

        While nobody is there and nothing sounds, none is carried.
        """
        was_resting, self._is_resting = self._is_resting, self.bridge.is_still() and not self.engine.has_legs()
        carried = 0
        try:
            if was_resting:
                self.bridge.rest()
            carried = 0 if self._is_resting else self.bridge.pump(most=1)
        finally:
            wait_s = REST_S if self._is_resting else self.bridge.wait_s(carried)
            self._pumping = asyncio.get_running_loop().call_later(wait_s, self._pump)

    def _wake(self) -> None:
        """Carry blocks at once where none are and somebody has come."""
        if self._is_resting and self._pumping is not None:
            self._pumping.cancel()
            self._pump()


def picture_layers(media: MediaSettings) -> tuple[PictureStep, ...]:
    """List the sizes in which the picture is offered, best first; only one that takes much less is worth its cost."""
    best = PictureStep(media.picture_bitrate_bps, media.picture_rate_hz, media.picture_width * media.picture_height)
    smaller = [
        layer
        for layer in LAYERS
        if 2 * layer.bit_rate_bps <= best.bit_rate_bps and layer.most_pixels < best.most_pixels
    ]
    return (best, *smaller)[: media.picture_layers]


def open_hall_side(settings: Settings, rehearsal: Path | None = None) -> HallSide:
    """Make the hall side that the settings describe; nothing is started. Raises: MediaError(`device`).

    With `rehearsal`, the hall is the virtual one, chirps now and then, and is recorded into that folder.
    """
    hall, media = settings.hall, settings.media
    device: HallDevice = (
        open_hall(hall.device, hall.inputs, hall.outputs, hall.output_device)
        if rehearsal is None
        else VirtualHall(
            hall.inputs, hall.outputs, chirps=ChirpSchedule(every_s=REHEARSAL_CHIRP_S), record_to=rehearsal
        )
    )
    return HallSide(
        EmbeddedEngine(
            settings.media_address(),
            port=media.port,
            public_address=settings.public_media_address(),
            opus=OpusSettings(media.sound_bitrate_bps),
            packet_ms=PACKET_LENGTHS.get(media.sound_packet_ms),
            layers=picture_layers(media),
        ),
        device,
        open_hall_camera(hall.camera, media.picture_width, media.picture_height, media.picture_rate_hz),
        hall.hall_patch(settings.meeting.details().channels),
        hall.output_device if rehearsal is None else "",
    )
