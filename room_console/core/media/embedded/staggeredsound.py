"""A sound feed in phases, each a block after the one before: so a crowd is sent to by turns."""

from collections.abc import Sequence, Set

from common.audio.format import Block
from common.rtc.opus import PacketMs
from room_console.core.media.embedded.feeds import SoundFeed
from room_console.core.media.embedded.places import Places


class StaggeredSound:
    """One signal offered to remotes; a phase that nobody hears is not encoded. Thread: the media loop's."""

    def __init__(self, phases: Sequence[SoundFeed], thin: SoundFeed, thin_legs: Set[int]) -> None:
        """`thin`: the same for lines that are too thin for the phases; `thin_legs` are those, at any time."""
        self.phases = tuple(phases)
        self.thin = thin
        self._places = Places()
        self._thin_legs = thin_legs

    @property
    def listeners(self) -> int:
        """How many sections of legs take it."""
        return sum(feed.listeners for feed in self.encodings)

    @property
    def encodings(self) -> tuple[SoundFeed, ...]:
        """All that it is encoded to; each has a number of its own."""
        return (*self.phases, self.thin)

    def number_for(self, leg: int) -> int:
        """Return the number by which the media process knows what this leg hears; it keeps it until it is forgotten."""
        return self._encoding_of(leg).number

    def add(self, leg: int, section: str) -> None:
        """Encode for a listener, from the next packet on."""
        self._encoding_of(leg).add(leg, section)

    def remove(self, leg: int, section: str) -> None:
        """Encode no more for it; nothing happens if it is no listener."""
        self._encoding_of(leg).remove(leg, section)

    def forget(self, leg: int) -> None:
        """Let a leg that hears it no more have no place in it."""
        self._places.forget(leg)

    def settle(self, leg: int) -> None:
        """Let a leg whose line has become thin, or wide again, hear what such lines carry."""
        for before in self.encodings:
            self._bring_along(leg, before)

    def gather(self, leg: int) -> bool:
        """Bring a listener to the first phase, where there is room; tell whether it was in another."""
        before = self._encoding_of(leg)
        if not self._places.gather(leg):
            return False
        self._bring_along(leg, before)
        return True

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1), captured just now."""
        for feed in self.encodings:
            feed.write(block)

    def note_loss(self, loss: float) -> None:
        """Take what share its listeners lost in the last second."""
        for phase in self.phases:
            phase.expected.note(loss)

    def use_packet_ms(self, packet_ms: PacketMs) -> None:
        """Make packets of this length from the next block on at which packets of any length may begin."""
        for phase in self.phases:
            phase.use_packet_ms(packet_ms)

    def _encoding_of(self, leg: int) -> SoundFeed:
        return self.thin if leg in self._thin_legs else self.phases[self._places.place(leg)]

    def _bring_along(self, leg: int, before: SoundFeed) -> None:
        if (after := self._encoding_of(leg)) is not before:
            for section in before.sections_of(leg):
                after.add(leg, section)
                before.remove(leg, section)
