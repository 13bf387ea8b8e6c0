"""Ours: the console core with a hall of 16 ports on one host, a delegate's headset on the other, both ways at once."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from room_console.core.opening import OPERATOR_LINK
from tests.bench.sound.peers.linkreports import read_lines, summary
from tests.bench.sound.rig import HALL, REMOTE, Rig
from tests.bench.sound.types import Direction, Reports

DEVICE = "portaudio:JACK Audio Connection Kit:system"
HALL_PORTS = 16
FLOOR_INPUT, LOUDSPEAKERS = 0, 0
ON_AIR = "on air"
"""What the headless delegate prints when it is heard in the hall."""
DELEGATE, EMAIL = "anna", "anna@example.org"
CONFIG = """
[meeting]
id = "bench"
title = "Bench"

[server]
host = "{address}"
public_host = "{address}"
port = 8443

[hall]
device = "{device}"
inputs = {ports}
outputs = {ports}
camera = "none"

[[participants]]
id = "{delegate}"
name = "Anna"
role = "delegate"
email = "{email}"
"""


class Hemicycle:
    """The hall's floor to the delegate's headphone; the delegate's microphone to the hall's loudspeakers."""

    name = "hemicycle"
    device = "PortAudio on JACK"
    voice_bytes = 100

    def missing(self) -> str | None:
        """Needs nothing more than the bench itself."""
        return None

    @asynccontextmanager
    async def open(self, rig: Rig) -> AsyncIterator[Sequence[Direction]]:
        """Start core, staff and delegate; sound flows when the delegate is on air."""
        config, state = rig.folder / "console.toml", rig.folder / "state"
        address = rig.link.address(HALL)
        config.write_text(
            CONFIG.format(address=address, device=DEVICE, ports=HALL_PORTS, delegate=DELEGATE, email=EMAIL)
        )
        core = ["-m", "room_console", "core", "--config", str(config), "--state", str(state)]
        rig.start("core", HALL, [sys.executable, *core])
        await rig.until((state / OPERATOR_LINK).exists, "the core")
        staff = ["-m", "tests.bench.sound.peers.staff", str(state / OPERATOR_LINK), DELEGATE]
        rig.start("staff", HALL, [sys.executable, *staff])
        await rig.until(lambda: "\n" in rig.said("staff"), "the delegate's link")
        code = ["--code-from", str(state / "outbox"), "--code-to", EMAIL]
        delegate = ["-m", "delegate_app", "--headless", rig.said("staff").split()[0], *code]
        sound = [f"--audio-in=device:{DEVICE}", f"--audio-out=device:{DEVICE}", "--request-floor"]
        rig.start("delegate", REMOTE, [sys.executable, *delegate, *sound, "--report", str(report_of(rig.folder))])
        found: list[Direction] = []

        def is_open() -> bool:
            found[:] = directions(rig.all_ports())
            return bool(found)

        await rig.until(is_open, "the devices of hall and delegate")
        yield found

    async def settled(self, rig: Rig) -> None:
        """Wait until the delegate is on air: heard in the hall."""
        await rig.until(lambda: ON_AIR in rig.said("delegate"), "the floor")

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """Return what the console told its staff of both legs."""
        return summary(read_lines(rig.said("staff")), from_mono_s, to_mono_s)


def report_of(folder: Path) -> Path:
    """Where the delegate writes what it counted, when it ends."""
    return folder / "delegate.json"


def directions(ports: Sequence[tuple[str, bool]]) -> list[Direction]:
    """Tell the hall's ports from the headset's by their number; empty until all are there."""
    inputs, outputs = ({}, {})  # type: dict[str, list[str]], dict[str, list[str]]
    for port, is_input in ports:
        client = port.partition(":")[0]
        if client != "system":
            (inputs if is_input else outputs).setdefault(client, []).append(port)
    hall_inputs = next((p for p in inputs.values() if len(p) == HALL_PORTS), None)
    hall_outputs = next((p for p in outputs.values() if len(p) == HALL_PORTS), None)
    microphone = next((p for p in inputs.values() if len(p) < HALL_PORTS), None)
    headphone = next((p for p in outputs.values() if len(p) < HALL_PORTS), None)
    if not (hall_inputs and hall_outputs and microphone and headphone):
        return []
    return [
        Direction("hall_to_delegate", (hall_inputs[FLOOR_INPUT],), headphone[0]),
        Direction("delegate_to_hall", tuple(microphone), hall_outputs[LOUDSPEAKERS]),
    ]
