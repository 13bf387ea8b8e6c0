"""The uplinks' side of the bridge: every open one is pulled once with each block, whether a slot hears it or not."""

from common.audio.format import Block, BlockReader


class UplinkTap:
    """One uplink's block of this tick, however many read it; None before it is opened and after. Thread: media loop."""

    def __init__(self) -> None:
        self._sound: BlockReader | None = None
        self._block: Block | None = None

    def open(self, sound: BlockReader) -> None:
        """Pull from `sound` with the next block on."""
        self._sound = sound

    def close(self) -> None:
        """Be silent for good."""
        self._sound = self._block = None

    def pull(self) -> None:
        """Take the block of this tick."""
        self._block = self._sound.read() if self._sound is not None else None

    def read(self) -> Block | None:
        """Return the block of this tick, or None."""
        return self._block


class UplinkTaps:
    """All that are open. Thread: the media loop's."""

    def __init__(self) -> None:
        self._open: list[UplinkTap] = []

    def open(self, tap: UplinkTap, sound: BlockReader) -> None:
        """Begin to pull."""
        tap.open(sound)
        self._open.append(tap)

    def close(self, tap: UplinkTap) -> None:
        """Cease to pull; nothing happens where it is not open."""
        tap.close()
        self._open = [t for t in self._open if t is not tap]

    def pull(self) -> None:
        """Take one block of each."""
        for tap in self._open:
            tap.pull()
