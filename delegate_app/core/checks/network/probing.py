"""Sends probes on a way and waits for their echoes: a few to see whether it is there, a flow to measure it."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from common.rtc.probe import VOICE_BYTES, ProbeRequest, build_request, parse_echo
from delegate_app.core.checks.network.flow import Flow
from delegate_app.core.checks.network.ways import Way

PACKETS: Final = 500
INTERVAL_S: Final = 0.01
"""That of a voice's packets at their closest."""
TRIES_WANTED: Final = 3
TRY_INTERVAL_S: Final = 0.15
TRY_S: Final = 2.0
SILENT_S: Final = 2.5
"""Without an echo for so long a flow is over."""
LEAST_LINGER_S, MOST_LINGER_S = 0.3, 2.0
"""After the last probe the echoes are waited for: half as long again as the longest round trip, within these."""
_LATE_S: Final = 0.05
"""A schedule that is missed by more begins anew: what it says must not go out as a burst."""


def now_us() -> int:
    """Return the present instant, us, of a clock that only goes forward."""
    return time.perf_counter_ns() // 1000


class Prober:
    """One stream of probes on one way. Thread: one loop's."""

    def __init__(self, way: Way, key: bytes, stream: int, clock_us: Callable[[], int] = now_us) -> None:
        self.flow = Flow()
        self.is_silenced = False
        """The echoes ceased in the middle."""
        self._way = way
        self._key = key
        self._stream = stream
        self._clock_us = clock_us
        self._came = asyncio.Event()
        way.on_datagram = self._take

    async def greet(self) -> float | None:
        """Send a few probes; return the median round trip in ms, None where no echo comes in TRY_S."""
        loop = asyncio.get_running_loop()
        end_s = loop.time() + TRY_S
        while self.flow.echoes < TRIES_WANTED and loop.time() < end_s:
            self._send(VOICE_BYTES)
            await self._wait(TRY_INTERVAL_S)
        return self.flow.figures().round_trip_ms

    async def run(
        self, packets: int, interval_s: float, length: int, on_share: Callable[[float], None] | None = None
    ) -> None:
        """Send a flow and wait for the last echoes; cut short when the echoes cease, see `is_silenced`."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        for number in range(packets):
            late_s = loop.time() - begun_s - number * interval_s
            if late_s < 0:
                await asyncio.sleep(-late_s)
            elif late_s > _LATE_S:
                begun_s += late_s
            self._send(length)
            if on_share is not None and number % 25 == 0:
                on_share(number / packets)
            if self._silence_s() > SILENT_S:
                self.is_silenced = True
                return
        await self._linger()

    def _send(self, length: int) -> None:
        sent_us = self._clock_us()
        request = ProbeRequest(self.flow.send(sent_us), sent_us, self._stream)
        self._way.send(build_request(self._key, request, length))

    def _take(self, datagram: bytes) -> None:
        arrived_us = self._clock_us()
        try:
            echo = parse_echo(self._key, datagram)
        except ValueError:
            return
        if echo.stream == self._stream and self.flow.take(echo, arrived_us):
            self._came.set()

    async def _wait(self, seconds: float) -> None:
        """Wait; after an echo that comes meanwhile only so long that probes keep a distance."""
        self._came.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return
        await asyncio.sleep(min(seconds, INTERVAL_S))

    def _silence_s(self) -> float:
        since_us = self.flow.last_arrived_us or self.flow.first_sent_us
        return (self._clock_us() - since_us) / 1e6 if since_us is not None else 0.0

    async def _linger(self) -> None:
        longest_s = max(self.flow.round_trips_ms(), default=0.0) / 1000
        linger_s = min(max(1.5 * longest_s, LEAST_LINGER_S), MOST_LINGER_S)
        end_s = asyncio.get_running_loop().time() + linger_s
        while self.flow.echoes < self.flow.sent and (left_s := end_s - asyncio.get_running_loop().time()) > 0:
            await self._wait(min(left_s, TRY_INTERVAL_S))
