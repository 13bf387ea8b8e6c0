"""Hundreds of guests in one thread: opened, counted, and heard of now and then by the server."""

import math
import selectors
import time
from collections.abc import Sequence

from common.rtc.dtls import make_certificate
from common.rtc.receiving import REPORT_S
from tests.bench.fanout.bulk import BulkReader, has_bulk, note_arrivals
from tests.bench.fanout.guest import Guest, GuestState, Remote, new_names
from tests.bench.twomachines import LOOPBACK, Line

REST_S = 0.0005
"""Between two looks at the sockets, so that many datagrams cost one look."""
SWEEP_S = 0.1
"""Between two readings of a socket, where the kernel notes when something came; a buffer holds seconds."""
STEP_S = 0.002
"""Between two looks at whose turn it is to speak."""
CONSENT_S = 5.0
"""Each guest asks this often whether the server is still there (RFC 7675), where the server does not ask."""
OPENING = {GuestState.CHECKING, GuestState.SHAKING}


class CrowdError(Exception):
    """A guest did not get in."""


class Crowd:
    """Guests who report every `report_s`. Thread: one at a time calls `open` and `run`, the rest between those."""

    def __init__(self, host: str, report_s: float = REPORT_S, line: Line = LOOPBACK) -> None:
        """`host` is where it is if `line` is none of two machines."""
        self._report_s = report_s
        self._line = line
        self.guests: list[Guest] = []
        self.certificate = make_certificate()
        self._host = line.crowd_addresses[0] if line.namespace else host
        self._selector = selectors.DefaultSelector()
        self._turn = 0
        self._speak_at_s = 0.0
        self._swept_s, self._next = 0.0, 0
        self._reader = BulkReader() if has_bulk() else None

    def add(self, remote: Remote, names: tuple[str, str] | None = None) -> Guest:
        """Make a guest for this leg, of these ICE names if it told them already; it begins with `open`."""
        with self._line.at_crowd():
            guest = Guest(self._host, remote, self.certificate, names or new_names())
        if self._reader is not None:
            note_arrivals(guest.socket)
        self.guests.append(guest)
        return guest

    def open(self, guests: Sequence[Guest], timeout_s: float) -> None:
        """Bring these in. Raises: CrowdError."""
        until_s = time.monotonic() + timeout_s
        self._watch(guests if self._reader is not None else self.guests)
        while any(guest.state in OPENING for guest in guests):
            now_s = time.monotonic()
            if now_s > until_s:
                raise CrowdError(f"{sum(g.state is not GuestState.UP for g in guests)} of {len(guests)} did not get in")
            for guest in guests:
                if guest.state in OPENING:
                    guest.act(now_s)
            self._look()
            self._sweep(now_s)
        if any(guest.state is GuestState.FAILED for guest in guests):
            raise CrowdError("a handshake failed")

    def run(self, seconds: float) -> float:
        """Receive for a while; return the share of the time that was spent at rest."""
        self._watch([] if self._reader is not None else self.guests)
        start_s = time.monotonic()
        rested_s, now_s = 0.0, start_s
        while now_s < start_s + seconds:
            self._speak(now_s)
            if self._reader is None:
                rested_s += self._look()
            else:
                self._sweep(now_s)
                time.sleep(STEP_S)
                rested_s += STEP_S
            now_s = time.monotonic()
        self._sweep(math.inf)
        return rested_s / (now_s - start_s)

    def count(self, guests: Sequence[Guest], keeps: int = 0) -> None:
        """Note from now on what these receive, and no others; `keeps` whole packets of each are kept."""
        for guest in self.guests:
            guest.is_counting = False
        for guest in guests:
            del guest.arrived[:], guest.heads[:]
            guest.whole.clear()
            guest.keeps, guest.is_counting = keeps, True

    def close(self) -> None:
        """End every guest."""
        for guest in self.guests:
            guest.close()
        self.guests.clear()
        self._selector.close()

    def _watch(self, guests: Sequence[Guest]) -> None:
        """Be woken by these and by no others: a socket that is watched costs who sends to it a little more."""
        self._selector.close()
        self._selector = selectors.DefaultSelector()
        for guest in guests:
            self._selector.register(guest.socket, selectors.EVENT_READ, guest)

    def _sweep(self, now_s: float) -> None:
        """Empty those sockets whose turn it is, a few at a time: the system has to receive on this processor too."""
        if self._reader is None:
            return
        if count := int(len(self.guests) * min(1.0, (now_s - self._swept_s) / SWEEP_S)):
            self._swept_s = time.monotonic()
            for _ in range(count):
                self._next = (self._next + 1) % len(self.guests)
                self.guests[self._next].take_all(self._reader)

    def _look(self) -> float:
        """Empty the sockets that hold something; return how long it rested for want of any."""
        ready = self._selector.select(0)
        for key, _ in ready:
            key.data.take_one()
        if ready:
            return 0.0
        time.sleep(REST_S)
        return REST_S

    def _speak(self, now_s: float) -> None:
        """Let those whose turn it is report and ask."""
        if not self.guests:
            return
        self._speak_at_s = max(self._speak_at_s, now_s - self._report_s)
        while self._speak_at_s <= now_s:
            self._speak_at_s += self._report_s / len(self.guests)
            self._turn += 1
            round_number, place = divmod(self._turn, len(self.guests))
            guest = self.guests[place]
            guest.report()
            if guest.remote.is_lite and (round_number + place) % max(1, round(CONSENT_S / self._report_s)) == 0:
                guest.check()
