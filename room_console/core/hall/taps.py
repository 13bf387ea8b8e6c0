"""The uplinks' side of the bridge: every open one is pulled once with each block, whether a slot hears it or not."""

from collections.abc import Callable

from common.audio.format import Block, BlockReader
from room_console.core.hall.voicejudge import VoiceJudge


def _nothing_mended() -> int:
    return 0


class UplinkTap:
    """One uplink's block of this tick, however many read it; None before it is opened and after. Thread: media loop.

    `judge` hears every block along with the hall, so that a verdict stands before anybody is heard.
    """

    def __init__(self) -> None:
        self.judge = VoiceJudge()
        self._mended: Callable[[], int] = _nothing_mended
        self._sound: BlockReader | None = None
        self._block: Block | None = None

    def open(self, sound: BlockReader, mended: Callable[[], int] = _nothing_mended) -> None:
        """Pull from `sound` with the next block on; `mended` counts what was made up of it."""
        self._sound, self._mended = sound, mended

    def close(self) -> None:
        """Be silent for good."""
        self._sound = self._block = None

    def pull(self) -> None:
        """Take the block of this tick."""
        self._block = self._sound.read() if self._sound is not None else None
        self.judge.take(self._block, self._mended())

    def read(self) -> Block | None:
        """Return the block of this tick, or None."""
        return self._block


class UplinkTaps:
    """All that are open. Thread: the media loop's."""

    def __init__(self) -> None:
        self._open: list[UplinkTap] = []

    def open(self, tap: UplinkTap, sound: BlockReader, mended: Callable[[], int] = _nothing_mended) -> None:
        """Begin to pull; `mended` counts what was made up for lost packets."""
        tap.open(sound, mended)
        self._open.append(tap)

    def close(self, tap: UplinkTap) -> None:
        """Cease to pull; nothing happens where it is not open."""
        tap.close()
        self._open = [t for t in self._open if t is not tap]

    def pull(self) -> None:
        """Take one block of each."""
        for tap in self._open:
            tap.pull()
