"""How many invitations a second go through a real exim4: python -m tests.bench.invitations [--quick] [--json FILE].

The whole way is measured: token made and kept, letter written, record on disk before and after. The
server takes and keeps the mails; it delivers them once all are taken, and then each mailbox is counted.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from common.model.invitations import InvitationState
from tests.helpers.exim import EXIM, Exim
from tests.helpers.invitingkit import crowd, kit, mail_settings

PEOPLE, QUICK_PEOPLE = 3_000, 1_000
LONGEST_PAUSE_PERIOD_S = 0.005


async def measure(count: int, connections: int) -> dict[str, float]:
    """Send to so many and count what arrived."""
    with tempfile.TemporaryDirectory() as folder, Exim(at_once=1) as exim:
        async with kit(Path(folder), crowd(count), mail_settings(exim.port, connections=connections)) as desk:
            pauses: list[float] = []
            watching = asyncio.TaskGroup()
            async with watching:
                watch = watching.create_task(_watch(pauses))
                began_s, began_cpu_s = time.monotonic(), _cpu_s()
                await desk.inviter.invite(list(desk.state.people))
                queued_s = time.monotonic() - began_s
                await desk.until_settled(600)
                seconds, cpu_s = time.monotonic() - began_s, _cpu_s() - began_cpu_s
                watch.cancel()
            sent = desk.count(InvitationState.SENT)
        held = await asyncio.to_thread(exim.run_queue)
        counts = exim.mails.counts()
    late_ms = sorted(pauses)
    return {
        "people": count,
        "sent": sent,
        "arrived": len(counts),
        "held": held,
        "twice": sum(number > 1 for number in counts.values()),
        "queued_s": round(queued_s, 3),
        "seconds": round(seconds, 2),
        "per_s": round(sent / seconds, 1),
        "cpu_ms_each": round(cpu_s / count * 1000, 2),
        "loop_late_ms_p99": round(late_ms[int(len(late_ms) * 0.99)], 1),
    }


async def _watch(pauses: list[float]) -> None:
    """Note how late the loop is, in ms."""
    while True:
        before_s = time.monotonic()
        await asyncio.sleep(LONGEST_PAUSE_PERIOD_S)
        pauses.append((time.monotonic() - before_s - LONGEST_PAUSE_PERIOD_S) * 1000)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PEOPLE} people; ends within 60 s")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--connections", type=int, default=4)
    chosen = parser.parse_args()
    if EXIM is None:
        print("exim4 is not installed")
        return 1
    found = asyncio.run(measure(QUICK_PEOPLE if chosen.quick else PEOPLE, chosen.connections))
    for name, value in found.items():
        print(f"{name:18} {value}")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
