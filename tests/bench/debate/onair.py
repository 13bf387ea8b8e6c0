"""From the grant to on air: a real delegate, a real core, with the uplink up before the call and without.

`python -m tests.bench.debate.onair [--times N]`
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import MeetingView
from common.protocol.floor import EnterRequest, GrantFloor, RevokeFloor, SetRules
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.recordings import spread
from room_console.rehearsal.staff import StaffLink
from tests.helpers.meetingrig import MeetingRig

HALL: Final = 'device = "virtual"\ncamera = "none"\n'
SPEAKER: Final = ParticipantId("speaker")
TIMES: Final = 10
REST_S: Final = 2.0
"""Between two turns: an uplink that was asked for is up, one that ended has gone."""
WAIT_S: Final = 20.0


class Debate:
    """An operator who calls one delegate again and again."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.operator: StaffLink | None = None

    def see(self, _: MeetingView) -> None:
        """Wake who waits for something to be so."""
        self._changed.set()

    @property
    def view(self) -> MeetingView:
        """The meeting as the operator sees it."""
        assert self.operator is not None
        assert self.operator.client.view is not None
        return self.operator.client.view

    async def ask(self, message: Any) -> None:
        """Ask the console."""
        assert self.operator is not None
        await self.operator.client.request(message)

    async def until(self, is_so: Callable[[MeetingView], bool]) -> None:
        """Wait for it. Raises: TimeoutError."""
        async with asyncio.timeout(WAIT_S):
            while not is_so(self.view):
                self._changed.clear()
                await self._changed.wait()

    async def turn_ms(self) -> float:
        """Let the delegate wait, then speak; return how long after the grant they were on air."""
        await self.ask(EnterRequest(participant=SPEAKER))
        await self.until(lambda view: bool(view.floor))
        await asyncio.sleep(REST_S)
        number = self.view.floor[0].request
        granted_s = time.monotonic()
        await self.ask(GrantFloor(request=number))
        await self.until(lambda view: is_on_air(view, number))
        took_ms = (time.monotonic() - granted_s) * 1000
        await self.ask(RevokeFloor(request=number))
        await self.until(lambda view: not view.floor)
        await asyncio.sleep(REST_S)
        return took_ms


def is_on_air(view: MeetingView, number: RequestId) -> bool:
    """Tell whether a request is on air."""
    return any(request.request == number and request.is_on_air for request in view.floor)


@asynccontextmanager
async def debate(folder: Path) -> AsyncIterator[Debate]:
    """Run a core and the delegate, with an operator."""
    rig, made = MeetingRig(folder, (SPEAKER,), HALL), Debate()
    try:
        await rig.open()
        link = parse_join_link(await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text))
        async with StaffLink(link, made.see) as made.operator:
            rig.enter(SPEAKER, "--audio-in", "tone:440", "--audio-out", "none")
            await made.until(lambda view: view.participants[SPEAKER].presence == "joined")
            await asyncio.sleep(REST_S)
            yield made
    finally:
        await rig.stop()


async def grant_to_on_air_ms(times: int = TIMES) -> dict[str, dict[str, float | None]]:
    """Measure with an uplink on standby, and cold."""
    found: dict[str, dict[str, float | None]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-debate-") as folder:
        async with debate(Path(folder)) as made:
            for kind, standby in (("standby", 1), ("cold", 0)):
                await made.ask(SetRules(rules=replace(made.view.rules, standby=standby)))
                found[kind] = spread([await made.turn_ms() for _ in range(times)])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=TIMES)
    print(json.dumps(asyncio.run(grant_to_on_air_ms(parser.parse_args().times)), indent=2))


if __name__ == "__main__":
    main()
