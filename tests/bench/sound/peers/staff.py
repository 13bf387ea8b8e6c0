"""The people a meeting needs, run beside the core: links are issued, and a chair gives the floor to whoever asks.

`python -m tests.bench.sound.peers.staff OPERATOR_LINK_FILE PARTICIPANT`; prints the link, then what the console says of
the line, until ended.
"""

import asyncio
import sys
import time
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from common.protocol.codec import ConsoleMessage
from common.protocol.operator import LinkReports
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links
from tests.bench.sound.peers.linkreports import line_of


class Watching(StaffLink):
    """A chair's link that writes down how the lines are."""

    def on_message(self, message: ConsoleMessage) -> None:
        """Print each report."""
        if isinstance(message, LinkReports):
            for report in message.reports.values():
                print(line_of(report, time.monotonic()), flush=True)


async def main(operator_link: Path, participant: str) -> None:
    """Issue a link, chair, and watch."""
    links = await issue_links(operator_link, [ParticipantId(participant)], frozenset())
    print(links[participant], flush=True)
    chair, owner = ScriptedChair(0.0), TaskOwner("bench chair")
    async with Watching(parse_join_link(await asyncio.to_thread(operator_link.read_text)), chair.see) as staff:
        spawn(chair.run(staff.client), name="chair", owner=owner)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
