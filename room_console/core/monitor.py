"""What staff watch: levels 20 times a second, once a second when they stand still; health and lines once a second."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import psutil

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.audio import meter
from common.model.ids import ParticipantId
from common.model.units import LEVELS_HZ
from common.protocol.media import ReportVoice
from common.protocol.operator import Health, Level, Levels, LinkReport, LinkReports, PacketHealth
from room_console.core.audience import Audience
from room_console.core.hall.levels import HallLevels
from room_console.core.hallside import HallSide
from room_console.core.legs import LegDesk
from room_console.core.lines import Lines
from room_console.core.livefitness import LiveFitnessWatch
from room_console.core.trust.keeper import Standing

HEALTH_S = 1.0
JUDGE_S = 1.0

K = TypeVar("K")


class Stillness:
    """Tells levels that move from those that have stood still for a second: these are worth one telling a second."""

    def __init__(self) -> None:
        self._last = HallLevels()
        self._alike = 0

    def is_worth_telling(self, levels: HallLevels) -> bool:
        """Take the levels of another 50 ms."""
        self._alike = self._alike + 1 if levels == self._last else 0
        self._last = levels
        return self._alike <= LEVELS_HZ or not self._alike % LEVELS_HZ


class Monitor:
    """Tells staff. Thread: the core's loop."""

    def __init__(
        self,
        audience: Audience,
        hall: HallSide,
        legs: LegDesk,
        is_writable: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._fitness = LiveFitnessWatch(clock)
        self.lines = Lines(self._fitness.of)
        self.connections: Callable[[], int] = lambda: 0
        self.proof: Callable[[], Standing] = Standing
        self._audience = audience
        self._hall = hall
        self._legs = legs
        self._is_writable = is_writable
        self._tasks = TaskOwner("monitor")
        self._process = psutil.Process(os.getpid())
        self._started_mono_s = time.monotonic()

    def start(self) -> None:
        """Begin to tell."""
        self._process.cpu_percent()
        spawn(self._tell_levels(), name="levels", owner=self._tasks)
        spawn(self._tell_health(), name="health", owner=self._tasks)
        spawn(self._judge_voices(), name="fitness", owner=self._tasks)

    async def stop(self) -> None:
        """Stop telling."""
        await self._tasks.cancel_all()
        await asyncio.to_thread(self._fitness.close)

    async def _tell_levels(self) -> None:
        still = Stillness()
        while True:
            await asyncio.sleep(1 / LEVELS_HZ)
            if any(True for _ in self._audience.staff()):
                levels = self._hall.bridge.levels()
                if still.is_worth_telling(levels):
                    told = Levels(_rounded(levels.feeds), _rounded(levels.slots), _rounded(levels.outputs))
                    self._audience.tell_staff("levels", told)

    async def _tell_health(self) -> None:
        while True:
            await asyncio.sleep(HEALTH_S)
            if any(True for _ in self._audience.staff()):
                self._audience.tell_staff("health", self.health())
                self.lines.take_uplinks(await self._legs.statistics())
                self._send(self.lines.changed(self._legs))

    async def _judge_voices(self) -> None:
        while True:
            await asyncio.sleep(JUDGE_S)
            if any(True for _ in self._audience.staff()):
                await self._fitness.look(self._legs.uplinks)

    def take_voice(self, participant: ParticipantId, report: ReportVoice) -> None:
        """Take what a participant's app says of voice and microphone, and tell staff at once."""
        self.lines.take_voice(participant, report)
        self._send(self.lines.changed_of(participant, self._legs))

    def _send(self, reports: dict[ParticipantId, LinkReport]) -> None:
        if reports:
            self._audience.send_staff(LinkReports(reports))

    def health(self) -> Health:
        """Measure how the core is."""
        uplinks, downlinks = self._legs.counts
        proof = self.proof()
        return Health(
            uptime_s=round(time.monotonic() - self._started_mono_s, 1),
            cpu_share=round(self._process.cpu_percent() / 100, 3),
            rss_mb=round(self._process.memory_info().rss / 1e6, 1),
            media_lateness_ms=round(self._hall.bridge.lateness_p95_ms(), 2),
            hall_device=self._hall.device.name,
            hall_is_running=self._hall.bridge.is_running,
            hall_xruns=self._hall.bridge.xruns,
            connections=self.connections(),
            uplinks=uplinks,
            downlinks=downlinks,
            journal_is_writable=self._is_writable(),
            hall_inputs=self._hall.device.inputs,
            hall_outputs=self._hall.device.outputs,
            packets=self._packets(),
            prelistened=self._legs.prelistened,
            hall_output=output if (output := self._hall.devices.output) != self._hall.device.name else "",
            hall_fault=self._hall.bridge.fault,
            certificate_ends_at_ms=proof.ends_at_ms,
            certificate_is_due=proof.is_due,
            certificate_fault=proof.fault,
        )

    def _packets(self) -> PacketHealth | None:
        found = self._hall.engine.packet_health()
        if found is None:
            return None
        return PacketHealth(round(found.cpu_share, 3), round(found.lateness_ms, 2), found.dropped, found.restarts)


def _rounded(levels: Mapping[K, meter.Level]) -> dict[K, Level]:
    return {key: Level(round(level.rms_dbfs, 1), round(level.peak_dbfs, 1)) for key, level in levels.items()}
