"""The devices of the machine that the delegate sits at."""

from collections.abc import Sequence

from common.devices import camera, portaudio
from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from delegate_app.core.seams import PictureSource


class DesktopKit:
    """Sound by PortAudio, pictures by PyAV. Thread: workers, one call at a time."""

    def list_audio(self) -> Sequence[AudioDevice]:
        """List the sound devices there are now."""
        portaudio.rescan()
        return portaudio.list_devices()

    def list_cameras(self) -> Sequence[str]:
        """List the cameras there are now."""
        return camera.list_cameras()

    def open_input(self, name: str) -> AudioInput:
        """Open a microphone. Raises: MediaError(`device`)."""
        return portaudio.open_input(name)

    def open_output(self, name: str) -> AudioOutput:
        """Open a headphone. Raises: MediaError(`device`)."""
        return portaudio.open_output(name)

    def open_camera(self, name: str) -> PictureSource:
        """Open a camera. Raises: MediaError(`device`)."""
        return camera.Camera(name)
