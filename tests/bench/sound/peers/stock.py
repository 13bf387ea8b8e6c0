"""Stock aiortc: two processes over WebRTC with its own settings and jitter buffer, on the devices that ours uses."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.bench.sound.rig import HALL, REMOTE, Rig
from tests.bench.sound.types import Direction, Reports

PORT = 8091
TALKER, LISTENER = "talker", "listener"


class Stock:
    """The library, as it comes."""

    name = "aiortc"
    device = "PortAudio on JACK"
    voice_bytes = 90

    def missing(self) -> str | None:
        """Needs nothing more than the bench itself."""
        return None

    @asynccontextmanager
    async def open(self, rig: Rig) -> AsyncIterator[Sequence[Direction]]:
        """Start the signalling and both ends."""
        address, package = rig.link.address(HALL), "tests.bench.sound.peers"
        rig.start("signalling", HALL, [sys.executable, "-m", f"{package}.signalling", address, str(PORT)])
        await rig.until(lambda: rig.listens(HALL, PORT), "the signalling")
        for host, role in ((HALL, TALKER), (REMOTE, LISTENER)):
            rig.start(role, host, [sys.executable, "-m", f"{package}.stockends", role, f"http://{address}:{PORT}"])
        found: dict[bool, str] = {}

        def is_open() -> bool:
            found.update({is_input: name for name, is_input in rig.all_ports() if "system:" not in name})
            return len(found) == 2

        await rig.until(is_open, "the ends' devices")
        yield (Direction("hall_to_remote", (found[True],), found[False]),)

    async def settled(self, rig: Rig) -> None:
        """Its sound flows as soon as it is up."""

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """It says nothing of itself that could be read here."""
        return {}
