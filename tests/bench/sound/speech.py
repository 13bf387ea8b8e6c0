"""What is said: real recorded voices from Debian packages, or made by a synthesiser, or the project's own test voices.

`python -m tests.bench.sound.speech --out FOLDER` writes them as WAV. In order of preference:
1. asterisk-core-sounds-{en,es,fr,it,ru}-g722: five people, recorded sentences, wide band (16 kHz, content to 7 kHz);
2. espeak-ng or flite: synthetic sentences (22 or 16 kHz);
3. the voices of `common.audio.testsignal`: always there, but no speech, so PESQ says little about them.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import numpy as np

from common.audio.level import from_db
from common.audio.resample import resample
from common.audio.testsignal import VOICES
from common.audio.testsignal.voice import voice_loop
from common.audio.wav import read_wav, write_wav
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.types import Sound

RECORDED = Path("/usr/share/asterisk/sounds")
PEOPLE = ("it_IT_m_Carlo", "en_US_f_Allison", "ru_RU_f_IvrvoiceRU", "fr_CA_f_June", "es_MX_f_Allison")
PROMPTS = ("demo-congrats", "vm-options", "priv-callee-options", "demo-instruct")
RECORDED_HZ = 16_000
SPEECH_DBFS = -26.0
"""Root mean square of the speech without its pauses (ITU-T P.800 speaks of -26 dBov)."""
PEAK = 0.9
PAUSE_DB = 35.0
SENTENCES = (
    "The committee will now resume its consideration of the draft resolution before it this morning.",
    "My delegation wishes to thank the secretariat for the report, and asks for a separate vote on paragraph nine.",
    "We heard with interest the distinguished representative, whose proposal we shall study with great care.",
)
SYNTHETIC_VOICES = {"espeak-ng": ("en-gb", "en-us+f3", "en-gb+m5"), "flite": ("slt", "rms", "awb")}


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of one voice's speech."""

    voice: str
    sound: Sound


@dataclass(frozen=True, slots=True)
class Speech:
    """All that a run says."""

    source: str
    clips: tuple[Clip, ...]


def speech(count: int, seconds: float) -> Speech:
    """Return `count` clips of `seconds`, of as many voices as there are."""
    samples = int(seconds * SAMPLE_RATE_HZ)
    for source, voices in (
        ("recorded voices, wide band (asterisk-core-sounds, 16 kHz)", _recorded(samples)),
        ("espeak-ng, synthetic", _synthetic("espeak-ng")),
        ("flite, synthetic", _synthetic("flite")),
        ("test voices, no speech", _test_voices()),
    ):
        clips = tuple(
            Clip(voice, _levelled(sound[:samples])) for voice, sound in islice(_long_enough(voices, samples), count)
        )
        if len(clips) == count:
            return Speech(source, clips)
    raise AssertionError("the test voices are endless")


def _long_enough(voices: Iterator[tuple[str, Sound]], samples: int) -> Iterator[tuple[str, Sound]]:
    """Cut the silence before the first word off, and join what is too short to what comes next of the same voice."""
    rest: dict[str, Sound] = {}
    for voice, sound in voices:
        loud = np.flatnonzero(np.abs(sound) > from_db(-PAUSE_DB) * np.abs(sound).max())
        whole = np.concatenate((rest.pop(voice, sound[:0]), sound[loud[0] : loud[-1]]))
        if len(whole) >= samples:
            yield voice, whole
        else:
            rest[voice] = whole


def _levelled(sound: Sound) -> Sound:
    """Bring the spoken parts to the level of speech; peaks stay within full scale."""
    frames = sound[: len(sound) // 480 * 480].reshape(-1, 480)
    energy = (frames**2).mean(axis=1)
    spoken = energy[energy > energy.max() * from_db(-PAUSE_DB) ** 2]
    gain = from_db(SPEECH_DBFS) / float(np.sqrt(spoken.mean()))
    return (sound * min(gain, PEAK / float(np.abs(sound).max()))).astype(np.float32)


def _recorded(samples: int) -> Iterator[tuple[str, Sound]]:
    for prompt in PROMPTS:
        for person in PEOPLE:
            path = RECORDED / person / f"{prompt}.g722"
            if path.exists():
                with av.open(str(path), format="g722") as container:
                    parts = [np.asarray(frame.to_ndarray(), np.float32).ravel() for frame in container.decode(audio=0)]
                enough = samples * RECORDED_HZ // SAMPLE_RATE_HZ + 2 * RECORDED_HZ
                narrow = np.concatenate(parts)[:enough] / np.float32(32768.0)
                yield person, resample(narrow[:, None], RECORDED_HZ)[:, 0]


def _synthetic(program: str) -> Iterator[tuple[str, Sound]]:
    if not shutil.which(program):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        for turn in range(len(SENTENCES)):
            for voice in SYNTHETIC_VOICES[program]:
                text = " ".join(SENTENCES[turn:] + SENTENCES[:turn])
                out = ["-w", str(path), text] if program == "espeak-ng" else ["-t", text, "-o", str(path)]
                flag = "-v" if program == "espeak-ng" else "-voice"
                done = subprocess.run([program, flag, voice, *out], capture_output=True, check=False, timeout=30)
                if done.returncode == 0 and path.exists():
                    yield voice, read_wav(path)[:, 0]


def _test_voices() -> Iterator[tuple[str, Sound]]:
    while True:
        for voice in range(VOICES):
            yield f"test voice {voice}", np.tile(voice_loop(voice), 4)


def main() -> None:
    """Write the clips to listen to."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sound.speech", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0)
    options = parser.parse_args()
    said = speech(options.count, options.seconds)
    options.out.mkdir(parents=True, exist_ok=True)
    for number, clip in enumerate(said.clips):
        write_wav(options.out / f"{number}-{clip.voice.replace(' ', '-')}.wav", clip.sound[:, None])
    print(said.source)


if __name__ == "__main__":
    main()
