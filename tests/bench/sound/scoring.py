"""Clips scored one by one, but for those that a stall of the machine spoilt; a direction's figures, and the worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.analysis import cut_out, median
from tests.bench.sound.plan import Plan
from tests.bench.sound.quality import pesq_score, visqol_score
from tests.bench.sound.signals import Utterances
from tests.bench.sound.speech import Clip
from tests.bench.sound.stalls import Stall, still_ms
from tests.bench.sound.types import Sound

BEFORE_S, AFTER_S = 0.2, 0.4
"""Of a clip: a stall so close to it spoils it too."""
BEST_IS_MOST = ("pesq", "visqol", "reached", "chirps", "clips_scored")

Row = dict[str, Any]


@dataclass
class Scores:
    """What the clips of one direction came to, over one line."""

    plan: Plan
    clips: int = 0
    set_aside: int = 0
    found: dict[str, list[float]] = field(default_factory=dict)
    delays_ms: list[float] = field(default_factory=list)

    def take(self, said: Utterances, heard: Sound, stalls: Sequence[Stall], usual_ms: float) -> tuple[Clip, ...]:
        """Score what was heard; return the clips that were spoilt. `usual_ms` lays over what cannot be found."""
        again: list[Clip] = []
        for place, clip in said.places:
            if is_spoilt(place, clip, stalls, self.plan.most_stalled_ms):
                again.append(clip)
            else:
                self._score(clip, place, heard, usual_ms)
        self.set_aside += len(again)
        return tuple(again)

    def figures(self) -> Row:
        """Return the mean score of all clips, their median delay, how many were scored and how many set aside."""
        means = {name: round(sum(values) / len(values), 2) for name, values in self.found.items()}
        counted = {"clips_scored": self.clips, "clips_set_aside": self.set_aside}
        return {**means, "speech_delay_ms": median(self.delays_ms), **counted}

    def _score(self, clip: Clip, place: int, heard: Sound, usual_ms: float) -> None:
        cut = cut_out(clip.sound, place, heard, usual_ms)
        self.clips += 1
        self.delays_ms += cut.delays_ms
        scorers = {"pesq": pesq_score} | ({"visqol": visqol_score} if self.plan.has_visqol else {})
        for name, score in scorers.items():
            value = score(cut.said, cut.heard)
            if value is not None:
                self.found.setdefault(name, []).append(value)


def is_spoilt(place: int, clip: Clip, stalls: Sequence[Stall], most_stalled_ms: float) -> bool:
    """Tell whether the machine stood still for too long in a clip or close to it."""
    start, end = place - BEFORE_S * SAMPLE_RATE_HZ, place + len(clip.sound) + AFTER_S * SAMPLE_RATE_HZ
    return still_ms(stalls, start, end) > most_stalled_ms


def keep(row: Row, key: str, loss: int, figures: Mapping[str, Any]) -> None:
    """Add the figures of a line to a direction's; `key` is pesq or pesq_bursty."""
    for name, value in figures.items():
        row.setdefault(name if key == "pesq" else f"{name}_bursty", {})[str(loss)] = value


def usual(row: Row) -> float:
    """Return a direction's delay on the clean line, ms."""
    found = row.get("mouth_to_ear_ms")
    return 0.0 if found is None else float(found)


def worst_of(rows: Sequence[Row]) -> Row:
    """Return what holds in every direction: the longer delay, the lower score; None where one direction has none."""
    worst: Row = {}
    for key, value in rows[0].items():
        others = [row.get(key) for row in rows]
        if isinstance(value, Mapping):
            worst[key] = _worst_of_each(key, [other or {} for other in others])
        else:
            worst[key] = _worst(key, others)
    return worst


def _worst_of_each(key: str, rows: Sequence[Mapping[str, Any]]) -> Row:
    return {name: _worst(key, [row.get(name) for row in rows]) for name in rows[0]}


def _worst(key: str, values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return min(known) if key.startswith(BEST_IS_MOST) else max(known)
