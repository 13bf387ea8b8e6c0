"""Whether each open uplink is fit to be interpreted, judged while it is open: on standby, before it is granted.

Every block is kept as the hall pulls it, and measured each second in a thread of its own. The verdict, which takes some
10 ms, is made there too, one uplink after the other: each second until there is one, then every few seconds.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from common.aio.clock import Clock
from common.aio.realtime import yield_to_sound
from common.model.checks import NOTABLE, CheckResult, Fitness, fitness_of
from common.model.ids import LegId, ParticipantId
from common.protocol.checks import LiveFitness
from room_console.core.hall.voicejudge import VoiceJudge
from room_console.core.uplinks import UplinkPort

_log = logging.getLogger(__name__)

AGAIN_S: Final = 6.0
"""How soon a verdict is looked at again: half a minute is judged, so it moves slowly."""
LEAST_SPEECH_S: Final = 3.0
"""A verdict that is shown beside a name does not rest on less."""
UNKNOWN: Final = LiveFitness(Fitness.UNKNOWN, 0.0)


@dataclass(frozen=True, slots=True)
class _Judged:
    leg: LegId
    fitness: LiveFitness
    at_mono_s: float


class LiveFitnessWatch:
    """Keeps the verdict on every open uplink. Thread: the core's loop; the judging runs in `fitness`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._judged: dict[ParticipantId, _Judged] = {}
        self._worker = ThreadPoolExecutor(1, "fitness", yield_to_sound)

    def of(self, participant: ParticipantId, port: UplinkPort | None) -> LiveFitness | None:
        """Return the verdict on an open uplink; None without one."""
        if port is None:
            return None
        judged = self._judged.get(participant)
        return judged.fitness if judged is not None and judged.leg == port.leg else UNKNOWN

    async def look(self, uplinks: Mapping[ParticipantId, UplinkPort]) -> None:
        """Measure what came, and judge the uplinks whose verdict is due; call it about once a second."""
        for gone in self._judged.keys() - uplinks.keys():
            del self._judged[gone]
        judges = [port.sound.judge for port in uplinks.values()]
        await asyncio.get_running_loop().run_in_executor(self._worker, _measure, judges)
        for participant, port in uplinks.items():
            if self._is_due(participant, port):
                await self._judge(participant, port)

    def close(self) -> None:
        """End the thread, after what it does now."""
        self._worker.shutdown(cancel_futures=True)

    def _is_due(self, participant: ParticipantId, port: UplinkPort) -> bool:
        judged = self._judged.get(participant)
        if judged is None or judged.leg != port.leg or judged.fitness.fitness is Fitness.UNKNOWN:
            return True
        return self._clock.mono_s() - judged.at_mono_s >= AGAIN_S

    async def _judge(self, participant: ParticipantId, port: UplinkPort) -> None:
        before = self.of(participant, port)
        fitness = await asyncio.get_running_loop().run_in_executor(self._worker, judged_now, port.sound.judge)
        self._judged[participant] = _Judged(port.leg, fitness, self._clock.mono_s())
        if before is None or before.fitness is not fitness.fitness:
            _log.info("= %s sounds %s: %s", participant, fitness.fitness, _faults(fitness.results) or "no fault")


def judged_now(judge: VoiceJudge) -> LiveFitness:
    """Judge what was heard of late; nothing before LEAST_SPEECH_S. Thread: a worker's."""
    speech_s = judge.speech_s
    if speech_s < LEAST_SPEECH_S:
        return LiveFitness(Fitness.UNKNOWN, float(int(speech_s)))
    results = judge.results()
    return LiveFitness(fitness_of(results), float(round(speech_s)), results)


def _measure(judges: Sequence[VoiceJudge]) -> None:
    """Let each hear what came since it was asked last. Thread: a worker's."""
    for judge in judges:
        judge.measure()


def _faults(results: tuple[CheckResult, ...]) -> str:
    found = (r for r in results if r.verdict in NOTABLE)
    return ", ".join(f"{r.name} {r.finding} {r.value}" for r in found)
