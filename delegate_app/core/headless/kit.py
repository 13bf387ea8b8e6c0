"""Devices that stand on the command line: files, test signals, and true ones by name."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from common.audio.format import Block
from common.audio.testsignal import CHIRP_S, VOICES, chirp, room_tone
from common.audio.wav import WavWriter
from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from common.devices.fake import FileInput, FileOutput, PacedInput, SilentInput, ToneInput, VoiceInput
from common.model.errors import ErrorCode, MediaError, UserError
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from delegate_app.core.headless.options import DEFAULT_CHIRP_PERIOD_S, HeadlessOptions
from delegate_app.core.seams import PictureSource

MAX_TONE_HZ = 20_000


class ChirpSource:
    """Gives a chirp every `period_s`, the first at once, in a quiet room."""

    def __init__(self, period_s: float) -> None:
        self._sound = np.resize(room_tone(), (round(period_s * SAMPLE_RATE_HZ), 1))
        self._sound[: len(chirp()), 0] += chirp()
        self._at = 0

    def read(self) -> Block:
        """Return the next block."""
        places = np.arange(self._at, self._at + BLOCK_SAMPLES)
        self._at += BLOCK_SAMPLES
        return self._sound.take(places, axis=0, mode="wrap")


class RecordedInput:
    """An AudioInput whose sound is also written to a WAV file; blocks that nobody fetched are silence there."""

    def __init__(self, inner: AudioInput, path: Path) -> None:
        self.name = inner.name
        self._inner = inner
        self._path = path
        self._writer: WavWriter | None = None
        self._skipped = 0

    def start(self) -> None:
        """Start, and write down when. Raises: MediaError(`device`)."""
        try:
            self._writer = WavWriter(self._path)
        except OSError as error:
            raise MediaError(ErrorCode.DEVICE, f"{self._path.name}: {error.strerror}") from error
        self._inner.start()
        write_start(self._path, getattr(self._inner, "started_mono_s", None))

    def stop(self) -> None:
        """Stop and finish the file."""
        self._inner.stop()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @property
    def xruns(self) -> int:
        """Blocks lost or late since `start`."""
        return self._inner.xruns

    @property
    def is_alive(self) -> bool:
        """Tell whether the device still runs."""
        return self._inner.is_alive

    @property
    def latency_ms(self) -> float:
        """Tell how long sound takes from the microphone to `read`."""
        return self._inner.latency_ms

    def read(self) -> Block | None:
        """Return the next block, or None until the device has one more."""
        block = self._inner.read()
        if block is not None and self._writer is not None:
            skipped = self._inner.xruns
            for _ in range(skipped - self._skipped):
                self._writer.write(np.zeros_like(block))
            self._skipped = skipped
            self._writer.write(block)
        return block


class NotedOutput(FileOutput):
    """A FileOutput that leaves `F.json` beside `F`: the instant of its first sample."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._noted = path

    def start(self) -> None:
        """Begin, and write down when. Raises: MediaError(`device`)."""
        super().start()
        write_start(self._noted, self.started_mono_s)


def write_start(path: Path, started_mono_s: float | None) -> None:
    """Write `F.json`: `started_mono_s` (this machine's monotonic clock), `sample_rate_hz`. Raises: MediaError."""
    content = {"started_mono_s": started_mono_s, "sample_rate_hz": SAMPLE_RATE_HZ}
    try:
        path.with_name(path.name + ".json").write_text(json.dumps(content))
    except OSError as error:
        raise MediaError(ErrorCode.DEVICE, f"{path.name}.json: {error.strerror}") from error


class HeadlessKit:
    """A DeviceKit of one microphone, one headphone or none, one camera or none."""

    def __init__(self, options: HeadlessOptions) -> None:
        """Raises: UserError(`device`) for a source that there is not."""
        self._options = options
        self._open_input = input_maker(options.audio_in)

    def list_audio(self) -> Sequence[AudioDevice]:
        """Name the devices as the command line does."""
        devices = [AudioDevice(self._options.audio_in, self._options.audio_in, 1, 0, SAMPLE_RATE_HZ)]
        if self._options.audio_out != "none":
            devices.append(AudioDevice(self._options.audio_out, self._options.audio_out, 0, 1, SAMPLE_RATE_HZ))
        return devices

    def list_cameras(self) -> Sequence[str]:
        """Name the camera, if there is one."""
        return [self._options.camera] if self._options.camera else []

    def close(self) -> None:
        """Nothing is held open."""

    def open_input(self, name: str) -> AudioInput:
        """Make the microphone. Raises: MediaError(`device`)."""
        device = self._open_input()
        return RecordedInput(device, self._options.record_in) if self._options.record_in else device

    def open_output(self, name: str) -> AudioOutput:
        """Make the headphone. Raises: MediaError(`device`)."""
        kind, mark, rest = name.partition(":")
        if kind == "device" and mark:
            from common.devices.portaudio import open_output

            return open_output(rest)
        return NotedOutput(Path(name))

    def open_camera(self, name: str) -> PictureSource:
        """Make the camera. Raises: MediaError(`device`)."""
        from common.devices.camera import Camera

        return Camera(name)


def input_maker(text: str) -> Callable[[], AudioInput]:
    """Return what makes the microphone that `text` names. Raises: UserError(`device`)."""
    kind, mark, rest = text.partition(":")
    try:
        match kind:
            case "silence" if not mark:
                return SilentInput
            case "voice" if 0 <= (number := int(rest)) < VOICES:
                return lambda: VoiceInput(number)
            case "tone" if 0 < (frequency_hz := int(rest)) <= MAX_TONE_HZ:
                return lambda: ToneInput(frequency_hz)
            case "chirp" if (period_s := float(rest) if mark else DEFAULT_CHIRP_PERIOD_S) >= CHIRP_S:
                return lambda: PacedInput(text, ChirpSource(period_s))
            case "device" if mark:
                return lambda: _portaudio_input(rest)
            case "voice" | "tone" | "chirp" | "device":
                raise ValueError(text)
    except ValueError as error:
        raise UserError(ErrorCode.DEVICE, f"{text} is no microphone") from error
    if not Path(text).is_file():
        raise UserError(ErrorCode.DEVICE, f"{text} is no microphone and no file")
    return lambda: FileInput(Path(text))


def _portaudio_input(name: str) -> AudioInput:
    from common.devices.portaudio import open_input

    return open_input(name)
