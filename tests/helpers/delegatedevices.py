"""Made-up devices for a delegate: microphones, headphones and cameras that a test plugs and pulls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import av

from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from common.devices.fake import PacedOutput, ToneInput
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ
from delegate_app.core.seams import PictureSource


class FakeCamera:
    """A camera that the test turns."""

    def __init__(self) -> None:
        self.is_alive = False
        self.picture: Callable[[av.VideoFrame], None] | None = None

    def start(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        """Begin."""
        self.picture, self.is_alive = on_picture, True

    def stop(self) -> None:
        """End."""
        self.is_alive = False


@dataclass
class FakeKit:
    """Devices by name: `broken` ones can't be opened, `exclusive` ones not listed while they run. `pull` takes out."""

    names: list[str] = field(default_factory=lambda: ["headset", "built-in"])
    cameras: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    exclusive: set[str] = field(default_factory=set)
    is_closed: bool = False
    inputs: dict[str, AudioInput] = field(default_factory=dict)
    outputs: dict[str, AudioOutput] = field(default_factory=dict)
    opened_cameras: dict[str, FakeCamera] = field(default_factory=dict)

    def list_audio(self) -> Sequence[AudioDevice]:
        """List what is plugged in; the first is the default."""
        free = [n for n in self.names if n not in self.exclusive or not self._is_running(n)]
        return [AudioDevice(n, n, 1, 1, SAMPLE_RATE_HZ, n == free[0], n == free[0]) for n in free]

    def list_cameras(self) -> Sequence[str]:
        """List the cameras."""
        return list(self.cameras)

    def open_input(self, name: str) -> AudioInput:
        """Open a microphone that hears a tone."""
        self._check(name)
        self.inputs[name] = ToneInput()
        return self.inputs[name]

    def open_output(self, name: str) -> AudioOutput:
        """Open a headphone that plays to nobody."""
        self._check(name)
        self.outputs[name] = PacedOutput(name)
        return self.outputs[name]

    def open_camera(self, name: str) -> PictureSource:
        """Open a camera."""
        self._check(name)
        self.opened_cameras[name] = FakeCamera()
        return self.opened_cameras[name]

    def plug(self, name: str) -> None:
        """Plug a device in."""
        self.names.append(name)

    def close(self) -> None:
        """Note the end."""
        self.is_closed = True

    def pull(self, name: str) -> None:
        """Pull a device out while it runs."""
        self.names = [n for n in self.names if n != name]
        self.cameras = [n for n in self.cameras if n != name]
        for device in (self.inputs.get(name), self.outputs.get(name), self.opened_cameras.get(name)):
            if device is not None:
                device.stop()

    def _is_running(self, name: str) -> bool:
        return any(device.is_alive for device in (self.inputs.get(name), self.outputs.get(name)) if device is not None)

    def _check(self, name: str) -> None:
        if name in self.broken:
            raise MediaError(ErrorCode.DEVICE, name)
