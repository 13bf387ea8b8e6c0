"""One source of a leg that is received: counted, and its packets handed to what makes sound or pictures of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from common.model.units import SAMPLE_RATE_HZ
from common.rtc.reception import Reception, Taken
from common.rtc.rtcp import SenderReport, nack
from common.rtc.rtp import Rtp
from common.rtc.sections import Section
from common.rtc.sound import SoundReceiver


class ReceivedStream(ABC):
    """A section with the source that was bound to it. Thread: one loop for every method."""

    clock_hz: int

    def __init__(
        self, section: Section, own_ssrc: int, send_rtcp: Callable[[bytes], None], mono_s: Callable[[], float]
    ) -> None:
        self.section = section
        self.reception: Reception | None = None
        self._own_ssrc = own_ssrc
        self._send_rtcp = send_rtcp
        self._mono_s = mono_s

    def bind(self, ssrc: int) -> None:
        """Take this source from now on."""
        self.reception = Reception(ssrc, self.clock_hz)

    def take(self, rtp: Rtp, arrived_mono_s: float) -> None:
        """Count a packet of the bound source and use it."""
        assert self.reception is not None
        if (taken := self.reception.take(rtp, arrived_mono_s)) is not None:
            self.put(taken, rtp, arrived_mono_s)

    @property
    def sender_report(self) -> SenderReport | None:
        """Return the source's newest sender report."""
        return self.reception.report if self.reception is not None else None

    @abstractmethod
    def put(self, taken: Taken, rtp: Rtp, arrived_mono_s: float) -> None:
        """Use a packet that was counted."""

    def ask_again(self, sequences: Sequence[int]) -> None:
        """Ask for packets, of 16 bit sequence numbers."""
        if self.reception is None or not sequences:
            return
        now_mono_s = self._mono_s()
        for sequence in sequences:
            self.reception.note_asked(sequence, now_mono_s)
        self._send_rtcp(nack(self._own_ssrc, self.reception.ssrc, sequences))


class ReceivedSound(ReceivedStream):
    """A source of sound."""

    clock_hz = SAMPLE_RATE_HZ

    def __init__(
        self, section: Section, own_ssrc: int, send_rtcp: Callable[[bytes], None], mono_s: Callable[[], float]
    ) -> None:
        super().__init__(section, own_ssrc, send_rtcp, mono_s)
        self.sound = SoundReceiver(self.ask_again, mono_s)

    def put(self, taken: Taken, rtp: Rtp, arrived_mono_s: float) -> None:
        """Give the packet to the receiver; one without sound in it is padding, and fills its number."""
        self.sound.put(rtp, arrived_mono_s)

    def position(self) -> int | None:
        """Return the timestamp of the sample that is read next."""
        return self.sound.position()
