"""From what was heard to results: each check's figure, its finding and verdict."""

from typing import Final

import numpy as np

from common.audio.fitness.band import upper_edge_hz
from common.audio.fitness.clipping import clipped_percent
from common.audio.fitness.dynamics import range_db, rise_db_per_s, shut_percent
from common.audio.fitness.echo import echo_loss_db
from common.audio.fitness.history import Heard
from common.audio.fitness.hum import hum_db
from common.audio.fitness.loudness import gated_lufs, noise_dbfs, snr_db
from common.audio.fitness.parts import SILENT_POWER, Parts, parts_of
from common.audio.fitness.reverberation import t60_s
from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict, judged
from common.model.units import SILENCE_DBFS

LEAST_SPEECH_FRAMES: Final = 150
"""1.5 s of syllables: less is too little to judge a voice by."""
SOUND_CHECKS: Final = tuple(name for name in CheckName if name in AREAS[Area.SOUND])


def judge(heard: Heard) -> tuple[CheckResult, ...]:
    """Return one result for each check of the sound, in the order of CheckName."""
    parts = parts_of(heard.a_weighted)
    if parts.speech.sum() < LEAST_SPEECH_FRAMES:
        is_silent = heard.frames > 0 and float(heard.a_weighted.max()) < SILENT_POWER
        finding = Finding.SILENT if is_silent else Finding.NO_SPEECH
        return tuple(CheckResult(name, Verdict.SKIPPED, finding) for name in SOUND_CHECKS)
    figures = _figures(heard, parts)
    return tuple(_result(name, figures[name]) for name in SOUND_CHECKS)


def _figures(heard: Heard, parts: Parts) -> dict[CheckName, float | None]:
    level = gated_lufs(np.where(parts.pause, 0.0, heard.loudness).astype(np.float32))
    noise = noise_dbfs(heard, parts)
    return {
        CheckName.BAND: upper_edge_hz(heard, parts),
        CheckName.LEVEL: level,
        CheckName.NOISE: noise,
        CheckName.SNR: snr_db(heard, parts, noise),
        CheckName.CLIPPING: clipped_percent(heard, parts),
        CheckName.HUM: max(SILENCE_DBFS, hum_db(heard, parts, level)),
        CheckName.REVERBERATION: t60_s(heard),
        CheckName.GATE: shut_percent(heard, parts),
        CheckName.GAIN_CONTROL: rise_db_per_s(heard, parts),
        CheckName.COMPRESSION: range_db(heard, parts),
        CheckName.ECHO: echo_loss_db(heard, parts),
    }


def _result(name: CheckName, figure: float | None) -> CheckResult:
    if figure is None:
        return CheckResult(name, Verdict.SKIPPED, Finding.NOT_RUN)
    return judged(name, round(figure, 2))
