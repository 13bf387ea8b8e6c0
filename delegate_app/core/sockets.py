"""Opening devices in worker threads and putting them to use on the media loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from common.aio.looprunner import LoopRunner
from common.devices.audio import AudioInput, AudioOutput, DeviceClock
from common.model.errors import ErrorCode, MediaError
from delegate_app.core.devices import Socket
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import DeviceKit, PictureSource
from delegate_app.core.webcam import Webcam
from delegate_app.core.workers import in_thread

OPEN_TIMEOUT_S = 5.0
"""A device's driver that takes longer is given up."""
Clock = TypeVar("Clock", bound=DeviceClock)
T = TypeVar("T")


class DeviceSockets:
    """The three places for devices, and what is in them. Thread: the client's loop."""

    def __init__(self, kit: DeviceKit, runner: LoopRunner, side: MediaSide, webcam: Webcam) -> None:
        self.input: AudioInput | None = None
        self.output: AudioOutput | None = None
        self._kit = kit
        self._runner = runner
        self._side = side
        self._webcam = webcam
        self.sockets = (
            Socket("microphone", self._put_input, lambda: self.input is not None and self.input.is_alive),
            Socket("headphone", self._put_output, lambda: self.output is not None and self.output.is_alive),
            Socket("camera", self._put_camera, self._is_camera_alive),
        )

    @property
    def xruns(self) -> int:
        """Blocks lost or late at the devices in use."""
        return sum(d.xruns for d in (self.input, self.output) if d is not None)

    async def _put_input(self, name: str | None) -> None:
        old, self.input = self.input, None
        self._runner.call(self._side.use_input, None)
        await _stop(old)
        if name is not None:
            self.input = await _in_time(lambda: _started(self._kit.open_input(name)))
            self._runner.call(self._side.use_input, self.input)

    async def _put_output(self, name: str | None) -> None:
        old, self.output = self.output, None
        self._runner.call(self._side.use_output, None)
        await _stop(old)
        if name is not None:
            self.output = await _in_time(lambda: _started(self._kit.open_output(name)))
            self._runner.call(self._side.use_output, self.output)

    async def _put_camera(self, name: str | None) -> None:
        old, self._webcam.source = self._webcam.source, None
        if old is not None:
            await _in_time(old.stop)
        if name is not None:
            self._webcam.source = await _in_time(lambda: self._open_camera(name))

    def _open_camera(self, name: str) -> PictureSource:
        camera = self._kit.open_camera(name)
        camera.start(self._webcam.picture)
        return camera

    def _is_camera_alive(self) -> bool:
        return self._webcam.source is not None and self._webcam.source.is_alive


def _started(device: Clock) -> Clock:
    device.start()
    return device


async def _stop(device: DeviceClock | None) -> None:
    if device is not None:
        await _in_time(device.stop)


async def _in_time(work: Callable[[], T]) -> T:
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            return await in_thread(work)
    except TimeoutError as error:
        raise MediaError(ErrorCode.DEVICE, "the driver does not answer") from error
