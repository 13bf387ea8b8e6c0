"""The border to PortAudio: its loading, its errors, and its list of devices, which it makes only when initialised."""

import atexit
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from common.model.errors import ErrorCode, MediaError

PULSE_LATENCY_MS = 20
"""Without a wish PulseAudio gathers up to 2 s for a client that comes through ALSA."""

CLOSE_TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_open_streams = 0
_stuck: list[threading.Thread] = []


def library() -> ModuleType:
    """Return sounddevice. Raises: MediaError(`device`) where PortAudio is not installed or can't start.

    Its clearing up at the process's end is left to the system: it would wait for devices that are gone.
    """
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(PULSE_LATENCY_MS))
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


def stream_opened() -> None:
    """Count a stream: while there is one the list of devices stays as it is."""
    global _open_streams  # noqa: PLW0603
    with _lock:
        _open_streams += 1


def close_stream(stream: Any) -> None:
    """Close a stream without playing what is queued, within 2 s.

    PortAudio waits up to 10 minutes for the last callback of a JACK server that was killed: it is left to wait in a
    thread.
    """
    thread = threading.Thread(target=_close, args=(stream,), name="portaudio-close", daemon=True)
    thread.start()
    thread.join(CLOSE_TIMEOUT_S)
    if thread.is_alive():
        _log.warning("x PortAudio does not let go of a device that is gone")
        _stuck.append(thread)


def is_stuck() -> bool:
    """Tell whether PortAudio still waits for a device that is gone."""
    return any(thread.is_alive() for thread in _stuck)


def _close(stream: Any) -> None:
    global _open_streams  # noqa: PLW0603
    stream.close(ignore_errors=True)
    with _lock:
        _open_streams -= 1


def rescan() -> bool:
    """Have the system's devices listed anew; false, and nothing done, while a stream is open anywhere in this process.

    While streams run, `DeviceWatch` lists from a process of its own; a device that it finds can be opened here
    after the streams were stopped and this was called. Raises: MediaError(`device`).
    """
    with _lock:
        if _open_streams:
            return False
        with border("rescan") as sounddevice:
            sounddevice._terminate()
            sounddevice._initialize()
        return True
