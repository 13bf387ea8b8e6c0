"""A process that keeps readiness reports and says which were acknowledged, until it is killed."""

import asyncio
import subprocess
import sys
from pathlib import Path

from common.model.ids import ParticipantId
from room_console.core.store.store import Store

ROOT = Path(__file__).parents[2]


def report_of(number: int) -> bytes:
    """Return what the writer keeps as its n-th report: 1 to 3 kB."""
    return b"%d " % number + bytes(1_000 + number * 37 % 2_000)


def start_report_writer(path: Path, first: int) -> "subprocess.Popen[bytes]":
    """Start the process; each acknowledged report's number is a line on its standard output."""
    command = [sys.executable, "-m", "tests.helpers.reportwriter", str(path), str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


async def _write_for_ever(path: Path, first: int) -> None:
    store = Store.open(path)
    number = first
    while True:
        await store.put_report(ParticipantId("anna"), number, report_of(number))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    asyncio.run(_write_for_ever(Path(sys.argv[1]), int(sys.argv[2])))
