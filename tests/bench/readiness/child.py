"""A delegate of the bench, on its own host: `python -m tests.bench.readiness.child check|ndt7|flows LINK`.

It measures by the app's own parts and prints JSON, an object a line. `flows` takes turns with whoever reads: for each
line that it reads it gets ready and says so, at the next one it sends a flow and prints what that showed.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from common.aio.clock import SystemClock
from common.control.joinlink import JoinLink, parse_join_link
from common.rtc.probe import VOICE_BYTES
from delegate_app.core.checks.network import NetworkCheck, open_check_link
from delegate_app.core.checks.network.asking import wait_turn
from delegate_app.core.checks.network.ndt7 import MeasuringPlace, download, upload
from delegate_app.core.checks.network.opening import addresses_of
from delegate_app.core.checks.network.probing import INTERVAL_S, PACKETS, Prober
from delegate_app.core.checks.network.ways import DirectWay


def say(thing: object) -> None:
    """Print an object on a line of its own."""
    print(json.dumps(thing), flush=True)


async def check(link: JoinLink) -> None:
    """Run the whole network check, and say how long it took."""
    begun_s = time.monotonic()
    results = await NetworkCheck(link, None).run(lambda progress: None)
    say({"took_s": time.monotonic() - begun_s, "results": [asdict(result) for result in results]})


async def ndt7(link: JoinLink) -> None:
    """Measure the bandwidth alone."""
    async with open_check_link(link) as ask:
        access = await wait_turn(ask, SystemClock(), _nothing)
        place = MeasuringPlace(link.host, link.port, link.fingerprint, access.ticket)
        down, up = await download(place, _nothing), await upload(place, _nothing)
    say({"down_mbps": down.mbps, "up_mbps": up.mbps})


async def flows(link: JoinLink) -> None:
    """Send one flow after the other."""
    async with open_check_link(link) as ask:
        while await asyncio.to_thread(sys.stdin.readline):
            access = await wait_turn(ask, SystemClock(), _nothing)
            way = DirectWay()
            await way.open(addresses_of(access)[0])
            try:
                key = bytes.fromhex(access.probe_key)
                await Prober(way, key, 0).greet()
                say("ready")
                await asyncio.to_thread(sys.stdin.readline)
                prober = Prober(way, key, 1)
                await prober.run(PACKETS, INTERVAL_S, VOICE_BYTES)
                say(asdict(prober.flow.figures()))
            finally:
                await way.close()


def _nothing(share: float) -> None:
    """Show no progress."""


WORK: dict[str, Any] = {"check": check, "ndt7": ndt7, "flows": flows}


def main(arguments: Sequence[str]) -> None:
    """Do what is asked."""
    asyncio.run(WORK[arguments[0]](parse_join_link(arguments[1])))


if __name__ == "__main__":
    main(sys.argv[1:])
