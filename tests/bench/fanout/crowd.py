"""Hundreds of guests in one thread: opened, counted, and heard of now and then by the server."""

import selectors
import time
from collections.abc import Sequence

from common.rtc.dtls import make_certificate
from common.rtc.receiving import REPORT_S
from tests.bench.fanout.guest import Guest, GuestState, Remote, new_names

REST_S = 0.0005
"""Between two looks at the sockets, so that many datagrams cost one look."""
CONSENT_S = 5.0
"""Each guest asks this often whether the server is still there (RFC 7675), where the server does not ask."""
OPENING = {GuestState.CHECKING, GuestState.SHAKING}


class CrowdError(Exception):
    """A guest did not get in."""


class Crowd:
    """Guests who report every `report_s`. Thread: one at a time calls `open` and `run`, the rest between those."""

    def __init__(self, host: str, report_s: float = REPORT_S) -> None:
        self._report_s = report_s
        self.guests: list[Guest] = []
        self.certificate = make_certificate()
        self._host = host
        self._selector = selectors.DefaultSelector()
        self._turn = 0
        self._speak_at_s = 0.0

    def add(self, remote: Remote, names: tuple[str, str] | None = None) -> Guest:
        """Make a guest for this leg, of these ICE names if it told them already; it begins with `open`."""
        guest = Guest(self._host, remote, self.certificate, names or new_names())
        self.guests.append(guest)
        self._selector.register(guest.socket, selectors.EVENT_READ, guest)
        return guest

    def open(self, guests: Sequence[Guest], timeout_s: float) -> None:
        """Bring these in. Raises: CrowdError."""
        until_s = time.monotonic() + timeout_s
        while any(guest.state in OPENING for guest in guests):
            now_s = time.monotonic()
            if now_s > until_s:
                raise CrowdError(f"{sum(g.state is not GuestState.UP for g in guests)} of {len(guests)} did not get in")
            for guest in guests:
                if guest.state in OPENING:
                    guest.act(now_s)
            self._look()
        if any(guest.state is GuestState.FAILED for guest in guests):
            raise CrowdError("a handshake failed")

    def run(self, seconds: float) -> float:
        """Receive for a while; return the share of the time that was spent at rest."""
        start_s = time.monotonic()
        rested_s, now_s = 0.0, start_s
        while now_s < start_s + seconds:
            self._speak(now_s)
            rested_s += self._look()
            now_s = time.monotonic()
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
