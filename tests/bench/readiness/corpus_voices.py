"""Real voices at 44.1 kHz from Debian's packages of learning games: words and sentences read by volunteers.

They are looked for in /usr/share and in a folder of our own (HEMICYCLE_VOICES, or the user's cache), into which
`fetch` gets and unpacks them by `apt-get download` (250 MB) without installing anything. A voice is taken where its
recordings have 44.1 kHz, carry sound at 12-14.5 kHz, lie 32 dB (A) over their own noise, and have peaks 12 dB over the
speech (others went through a limiter); recordings that are clipped or last under 0.4 s are left out.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import av
import numpy as np

from common.audio.fitness.bands import a_weights
from common.audio.level import from_db
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.types import Sound

PACKAGES: Final = ("tuxpaint-stamps-default", "klettres-data", "ktuberling-data")
FETCH_S: Final = 300.0
LEAST_HZ: Final = 44_100
LEAST_CLIP_S: Final = 0.4
MOST_CLIPS: Final = 60
SPEECH_DBFS: Final = -26.0
"""Root mean square of the speech without its pauses."""
FRAME: Final = 1024
PAUSES_S: Final = (0.2, 0.35, 0.25, 0.5, 0.2, 1.1)
"""Between one recording and the next, in turn."""
ROOM_SNR_DB: Final = 45.0
"""A room is never quieter than so far under the speech (A)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Where one voice's recordings lie, under /usr/share; `is_test` where limits must not be set by it."""

    name: str
    pattern: str
    is_test: bool


def _stamps(language: str, is_test: bool) -> Person:
    return Person(f"stamps-{language}", f"tuxpaint/stamps/**/*_desc_{language}.ogg", is_test)


def _letters(language: str, is_test: bool) -> Person:
    return Person(f"letters-{language}", f"klettres/{language}/*/*.ogg", is_test)


def _potato(language: str, is_test: bool) -> Person:
    return Person(f"potato-{language}", f"ktuberling/sounds/{language}/*.*", is_test)


PEOPLE: Final = (
    _stamps("bg", False),
    *(_letters(language, False) for language in ("en", "hu", "pt_BR", "he", "it", "lt")),
    _potato("lt", False),
    *(_stamps(language, True) for language in ("da", "be")),
    *(_letters(language, True) for language in ("en_GB", "de", "nds", "uk")),
    *(_potato(language, True) for language in ("fr", "wa")),
)
"""Languages that one volunteer may have spoken twice lie on the same side."""


def people(is_test: bool | None = None) -> tuple[Person, ...]:
    """Return those whose recordings are there."""
    return tuple(p for p in PEOPLE if (is_test is None or p.is_test is is_test) and _files(p))


@lru_cache(maxsize=64)
def passage(person: Person, seconds: float, turn: int) -> Sound:
    """Return (samples,) of a voice's recordings at SPEECH_DBFS, with pauses in the noise that they were made in.

    `turn` says from which recording on, so that no two cases of a voice say the same.
    """
    clips = _clips(person)
    random = np.random.default_rng([turn, len(clips)])
    total = round(seconds * SAMPLE_RATE_HZ)
    said: Sound = _like(_noise_spectrum(person), total, random)
    at, number = round(0.6 * SAMPLE_RATE_HZ), turn * 7
    while at < total:
        clip = clips[number % len(clips)][: total - at]
        said[at : at + len(clip)] = _joined(said[at : at + len(clip)], clip)
        at += len(clip) + round(PAUSES_S[number % len(PAUSES_S)] * SAMPLE_RATE_HZ)
        number += 1
    return said + room_noise(total, from_db(SPEECH_DBFS - ROOM_SNR_DB), random)


def room_noise(samples: int, a_weighted: float, random: np.random.Generator) -> Sound:
    """Return noise as rooms have it, 6 dB less an octave from 100 Hz on, of an A-weighted root mean square."""
    spectrum = 1.0 / np.maximum(np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE_HZ), 100.0) ** 2
    noise = _like(spectrum.astype(np.float32), samples, random)
    return (noise * (a_weighted / a_rms(noise))).astype(np.float32)


def a_rms(sound: Sound) -> float:
    """Return the A-weighted root mean square of all of it."""
    power = np.abs(np.fft.rfft(sound)).astype(np.float64) ** 2 / len(sound) ** 2 * 2.0
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ).astype(np.float64)
    return float(np.sqrt(np.sum(power * a_weights(hz))))


def folder() -> Path:
    """Return where `fetch` unpacks to."""
    return Path(os.environ.get("HEMICYCLE_VOICES") or Path.home() / ".cache" / "hemicycle-voices")


def fetch(packages: tuple[str, ...] = PACKAGES) -> bool:
    """Get the packages that are not there yet; False where that cannot be done."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    folder().mkdir(parents=True, exist_ok=True)
    for package in packages:
        if (folder() / package).exists():
            continue
        with tempfile.TemporaryDirectory() as place:
            if subprocess.run(
                ["apt-get", "-qq", "download", package], cwd=place, timeout=FETCH_S, check=False
            ).returncode:
                return False
            for file in Path(place).glob("*.deb"):
                subprocess.run(["dpkg-deb", "-x", file, folder()], timeout=FETCH_S, check=True)
        (folder() / package).touch()
    return True


def _files(person: Person) -> list[Path]:
    for root in (Path("/usr/share"), folder() / "usr/share"):
        if found := sorted(root.glob(person.pattern)):
            return found
    return []


@cache
def _clips(person: Person) -> tuple[Sound, ...]:
    """Return recordings that can be used, each at the level of speech."""
    files = _files(person)
    read = (_read(path) for path in files[:: max(1, len(files) // (MOST_CLIPS + 20))])
    return tuple(_levelled(sound) for sound in read if sound is not None)[:MOST_CLIPS]


def _read(path: Path) -> Sound | None:
    """Return a recording's words at 48 kHz; None where it is of no use."""
    try:
        with av.open(str(path)) as container:
            rate = container.streams.audio[0].rate
            frames = list(container.decode(audio=0)) if rate == LEAST_HZ else []
    except av.FFmpegError:
        return None
    sound = _converted(frames, LEAST_HZ)
    if len(sound) < LEAST_CLIP_S * LEAST_HZ or _is_clipped(sound):
        return None
    return _spoken(_converted(frames, SAMPLE_RATE_HZ))


def _converted(frames: list[av.AudioFrame], rate_hz: int) -> Sound:
    converter = av.AudioResampler("fltp", "mono", rate_hz)
    parts = [part for frame in (*frames, None) for part in converter.resample(frame)] if frames else []
    return np.concatenate([part.to_ndarray()[0] for part in parts]) if parts else np.zeros(0, np.float32)


def _is_clipped(sound: Sound) -> bool:
    high = np.abs(sound) >= 0.985 * float(np.abs(sound).max())
    return bool(np.count_nonzero(high[2:] & high[1:-1] & high[:-2]) > 8)


def _levels(sound: Sound) -> Sound:
    """Return the mean square of each 10 ms, over 80 Hz."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::480] * np.hanning(FRAME).astype(np.float32)
    power: Sound = (np.abs(np.fft.rfft(frames, axis=1)[:, 2:]) ** 2).sum(axis=1)
    return power


def _spoken(sound: Sound) -> Sound | None:
    """Cut off what lies before and after the words."""
    levels = _levels(sound)
    loud = np.flatnonzero(levels > levels.max() * 1e-4)
    cut = sound[max(0, (loud[0] - 4) * 480) : (loud[-1] + 12) * 480]
    return cut if len(cut) >= LEAST_CLIP_S * SAMPLE_RATE_HZ else None


def _levelled(sound: Sound) -> Sound:
    levels = _levels(sound)
    spoken = levels[levels > levels.max() * 10.0**-2.5]
    mean_square = float(spoken.mean()) * 2.0 / (FRAME * FRAME * 3.0 / 8.0)
    levelled: Sound = (sound * (from_db(SPEECH_DBFS) / np.sqrt(mean_square))).astype(np.float32)
    return levelled


@cache
def _noise_spectrum(person: Person) -> Sound:
    """Return the power spectrum of what the recordings have where they are quietest."""
    quiet = []
    for clip in _clips(person):
        frames = np.lib.stride_tricks.sliding_window_view(clip, FRAME)[::480]
        levels = _levels(clip)
        quiet += [frames[i] for i in np.argsort(levels)[: max(1, len(levels) // 20)]]
    power = np.abs(np.fft.rfft(np.stack(quiet) * np.hanning(FRAME), axis=1)) ** 2
    spectrum: Sound = np.median(power, axis=0).astype(np.float32) / np.float32(np.log(2.0) * 3.0 / 8.0 * FRAME)
    return spectrum


def _like(spectrum: Sound, samples: int, random: np.random.Generator) -> Sound:
    """Return noise (samples,) whose power spectral density, a sample, is `spectrum` over FRAME // 2 + 1 lines."""
    white = np.fft.rfft(random.standard_normal(samples))
    lines = np.interp(np.linspace(0, 1, len(white)), np.linspace(0, 1, len(spectrum)), spectrum)
    noise: Sound = np.fft.irfft(white * np.sqrt(lines), samples).astype(np.float32)
    return noise


def _joined(noise: Sound, clip: Sound) -> Sound:
    """Fade from the noise into a recording and back, within 20 ms."""
    fade = min(960, len(clip) // 4)
    share = np.ones(len(clip), np.float32)
    if fade:
        rise = np.sin(np.linspace(0, np.pi / 2, fade)).astype(np.float32)
        share[:fade], share[-fade:] = rise, rise[::-1]
    joined: Sound = clip * share + noise * np.sqrt(np.maximum(0.0, 1.0 - share**2)).astype(np.float32)
    return joined
