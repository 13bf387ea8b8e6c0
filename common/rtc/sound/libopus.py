"""libopus by ctypes: the file that PyAV brings and has loaded, else the system's; PyAV offers no FEC and no PLC.

Why so: docs/decisions/0400-libopus.md. Thread: a decoder or an encoder belongs to one at a time.
"""

import ctypes
import ctypes.util
import logging
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from common.audio.format import HIGHEST, LOWEST, Block
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.toc import MOST_SAMPLES

log = logging.getLogger(__name__)

Library = ctypes.CDLL
Samples = NDArray[np.float32]
"""(n,), mono."""
MOST_PACKET_BYTES = 1500
APPLICATION_AUDIO = 2049
SET_BIT_RATE, SET_MAX_BANDWIDTH, SET_COMPLEXITY, SET_INBAND_FEC = 4002, 4004, 4010, 4012
SET_PACKET_LOSS, SET_DTX, SET_VBR_CONSTRAINT = 4014, 4016, 4020
FULL_BAND = 1105
"""Requests and values of opus_defines.h, which are part of the library's binary interface."""
MOST_LISTED = 2_000


@cache
def load_libopus() -> Library | None:
    """Return the library with its functions declared, or None where none can be loaded."""
    for path in _candidates():
        try:
            library = ctypes.CDLL(path)
            _declare(library)
        except (OSError, AttributeError) as error:
            log.debug("libopus: %s cannot be used: %s", path, error)
            continue
        return library
    log.warning("x libopus can't be loaded: sound goes by PyAV, and lost packets are not mended from their copies")
    return None


def _candidates() -> Iterator[str]:
    """Name the files to try: those beside PyAV (Linux and Windows: av.libs; macOS: inside av), then the system's."""
    package = Path(av.__file__).parent
    for folder in (package.parent / "av.libs", package / ".dylibs", Path(getattr(sys, "_MEIPASS", package))):
        yield from _listed(folder)
    found = ctypes.util.find_library("opus") if sys.platform == "win32" else None
    yield from (found,) if found else ("libopus.so.0", "libopus.0.dylib")


def _listed(folder: Path) -> list[str]:
    try:
        files = [file for _, file in zip(range(MOST_LISTED), folder.iterdir(), strict=False)]
    except OSError:
        return []
    names = [f for f in files if f.name.startswith(("libopus-", "libopus.", "opus-", "opus."))]
    return sorted(str(f) for f in names if any(kind in f.name for kind in (".so", ".dylib", ".dll")))


def _declare(library: Library) -> None:
    """State the types; for the variadic `ctl` of the fixed arguments only, as Apple's ARM needs it."""
    pointer, integer, data = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    for kind in ("encoder", "decoder"):
        getattr(library, f"opus_{kind}_get_size").argtypes = [integer]
        getattr(library, f"opus_{kind}_ctl").argtypes = [pointer, integer]
    library.opus_encoder_init.argtypes = [pointer, ctypes.c_int32, integer, integer]
    library.opus_decoder_init.argtypes = [pointer, ctypes.c_int32, integer]
    library.opus_encode_float.argtypes = [pointer, pointer, integer, pointer, ctypes.c_int32]
    library.opus_decode_float.argtypes = [pointer, data, ctypes.c_int32, pointer, integer, integer]


class LibopusDecoder:
    """Mono 48 kHz; keeps the state that makes one packet follow the other."""

    reads_copies = True

    def __init__(self, library: Library) -> None:
        self._memory = ctypes.create_string_buffer(library.opus_decoder_get_size(1))
        self._state = ctypes.cast(self._memory, ctypes.c_void_p)
        _check(library.opus_decoder_init(self._state, SAMPLE_RATE_HZ, 1))
        self._decode = library.opus_decode_float
        self._sound = np.zeros(MOST_SAMPLES, np.float32)
        self._address = self._sound.ctypes.data

    def decode(self, payload: bytes) -> Samples:
        """Decode a packet. Raises: MediaError(`media_failed`) where it is malformed."""
        return self._taken(self._decode(self._state, payload, len(payload), self._address, MOST_SAMPLES, 0))

    def decode_copy(self, payload: bytes, samples: int) -> Samples:
        """Decode the copy, in the packet after it, of a lost one that lasted `samples`. Raises: as above."""
        return self._taken(self._decode(self._state, payload, len(payload), self._address, samples, 1))

    def conceal(self, samples: int) -> Samples:
        """Carry on from what was decoded last, for a multiple of 2.5 ms up to 120 ms."""
        return self._taken(self._decode(self._state, None, 0, self._address, samples, 0))

    def _taken(self, count: int) -> Samples:
        """Return what was decoded, kept to full scale: what libopus makes of noise goes far beyond."""
        _check(count)
        return self._sound[:count].clip(LOWEST, HIGHEST)


class LibopusEncoder:
    """Mono 48 kHz, full band, variable rate, never DTX."""

    def __init__(self, library: Library) -> None:
        self._memory = ctypes.create_string_buffer(library.opus_encoder_get_size(1))
        self._state = ctypes.cast(self._memory, ctypes.c_void_p)
        _check(library.opus_encoder_init(self._state, SAMPLE_RATE_HZ, 1, APPLICATION_AUDIO))
        self._library = library
        self._packet = ctypes.create_string_buffer(MOST_PACKET_BYTES)

    def set(self, request: int, value: int) -> None:
        """Change a setting. Raises: MediaError(`media_failed`) where the value is out of its range."""
        _check(self._library.opus_encoder_ctl(self._state, request, ctypes.c_int(value)))

    def encode(self, sound: Block) -> bytes:
        """Encode (n, 1) or (n,), n of 2.5 to 60 ms. Raises: MediaError(`media_failed`)."""
        samples = np.ascontiguousarray(sound, np.float32)
        arguments = (self._state, samples.ctypes.data, samples.size, self._packet, MOST_PACKET_BYTES)
        count = _check(self._library.opus_encode_float(*arguments))
        return self._packet.raw[:count]


def _check(result: int) -> int:
    if result < 0:
        raise MediaError(ErrorCode.MEDIA_FAILED, f"libopus: error {result}")
    return result
