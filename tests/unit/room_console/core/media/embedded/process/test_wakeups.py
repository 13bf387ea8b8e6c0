"""The sockets rest while nobody waits, and never otherwise."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from room_console.core.media.embedded.process.wakeups import HURRY_S, REST_S, Wakeups

START = 100.0
LOOK = (False, [0])


class Rig:
    """Waits without waiting; its socket always holds something."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        here, self.core = socket.socketpair()
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for end in (here, self.core, udp):
            stack.enter_context(end)
        udp.bind(("127.0.0.1", 0))
        udp.sendto(b"x", udp.getsockname())
        self.wakeups = Wakeups(here, [udp])
        stack.callback(self.wakeups.close)

    def look(self, now_mono_s: float, *, may_rest: bool = True) -> tuple[bool, list[int]]:
        """Say what is found at this instant."""
        return self.wakeups.wait(0.0, now_mono_s, may_rest=may_rest)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with contextlib.ExitStack() as stack:
        yield Rig(stack)


def test_the_sockets_rest_after_they_were_read(rig: Rig) -> None:
    assert rig.look(START) == LOOK
    rig.wakeups.rest(START)
    assert rig.look(START + REST_S / 2) == (False, [])
    assert rig.look(START + REST_S) == LOOK


def test_there_is_no_rest_while_somebody_speaks_or_joins(rig: Rig) -> None:
    rig.wakeups.rest(START)
    assert rig.look(START, may_rest=False) == LOOK


def test_there_is_no_rest_while_somebody_may_wait(rig: Rig) -> None:
    rig.wakeups.hurry(START)
    rig.wakeups.rest(START + HURRY_S)
    assert rig.look(START + HURRY_S) == LOOK
    rig.wakeups.rest(START + HURRY_S)
    assert rig.look(START + HURRY_S + REST_S / 2) == (False, [])


def test_the_core_is_heard_during_a_rest(rig: Rig) -> None:
    rig.wakeups.rest(START)
    rig.core.send(b"order")
    assert rig.look(START + REST_S / 2) == (True, [])


def test_room_for_more_to_the_core_wakes_only_who_wants_to_write(rig: Rig) -> None:
    rig.wakeups.rest(START)
    for is_writing in (True, False):
        rig.wakeups.write_to_core(is_writing)
        assert rig.look(START + REST_S / 2) == (False, [])
