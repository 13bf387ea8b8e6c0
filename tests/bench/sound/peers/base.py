"""What the bench asks of every peer."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tests.bench.sound.rig import Rig
from tests.bench.sound.types import Direction, Reports


class Peer(Protocol):
    """A program that carries speech from a host to another."""

    name: str
    device: str
    """How its sound reaches JACK, as the table says it."""
    voice_bytes: int
    """Its voice packets are at least so long, with the IP header; what controls it mostly is not."""

    def missing(self) -> str | None:
        """Say why it cannot run here; None if it can."""

    def open(self, rig: Rig) -> AbstractAsyncContextManager[Sequence[Direction]]:
        """Start it on both hosts and connect them; yields when sound flows. Raises: PeerFailedError."""

    async def settled(self, rig: Rig) -> None:
        """Wait until sound that was said is heard at the other end. Raises: PeerFailedError."""

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """Return what it said itself of each direction between two instants; nothing where it does not."""
