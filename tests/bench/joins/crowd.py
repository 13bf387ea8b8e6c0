"""The process of the crowd: one thread, one selector, every guest a small state machine."""

import gc
import heapq
import selectors
import ssl
import statistics
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

from tests.bench.joins.guest import Guest, Place, State, arrivals
from tests.bench.joins.site import Ticket
from tests.bench.twomachines import Line

POLL_S: Final = 0.05
LOOK_EVERY_S: Final = 0.05
"""How often those who are all in are looked at. The system notes when what they are told came; they would each have a
machine of their own, and not take the core's as soon as it tells the first of them."""
RETURN_S: Final = 1.0
"""After which somebody who was cut comes again, as the real client does."""


@dataclass(frozen=True, slots=True)
class Joining:
    """How a wave of joins went; `latencies_s` from the first packet to the whole view."""

    joined: int
    returned: int
    """How often somebody was put off, or cut, and came again."""
    seconds: float
    latency_p50_s: float
    latency_p99_s: float
    received_kb: float
    faults: list[str]


class Crowd:
    """All guests. Thread: the process's only one."""

    def __init__(self, pipe: Pipe, tickets: list[Ticket], place: Place) -> None:
        self._pipe = pipe
        self._selector = selectors.DefaultSelector()
        self._selector.register(pipe, selectors.EVENT_READ, None)
        self._heard: dict[int, list[int]] = {}
        self._guests = [Guest(number, ticket, place, self._hear_rules) for number, ticket in enumerate(tickets)]
        self._watched: dict[int, tuple[Any, int]] = {}
        self._due: list[tuple[float, int, str]] = []
        self._next_s: dict[int, float] = {}
        """When each guest's next is due: what is due for them at another time was given up."""
        self._on_their_way: set[int] = set()
        self._look_s = 0.0
        """When those who are in are looked at next."""
        self._is_over = False

    def run(self) -> None:
        """Do as the pipe says until it says that it is over."""
        gc.freeze()
        while not self._is_over:
            ready = self._ready()
            self._take_in(ready)
            for number in ready:
                if number is None:
                    self._obey(*self._pipe.recv())
                else:
                    self._serve(number)
            self._do_what_is_due()

    def _ready(self) -> list[int | None]:
        """Wait, no longer than until something is due; return for whom something came."""
        now_s = time.monotonic()
        wait_s = min(POLL_S, max(0.0, self._due[0][0] - now_s)) if self._due else POLL_S
        if not self._on_their_way:
            left_s = self._look_s - now_s
            time.sleep(max(0.0, min(left_s, wait_s)))
            if wait_s < left_s:
                return []
            wait_s, self._look_s = 0.0, time.monotonic() + LOOK_EVERY_S
        return [key.data for key, _ in self._selector.select(wait_s)]

    def _take_in(self, ready: list[int | None]) -> None:
        """Take what came for those who are in, and note when, before any of it is looked at.

        Three thousand who share one thread must not wait for each other to think.
        """
        for number in ready:
            if number is not None and self._guests[number].state is State.IN:
                self._guests[number].take_in()

    def _obey(self, order: str, *arguments: Any) -> None:
        match order:
            case "come":
                self._come(*arguments)
            case "cut":
                for number, guest in enumerate(self._guests):
                    self._forget(number)
                    guest.cut()
                self._due.clear()
                self._next_s.clear()
                self._on_their_way.clear()
                self._pipe.send(None)
            case "how many":
                self._pipe.send(sum(guest.state is State.IN for guest in self._guests))
            case "joining":
                self._pipe.send(self._joining())
            case "heard":
                heard, self._heard = self._heard, {}
                self._pipe.send(heard)
            case "presences":
                self._pipe.send([guest.presences() == arguments[0] for guest in self._guests])
            case "end":
                self._is_over = True

    def _come(self, seconds: float) -> None:
        now_s = time.monotonic()
        for number, after_s in enumerate(arrivals(len(self._guests), seconds)):
            guest = self._guests[number]
            guest.received_bytes, guest.faults, guest.fault = 0, 0, ""
            self._plan(number, now_s + after_s, "come")
        self._on_their_way.update(range(len(self._guests)))
        self._pipe.send(None)

    def _do_what_is_due(self) -> None:
        now_s = time.monotonic()
        while self._due and self._due[0][0] <= now_s:
            at_s, number, what = heapq.heappop(self._due)
            if self._next_s.get(number) != at_s:
                continue
            guest = self._guests[number]
            if what == "come":
                guest.come()
                self._watch(number)
            else:
                guest.ping()
            self._plan(number, now_s + guest.ping_every_s, "ping")

    def _plan(self, number: int, at_s: float, what: str) -> None:
        """Have a guest come, or ping, then; and not when it was planned before."""
        self._next_s[number] = at_s
        heapq.heappush(self._due, (at_s, number, what))

    def _serve(self, number: int) -> None:
        guest = self._guests[number]
        if guest.state is State.AWAY:
            return  # cut by an order that came together with this: they come when they are told to
        guest.ready()
        if guest.state is State.IN:
            self._on_their_way.discard(number)
        if guest.sock is None:
            self._forget(number)
            self._on_their_way.add(number)
            self._plan(number, time.monotonic() + RETURN_S, "come")
        else:
            self._watch(number)

    def _watch(self, number: int) -> None:
        """Have the selector look at what the guest waits for."""
        guest = self._guests[number]
        assert guest.sock is not None
        events = selectors.EVENT_WRITE if guest.wants_write else selectors.EVENT_READ
        watched = self._watched.get(number)
        if watched == (guest.sock, events):
            return
        if watched is None:
            self._selector.register(guest.sock, events, number)
        elif watched[0] is guest.sock:
            self._selector.modify(guest.sock, events, number)
        else:
            # wrapping in TLS keeps the descriptor
            self._selector.unregister(guest.sock.fileno())
            self._selector.register(guest.sock, events, number)
        self._watched[number] = (guest.sock, events)

    def _forget(self, number: int) -> None:
        watched = self._watched.pop(number, None)
        if watched is not None:
            self._selector.unregister(watched[0])

    def _hear_rules(self, standby: int, at_ns: int) -> None:
        self._heard.setdefault(standby, []).append(at_ns)

    def _joining(self) -> Joining:
        inside = [guest for guest in self._guests if guest.state is State.IN]
        took = [guest.in_s - guest.began_s for guest in inside] or [0.0, 0.0]
        began_s = min((guest.began_s for guest in self._guests if guest.began_s), default=0.0)
        cuts = statistics.quantiles(took, n=100)
        return Joining(
            joined=len(inside),
            returned=sum(guest.faults for guest in self._guests),
            seconds=max((guest.in_s for guest in inside), default=began_s) - began_s,
            latency_p50_s=cuts[49],
            latency_p99_s=cuts[98],
            received_kb=statistics.mean(guest.received_bytes / 1024 for guest in self._guests),
            faults=[guest.fault for guest in self._guests if guest.fault],
        )


def tls_context() -> ssl.SSLContext:
    """Trust anybody: the console of a bench has a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def run_crowd(pipe: Pipe, tickets: list[Ticket], line: Line, port: int, is_plain: bool) -> None:
    """Be the crowd, in a process of its own."""
    line.be_crowd()
    Crowd(pipe, tickets, Place(line, port, None if is_plain else tls_context())).run()
