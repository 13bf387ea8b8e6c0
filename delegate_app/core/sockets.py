"""Opening devices in worker threads and putting them to use on the media loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from common.aio.looprunner import LoopRunner
from common.devices.audio import AudioInput, AudioOutput, DeviceClock
from common.model.errors import ErrorCode, MediaError
from delegate_app.core.devices import Socket
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import DeviceKit, PictureSource
from delegate_app.core.webcam import Webcam
from delegate_app.core.workers import in_thread

OPEN_TIMEOUT_S = 10.0
"""A device's driver that takes longer is given up."""
Clock = TypeVar("Clock", bound=DeviceClock)
T = TypeVar("T")


class SoundPlace(Generic[Clock]):
    """One place for a sound device. Thread: the client's loop.

    `use` hands it, started, to the media loop, and waits until that has let go of the one before: a device that is
    stopped while the loop still reads it looks as if it were pulled out.
    """

    def __init__(self, open_device: Callable[[str], Clock], use: Callable[[Clock | None], Awaitable[None]]) -> None:
        self.device: Clock | None = None
        self._open_device = open_device
        self._use = use

    @property
    def is_alive(self) -> bool:
        """Whether there is a device and it runs."""
        return self.device is not None and self.device.is_alive

    async def put(self, name: str | None) -> None:
        """Stop what is there and start this one, or none. Raises: MediaError(`device`)."""
        device, self.device = self.device, None
        if device is not None:
            await self._use(None)
            await in_time(device.stop)
        if name is not None:
            self.device = await in_time(lambda: self._start(name))
            await self._use(self.device)

    def _start(self, name: str) -> Clock:
        device = self._open_device(name)
        device.start()
        return device


class DeviceSockets:
    """The three places for devices, and what is in them. Thread: the client's loop."""

    def __init__(self, kit: DeviceKit, runner: LoopRunner, side: MediaSide, webcam: Webcam) -> None:
        self.input = SoundPlace[AudioInput](kit.open_input, lambda device: runner.carry_out(side.use_input, device))
        self.output = SoundPlace[AudioOutput](kit.open_output, lambda device: runner.carry_out(side.use_output, device))
        self._kit = kit
        self._webcam = webcam
        self.sockets = (
            Socket("microphone", self.input.put, lambda: self.input.is_alive),
            Socket("headphone", self.output.put, lambda: self.output.is_alive),
            Socket("camera", self._put_camera, self._is_camera_alive),
        )

    @property
    def xruns(self) -> int:
        """Blocks lost or late at the devices in use."""
        return sum(d.xruns for d in (self.input.device, self.output.device) if d is not None)

    async def _put_camera(self, name: str | None) -> None:
        old, self._webcam.source = self._webcam.source, None
        if old is not None:
            await in_time(old.stop)
        if name is not None:
            self._webcam.source = await in_time(lambda: self._start_camera(name))

    def _start_camera(self, name: str) -> PictureSource:
        camera = self._kit.open_camera(name)
        camera.start(self._webcam.picture)
        return camera

    def _is_camera_alive(self) -> bool:
        return self._webcam.source is not None and self._webcam.source.is_alive


async def in_time(work: Callable[[], T]) -> T:
    """Run a driver's work in a thread. Raises: MediaError(`device`) also where it does not answer."""
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            return await in_thread(work)
    except TimeoutError as error:
        raise MediaError(ErrorCode.DEVICE, "the driver does not answer") from error
