"""The cases: each damage at each depth, with the verdict that it deserves, laid down before anything was estimated.

The rule is in docs/fitness.md. Where two verdicts stand the depth lies on the border, and either is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from common.model.checks import Fitness
from tests.bench.readiness.corpus_steps import (
    Place,
    Step,
    at_level,
    babble,
    band,
    clip,
    coded,
    cvsd,
    desk_noise,
    echo,
    g711,
    gain_control,
    gate,
    hum,
    lower,
    msbc,
    pink,
    press,
    room,
    then,
    to_full_scale,
    unchanged,
    uplink,
)
from tests.bench.readiness.corpus_voices import Person, passage, people
from tests.bench.sound.types import Sound

FIT, CARE, UNFIT = frozenset({Fitness.FIT}), frozenset({Fitness.CARE}), frozenset({Fitness.UNFIT})
TELEPHONE, CLIPPED = "telephone", "clipped"
"""Families of which none may be called fit; of the second those that deserve UNFIT."""
SECONDS: Final = 12.0


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage at one depth."""

    family: str
    depth: str
    deserves: frozenset[Fitness]
    step: Step


def _codecs() -> Iterator[Damage]:
    for kbps, lost in ((32, 2), (48, 0), (48, 5), (64, 0)):
        yield Damage("uplink", f"{kbps} kbit/s, {lost} % lost", FIT, uplink(kbps, lost))
    yield Damage("uplink", "24 kbit/s, full band (5 % expected)", FIT, uplink(24, expected_percent=5))
    yield Damage("uplink", "24 kbit/s, wide band (10 % expected)", CARE, uplink(24))
    for khz, verdict in ((15, FIT), (10, CARE), (8, CARE), (4, UNFIT)):
        yield Damage("band", f"50-{khz},000 Hz", verdict, band(50.0, khz * 1000.0))
    yield Damage(TELEPHONE, "300-3400 Hz", UNFIT, band(300.0, 3400.0))
    yield Damage(TELEPHONE, "G.711", UNFIT, g711())
    yield Damage(TELEPHONE, "G.711, then our Opus", UNFIT, then(g711(), uplink(32)))
    yield Damage(TELEPHONE, "G.711, then a desk's noise", UNFIT, then(g711(), pink(38.0)))
    yield Damage("hands-free", "CVSD, 8 kHz", UNFIT, cvsd())
    yield Damage("hands-free", "mSBC, 16 kHz", CARE, msbc())
    yield Damage("hands-free", "mSBC, then our Opus", CARE, then(msbc(), uplink(48)))
    yield Damage("hands-free", "G.722, 16 kHz", CARE, coded("g722", 16_000, 64))
    for kbps, rate_hz, verdict in ((16, 16_000, UNFIT), (32, 24_000, CARE), (128, 48_000, FIT)):
        yield Damage("MP3", f"{kbps} kbit/s", verdict, coded("libmp3lame", rate_hz, kbps))
    for kbps, verdict in ((6, UNFIT), (8, UNFIT), (12, CARE)):
        yield Damage("low-rate Opus", f"{kbps} kbit/s", verdict, coded("libopus", 48_000, kbps, application="voip"))


def _clips() -> Iterator[Damage]:
    for depth_db, verdict in ((0, FIT), (4, CARE), (8, CARE | UNFIT), (12, UNFIT), (18, UNFIT)):
        yield Damage(CLIPPED, f"{depth_db} dB", verdict, clip(depth_db))
    yield Damage(CLIPPED, "12 dB, then 10 dB lower", UNFIT, then(clip(12), lower(10)))
    yield Damage(CLIPPED, "12 dB, at full scale", UNFIT, then(clip(12), to_full_scale()))
    yield Damage(CLIPPED, "4 dB, then our Opus", CARE, then(clip(4), uplink(48)))
    yield Damage(CLIPPED, "12 dB, then our Opus", UNFIT, then(clip(12), uplink(32)))
    yield Damage(CLIPPED, "12 dB, then MP3", UNFIT, then(clip(12), coded("libmp3lame", 48_000, 96)))


def _noises() -> Iterator[Damage]:
    for snr_db, verdict in ((38, FIT), (30, FIT | CARE), (18, CARE), (5, UNFIT)):
        yield Damage("pink noise", f"{snr_db} dB under", verdict, pink(snr_db))
        yield Damage("babble", f"{snr_db} dB under", verdict, babble(snr_db))
    yield Damage("pink noise", "18 dB under, then our Opus", CARE, then(pink(18), uplink(48)))
    for mains_hz in (50, 60):
        for under_db, verdict in ((65, FIT), (30, CARE), (10, UNFIT)):
            yield Damage("hum", f"{mains_hz} Hz, {under_db} dB under", verdict, hum(mains_hz, under_db))
    yield Damage("hum", "50 Hz, 30 dB under, then our Opus", CARE, then(hum(50, 30), uplink(48)))


def _rooms() -> Iterator[Damage]:
    for t60_s, direct_db, verdict in ((0.25, 10, FIT), (0.4, 8, FIT | CARE), (0.8, 0, CARE), (1.6, -6, UNFIT)):
        yield Damage("room", f"{t60_s} s, direct {direct_db:+} dB", verdict, room(t60_s, direct_db))
    for loss_db, verdict in ((60, FIT), (30, CARE), (8, UNFIT)):
        yield Damage("echo", f"{loss_db} dB under", verdict, echo(loss_db))


def _machines() -> Iterator[Damage]:
    yield Damage("gate", "shut by 40 dB", CARE, then(desk_noise(), gate(20, 40)))
    yield Damage("gate", "shut by 60 dB, then our Opus", CARE, then(desk_noise(), gate(20, 60), uplink(48)))
    yield Damage("automatic gain", "up by 18 dB in pauses", CARE, then(desk_noise(), gain_control(18)))
    yield Damage("compression", "10:1", CARE, press(10, 25))
    for level_dbfs, verdict in ((-20, FIT), (-32, FIT), (-46, CARE), (-60, UNFIT)):
        yield Damage("level", f"{level_dbfs} dBFS", verdict, at_level(level_dbfs))


DAMAGES: Final = (
    Damage("clean", "as it is", FIT, unchanged()),
    *_codecs(),
    *_clips(),
    *_noises(),
    *_rooms(),
    *_machines(),
)


@dataclass(frozen=True, slots=True)
class Case:
    """What a microphone gave, and what the loudspeaker played meanwhile."""

    sound: Sound
    played: Sound | None = None


def made(person: Person, damage: Damage) -> Case:
    """Make one case; the same whenever it is made."""
    number = DAMAGES.index(damage)
    others = [p for p in people(person.is_test) if p != person]
    turn = number + 1

    def played() -> Sound:
        return passage(others[number % len(others)], SECONDS, turn + 5)

    def crowd() -> Sound:
        said = [passage(p, SECONDS, turn + more) for p in others[:6] for more in (3, 9)]
        voices = [np.roll(voice, place.random.integers(1 << 19)) for voice in said]
        together: Sound = np.sum([v / np.sqrt(np.mean(v**2)) for v in voices], axis=0, dtype=np.float32)
        return together

    place = Place(np.random.default_rng([number, len(person.name)]), crowd, played)
    sound = damage.step(passage(person, SECONDS, turn), place)
    return Case(sound, place.was_played)
