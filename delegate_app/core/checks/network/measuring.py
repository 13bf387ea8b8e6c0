"""Measures the line itself, once the console has let us: the ways, a flow like a voice's, and a full line."""

from collections.abc import Sequence
from itertools import count
from typing import Final

from common.aio.tasks import TaskOwner, spawn
from common.model.checks import CheckName, CheckResult, Finding, Verdict, judged
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess
from common.rtc.probe import LEAST_BYTES, VOICE_BYTES
from delegate_app.core.checks.network.flow import FlowFigures
from delegate_app.core.checks.network.ledger import Ledger
from delegate_app.core.checks.network.ndt7 import MeasuringPlace, Outcome, download, upload
from delegate_app.core.checks.network.opening import open_ways
from delegate_app.core.checks.network.outlook import way_results
from delegate_app.core.checks.network.probing import INTERVAL_S, PACKETS, Prober
from delegate_app.core.checks.network.rate import SETTLE_S
from delegate_app.core.checks.network.reaching import Reaching
from delegate_app.core.checks.network.ways import LookUp, Way

LOADED_INTERVAL_S: Final = 0.1
"""Between probes on a full line: they take some thousand bits a second of what is measured."""
LOADED_PACKETS: Final = 200
LOADED_LEAST: Final = 5
"""Probes on a full line, in one direction, under which nothing is said of it."""
_GONE: Final = frozenset({Finding.CONSOLE_GONE, Finding.NO_NETWORK})


class Measuring:
    """One run's measuring. Thread: one loop's."""

    def __init__(
        self,
        access: CheckAccess,
        key: bytes,
        place: MeasuringPlace,
        ledger: Ledger,
        reaching: Reaching,
        look_up: LookUp,
    ) -> None:
        self._access = access
        self._key = key
        self._place = place
        self._ledger = ledger
        self._reaching = reaching
        self._look_up = look_up
        self._streams = count()

    async def run(self) -> None:
        """Measure until the end or until the console is gone."""
        async with open_ways(self._access, self._key, self._streams, self._look_up) as (attempts, way):
            if way is None and (finding := await self._reaching.lost()) in _GONE:
                self._ledger.add([CheckResult(CheckName.UDP, Verdict.FAIL, finding)])
                return
            self._ledger.add(way_results(attempts))
            if way is None or await self._flow(way):
                await self._bandwidth(way)

    async def _flow(self, way: Way) -> bool:
        """Send a flow; tell whether the console is still there after it."""
        self._ledger.begin(CheckName.ROUND_TRIP)
        prober = Prober(way, self._key, next(self._streams))
        await prober.run(PACKETS, INTERVAL_S, VOICE_BYTES, self._ledger.advance)
        if prober.is_silenced and (finding := await self._reaching.lost()) in _GONE:
            self._ledger.add([CheckResult(CheckName.ROUND_TRIP, Verdict.FAIL, finding)])
            return False
        self._ledger.add(flow_results(prober.flow.figures(), str(way.path)))
        return True

    async def _bandwidth(self, way: Way | None) -> None:
        """Fill the line in each direction, and see what it does to a voice meanwhile."""
        loaded: list[float] = []
        for name, measure in ((CheckName.DOWN, download), (CheckName.UP, upload)):
            self._ledger.begin(name)
            prober = Prober(way, self._key, next(self._streams)) if way is not None else None
            owner = TaskOwner("loaded line")
            if prober is not None:
                probing = prober.run(LOADED_PACKETS, LOADED_INTERVAL_S, LEAST_BYTES)
                spawn(probing, name="probes on a full line", owner=owner)
            try:
                outcome = await measure(self._place, self._ledger.advance)
            except ConferenceError as error:
                finding = await self._finding_of(error)
                self._ledger.add([CheckResult(name, Verdict.FAIL, finding)])
                if finding in _GONE:
                    return
                continue
            finally:
                await owner.cancel_all()
            self._ledger.add([judged(name, outcome.mbps)])
            if prober is not None:
                loaded += _loaded_ms(prober, outcome)
        if loaded:
            self._ledger.add([judged(CheckName.LOADED_ROUND_TRIP, max(loaded))])

    async def _finding_of(self, error: ConferenceError) -> Finding:
        if error.code is ErrorCode.UNREACHABLE:
            return await self._reaching.lost()
        return Finding.BUSY if error.code is ErrorCode.BUSY else Finding.REFUSED


def flow_results(figures: FlowFigures, path: str) -> Sequence[CheckResult]:
    """Judge a flow; `path` is the way that it went."""
    results = [judged(CheckName.LOSS, figures.loss_percent, path)]
    for name, value in ((CheckName.ROUND_TRIP, figures.round_trip_ms), (CheckName.JITTER, figures.jitter_ms)):
        if value is not None:
            results.append(judged(name, value, path))
    return results


def _loaded_ms(prober: Prober, outcome: Outcome) -> list[float]:
    """Return the median round trip while the line was full, if there is enough to judge by."""
    since_us, until_us = outcome.begun_us + int(SETTLE_S * 1e6), outcome.ended_us
    found_ms = prober.flow.median_ms(since_us, until_us, LOADED_LEAST)
    return [] if found_ms is None else [found_ms]
