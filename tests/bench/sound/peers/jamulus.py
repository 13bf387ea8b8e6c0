"""Jamulus: a server beside the hall, a client on each host, straight on JACK. Its jitter buffers set themselves."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.bench.sound.rig import HALL, REMOTE, Rig
from tests.bench.sound.types import Direction, Reports

PORT = 22124
SETTINGS = """<client>
 <audiochannels>0</audiochannels>
 <audioquality>2</audioquality>
 <enableopussmall>1</enableopussmall>
 <autojitbuf>1</autojitbuf>
 <settingsversion>1</settingsversion>
</client>
"""
"""Mono in, high quality, small packets (64 samples), automatic buffers: its lowest delay."""


class Jamulus:
    """The music program, known for its delay."""

    name = "jamulus"
    device = "JACK"
    voice_bytes = 80

    def missing(self) -> str | None:
        """Needs Debian's `jamulus`."""
        return None if shutil.which("Jamulus") else "jamulus is not installed"

    @asynccontextmanager
    async def open(self, rig: Rig) -> AsyncIterator[Sequence[Direction]]:
        """Start server and clients; neither hears itself."""
        rig.start("server", HALL, ["Jamulus", "-s", "-n", "-F", "-p", str(PORT), "-t"], HOME=str(rig.folder))
        address = rig.link.address(HALL)
        for host, name in ((HALL, "talker"), (REMOTE, "listener")):
            settings = rig.folder / f"{name}.ini"
            settings.write_text(SETTINGS)
            command = ["Jamulus", "-n", "-t", "-j", "-M" if name == "listener" else "--mutemyown", "-i", str(settings)]
            rig.start(
                name, host, [*command, "-c", f"{address}:{PORT}", "--clientname", name], HOME=str(rig.folder / name)
            )
        ports = {name: f"Jamulus {name}" for name in ("talker", "listener")}
        mouth = (f"{ports['talker']}:input left", f"{ports['talker']}:input right")
        ear = f"{ports['listener']}:output left"
        await rig.ports(*mouth, ear)
        yield (Direction("hall_to_remote", mouth, ear),)

    async def settled(self, rig: Rig) -> None:
        """Its sound flows as soon as it is up."""

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """It says nothing of itself that could be read here."""
        return {}
