"""The border to PortAudio: its loading and its errors. Only processes of their own come here, never the program's."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from common.devices.portaudio.tuning import PULSE_WISH
from common.model.errors import ErrorCode, MediaError


def library() -> ModuleType:
    """Return sounddevice. Raises: MediaError(`device`) where PortAudio is not installed or can't start.

    Its clearing up at the process's end is left to the system: it would wait for devices that are gone.
    """
    os.environ.pop(PULSE_WISH, None)
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise MediaError(ErrorCode.DEVICE, "PortAudio is not installed (package libportaudio2)") from error
    atexit.unregister(sounddevice._exit_handler)
    module: ModuleType = sounddevice
    return module


@contextmanager
def border(name: str) -> Iterator[ModuleType]:
    """Turn PortAudio's errors into MediaError(`device`)."""
    module = library()
    try:
        yield module
    except (module.PortAudioError, ValueError, OSError) as error:
        raise MediaError(ErrorCode.DEVICE, f"{name}: {error}") from error
