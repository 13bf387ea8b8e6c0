"""The people a meeting needs, run beside the core: links are issued, and a chair gives the floor to whoever asks.

`python -m tests.bench.sound.peers.staff OPERATOR_LINK_FILE PARTICIPANT`; prints the link, then chairs until ended.
"""

import asyncio
import sys
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links


async def main(operator_link: Path, participant: str) -> None:
    """Issue a link and chair."""
    links = await issue_links(operator_link, [ParticipantId(participant)], frozenset())
    print(links[participant], flush=True)
    chair, owner = ScriptedChair(0.0), TaskOwner("bench chair")
    async with StaffLink(parse_join_link(await asyncio.to_thread(operator_link.read_text)), chair.see) as staff:
        spawn(chair.run(staff.client), name="chair", owner=owner)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
