"""The devices of the machine that the delegate sits at."""

from collections.abc import Sequence

from common.devices import portaudio
from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from common.devices.camera import Camera, list_cameras
from common.model.errors import ConferenceError
from delegate_app.core.seams import PictureSource

WATCH_INTERVAL_S = 0.6
"""A listing takes 60 ms; the desk looks at the newest one each second."""


class DesktopKit:
    """Sound by PortAudio, pictures by PyAV. Thread: workers, one call at a time."""

    def __init__(self) -> None:
        self._devices: list[AudioDevice] = []
        self._watch: portaudio.DeviceWatch | None = None

    def list_audio(self) -> Sequence[AudioDevice]:
        """List the sound devices there are now; none where PortAudio is missing."""
        if self._watch is None:
            try:
                self._devices = portaudio.list_devices()
            except ConferenceError:
                return []
            self._watch = portaudio.DeviceWatch(self._note, WATCH_INTERVAL_S)
            self._watch.start()
        return self._devices

    def list_cameras(self) -> Sequence[str]:
        """List the cameras there are now."""
        return list_cameras()

    def open_input(self, name: str) -> AudioInput:
        """Open a microphone. Raises: MediaError(`device`)."""
        return portaudio.open_input(name)

    def open_output(self, name: str) -> AudioOutput:
        """Open a headphone. Raises: MediaError(`device`)."""
        return portaudio.open_output(name)

    def open_camera(self, name: str) -> PictureSource:
        """Open a camera. Raises: MediaError(`device`)."""
        return Camera(name)

    def close(self) -> None:
        """Watch no more."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _note(self, devices: list[AudioDevice]) -> None:
        self._devices = devices
