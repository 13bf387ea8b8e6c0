"""The damages as steps that can be put one after the other: each a function of a voice and of its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from common.audio.level import from_db
from tests.bench.readiness import corpus_codecs as codecs
from tests.bench.readiness import corpus_damage as damage
from tests.bench.readiness.corpus_voices import SPEECH_DBFS
from tests.bench.sound.types import Sound


@dataclass(slots=True)
class Place:
    """What a step may draw upon besides the voice itself."""

    random: np.random.Generator
    crowd: Callable[[], Sound]
    other: Callable[[], Sound]
    was_played: Sound | None = None


Step: TypeAlias = Callable[[Sound, Place], Sound]


def then(*steps: Step) -> Step:
    """Do one after the other."""

    def done(sound: Sound, place: Place) -> Sound:
        for step in steps:
            sound = step(sound, place)
        return sound

    return done


def unchanged() -> Step:
    """Do nothing."""
    return lambda sound, place: sound


def uplink(kbps: int, lost_percent: int = 0, expected_percent: int = 10) -> Step:
    """Send through the project's own Opus."""
    return lambda sound, place: codecs.uplinked(sound, kbps * 1000, lost_percent, expected_percent)


def coded(codec: str, rate_hz: int, kbps: int, **options: str) -> Step:
    """Send through one of FFmpeg's codecs."""
    return lambda sound, place: codecs.coded(sound, codec, rate_hz, kbps * 1000, options)


def msbc() -> Step:
    """Send through a Bluetooth headset with wide-band speech."""
    return coded("sbc", 16_000, 64, msbc="1")


def cvsd() -> Step:
    """Send through a Bluetooth headset without."""
    return lambda sound, place: codecs.delta_modulated(sound)


def g711() -> Step:
    """Send through a telephone line."""
    return lambda sound, place: codecs.companded(sound)


def band(low_hz: float, high_hz: float) -> Step:
    """Keep a band."""
    return lambda sound, place: codecs.filtered(sound, low_hz, high_hz)


def clip(depth_db: float) -> Step:
    """Clip so far under the peaks."""
    return lambda sound, place: damage.clipped(sound, depth_db)


def lower(by_db: float) -> Step:
    """Turn down."""
    return lambda sound, place: sound * np.float32(from_db(-by_db))


def at_level(speech_dbfs: float) -> Step:
    """Turn to a level."""
    return lambda sound, place: np.clip(sound * np.float32(from_db(speech_dbfs - SPEECH_DBFS)), -1.0, 1.0)


def to_full_scale() -> Step:
    """Turn up until the highest sample is full scale."""
    return lambda sound, place: sound / np.abs(sound).max()


def pink(snr_db: float) -> Step:
    """Add pink noise."""
    return lambda sound, place: damage.with_noise(sound, damage.pink(len(sound), place.random), snr_db)


def desk_noise() -> Step:
    """Add what a machine then lets through or raises."""
    return pink(35.0)


def babble(snr_db: float) -> Step:
    """Add twelve others who speak at once."""
    return lambda sound, place: damage.with_noise(sound, place.crowd(), snr_db)


def hum(mains_hz: float, under_speech_db: float) -> Step:
    """Add hum."""
    return lambda sound, place: damage.hummed(sound, mains_hz, under_speech_db)


def room(t60_s: float, direct_db: float) -> Step:
    """Speak in a room."""
    return lambda sound, place: damage.in_room(sound, t60_s, direct_db, place.random)


def gate(threshold_db: float, shut_db: float) -> Step:
    """Shut off the pauses."""
    return lambda sound, place: damage.gated(sound, threshold_db, shut_db)


def gain_control(most_db: float) -> Step:
    """Turn up what is quiet."""
    return lambda sound, place: damage.gain_controlled(sound, most_db)


def press(ratio: float, under_speech_db: float) -> Step:
    """Compress."""
    return lambda sound, place: damage.compressed(sound, ratio, under_speech_db)


def echo(loss_db: float) -> Step:
    """Add what a loudspeaker plays."""

    def done(sound: Sound, place: Place) -> Sound:
        place.was_played = place.other()
        return damage.echoed(sound, place.was_played, loss_db, place.random)

    return done
