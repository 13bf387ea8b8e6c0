"""WAV files (RIFF): PCM of 16 bits or float of 32, any number of ports. A file cut off by a crash can still be read."""

import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np

from common.audio.format import Block
from common.audio.resample import resample
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_HEADER_BYTES = 44
_UNKNOWN_BYTES = 0xFFFFFFFF
_WIDTHS = {(_PCM, 16): ("<i2", 1 / 32768), (_PCM, 32): ("<i4", 1 / 2**31), (_FLOAT, 32): ("<f4", 1.0)}


@dataclass(frozen=True, slots=True)
class _Format:
    tag: int
    ports: int
    rate_hz: int
    bits: int


class WavWriter:
    """Writes blocks as they come. Its errors are OSError: disk full, no such folder."""

    def __init__(self, path: Path, ports: int = 1, is_float: bool = False) -> None:
        self.path = path
        self.samples = 0
        self._format = _Format(_FLOAT if is_float else _PCM, ports, SAMPLE_RATE_HZ, 32 if is_float else 16)
        self._file: BinaryIO = path.open("wb")
        self._file.write(_header(self._format, _UNKNOWN_BYTES))

    def write(self, sound: Block) -> None:
        """Append (n, ports); PCM is clipped at full scale."""
        if self._format.tag == _FLOAT:
            self._file.write(sound.astype("<f4").tobytes())
        else:
            scaled = np.clip(np.rint(sound * 32768.0), -32768, 32767)
            self._file.write(scaled.astype("<i2").tobytes())
        self.samples += len(sound)

    def close(self) -> None:
        """Write the true length into the header and close; a second time nothing happens."""
        if self._file.closed:
            return
        length = self.samples * self._format.ports * self._format.bits // 8
        self._file.seek(0)
        self._file.write(_header(self._format, length))
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_wav(path: Path, sound: Block, is_float: bool = False) -> None:
    """Write (n, ports) at 48 kHz."""
    with WavWriter(path, sound.shape[1], is_float) as writer:
        writer.write(sound)


def read_wav(path: Path) -> Block:
    """Read a file of any rate as (n, ports) at 48 kHz. Raises: MediaError(`device`) if it can't be read as WAV."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MediaError(ErrorCode.DEVICE, f"{path.name}: {error.strerror}") from error
    form, start, length = _parsed(data, path.name)
    dtype, scale = _WIDTHS[form.tag, form.bits]
    frame_bytes = form.ports * form.bits // 8
    available = min(length, len(data) - start) // frame_bytes
    numbers = np.frombuffer(data, dtype=dtype, count=available * form.ports, offset=start)
    sound = (numbers.reshape(-1, form.ports) * scale).astype(np.float32)
    return resample(sound, form.rate_hz)


def _header(form: _Format, data_bytes: int) -> bytes:
    frame_bytes = form.ports * form.bits // 8
    riff_bytes = min(data_bytes + _HEADER_BYTES - 8, _UNKNOWN_BYTES)
    return b"".join((
        struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE"),
        struct.pack("<4sIHH", b"fmt ", 16, form.tag, form.ports),
        struct.pack("<IIHH", form.rate_hz, form.rate_hz * frame_bytes, frame_bytes, form.bits),
        struct.pack("<4sI", b"data", data_bytes),
    ))  # fmt: skip


def _parsed(data: bytes, name: str) -> tuple[_Format, int, int]:
    """Return the format, and where the samples begin and how many bytes they claim to have."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise MediaError(ErrorCode.DEVICE, f"{name}: not a WAV file")
    form: _Format | None = None
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind == b"fmt " and at + 24 <= len(data):
            form = _parsed_format(data, at + 8, length)
        if kind == b"data" and form is not None and (form.tag, form.bits) in _WIDTHS and form.ports and form.rate_hz:
            return form, at + 8, length
        at += 8 + length + length % 2
    raise MediaError(ErrorCode.DEVICE, f"{name}: no sound in a known format")


def _parsed_format(data: bytes, at: int, length: int) -> _Format:
    tag, ports, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", data, at)
    if tag == _EXTENSIBLE and length >= 26 and at + 26 <= len(data):
        (tag,) = struct.unpack_from("<H", data, at + 24)
    return _Format(tag, ports, rate_hz, bits)
