"""DTLS handshakes on no network at all, with flights lost and clocks by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from common.rtc.dtls import FIRST_REPEAT_S, MAX_REPEATS, Certificate, DtlsEndpoint, DtlsState, make_certificate
from common.rtc.dtlsrecords import MTU_BYTES
from common.rtc.rtp import build_rtp
from common.rtc.srtp import SrtpPair

STEP_S = 0.05


@pytest.fixture(scope="module")
def certificates() -> tuple[Certificate, Certificate]:
    return make_certificate(), make_certificate()


@dataclass
class Line:
    """Two endpoints and what lies between: `lost` are the numbers of datagrams that don't arrive, of each side."""

    client: DtlsEndpoint
    server: DtlsEndpoint
    clock: "Clock"
    lost: dict[bool, set[int]] = field(default_factory=lambda: {True: set(), False: set()})
    sent: dict[bool, list[bytes]] = field(default_factory=lambda: {True: [], False: []})

    def carry(self) -> bool:
        """Bring what is outgoing across; tell whether there was something."""
        was_busy = False
        for is_client, sender, receiver in ((True, self.client, self.server), (False, self.server, self.client)):
            for datagram in sender.take_outgoing():
                was_busy = True
                self.sent[is_client].append(datagram)
                if len(self.sent[is_client]) - 1 not in self.lost[is_client]:
                    receiver.receive(datagram)
        return was_busy

    def settle(self, seconds: float = 5.0) -> None:
        """Carry and let time pass."""
        end_s = self.clock.now_s + seconds
        while self.clock.now_s < end_s:
            if not self.carry():
                self.clock.now_s += STEP_S
                self.client.on_timeout()
                self.server.on_timeout()

    @property
    def states(self) -> tuple[DtlsState, DtlsState]:
        return self.client.state, self.server.state


@dataclass
class Clock:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


def line(
    certificates: tuple[Certificate, Certificate],
    fingerprints: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Line:
    """Make both ends; `fingerprints` are what client and server expect."""
    ours, theirs = certificates
    expected = fingerprints if fingerprints is not None else ([theirs.fingerprint], [ours.fingerprint])
    clock = Clock()
    made = Line(DtlsEndpoint(ours, True, expected[0], clock), DtlsEndpoint(theirs, False, expected[1], clock), clock)
    made.client.start()
    made.server.start()
    return made


def test_both_ends_come_to_the_same_keys(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.settle(0.01)
    assert made.states == (DtlsState.UP, DtlsState.UP)
    assert made.client.keys is not None
    assert made.server.keys is not None
    packet = build_rtp(111, False, 1, 2, 3, b"sound")
    assert SrtpPair(made.server.keys).unprotect_rtp(SrtpPair(made.client.keys).protect_rtp(packet)) == packet
    assert made.client.timeout_s() is None


def test_datagrams_fit_the_line(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.settle(0.01)
    assert max(map(len, made.sent[True] + made.sent[False])) <= MTU_BYTES


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("is_client", [True, False])
def test_a_lost_flight_is_sent_again_within_a_tenth_of_a_second(
    certificates: tuple[Certificate, Certificate], is_client: bool, number: int
) -> None:
    made = line(certificates)
    made.lost[is_client].add(number)
    made.settle(FIRST_REPEAT_S + 2 * STEP_S)
    assert made.states == (DtlsState.UP, DtlsState.UP)


def test_a_line_that_loses_every_second_datagram_comes_up(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.lost = {True: set(range(0, 100, 2)), False: set(range(0, 100, 2))}
    made.settle(6.0)
    assert made.states == (DtlsState.UP, DtlsState.UP)


def test_it_does_not_repeat_for_ever(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.lost[True] = set(range(1_000))
    made.settle(60.0)
    assert len(made.sent[True]) < 20
    assert made.states == (DtlsState.CONNECTING, DtlsState.CONNECTING)


def test_the_last_flight_is_sent_again_for_who_asks_but_not_in_a_burst(
    certificates: tuple[Certificate, Certificate],
) -> None:
    made = line(certificates)
    made.settle(0.01)
    finished, last = made.sent[True][-1], made.sent[False][-1]
    made.server.receive(finished)
    made.server.receive(finished)
    assert made.server.take_outgoing() == [last]
    for _ in range(100):
        made.clock.now_s += 10.0
        made.server.receive(finished)
    assert 0 < len(made.server.take_outgoing()) <= MAX_REPEATS


def test_two_who_are_up_do_not_answer_each_other(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.settle(0.01)
    made.clock.now_s += 10.0
    made.client.receive(made.sent[False][-1])
    assert made.client.take_outgoing() == []


@pytest.mark.parametrize("expected", [[], ["sha-256 00:11"], ["sha-1 00:11"]])
def test_a_peer_with_another_certificate_is_refused(
    certificates: tuple[Certificate, Certificate], expected: list[str]
) -> None:
    made = line(certificates, (expected, [certificates[0].fingerprint]))
    made.settle(0.01)
    assert made.states == (DtlsState.FAILED, DtlsState.CLOSED), "the other end is told"
    assert made.client.keys is None


def test_every_known_fingerprint_has_to_be_right(certificates: tuple[Certificate, Certificate]) -> None:
    right = certificates[1].fingerprint
    made = line(certificates, ([right, "sha-512 00:11"], [certificates[0].fingerprint]))
    made.settle(0.01)
    assert made.client.state is DtlsState.FAILED


def test_a_fingerprint_may_be_in_small_letters(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates, ([certificates[1].fingerprint.lower()], [certificates[0].fingerprint.lower()]))
    made.settle(0.01)
    assert made.states == (DtlsState.UP, DtlsState.UP)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x16",
        b"\x16\xfe\xfd" + bytes(8) + b"\xff\xff",
        b"\x16\xfe\xff" + bytes(8) + b"\x00\x20" + bytes(range(32)),
        b"\x16\xfe\xff" + bytes(8) + b"\x00\x04" + bytes(4),
        b"\x16\xfe\xff" + bytes(8) + b"\x00\x10\x09" + bytes(15),
        b"\x17\xfe\xfd\x00\x01" + bytes(6) + b"\x00\x04data",
        bytes(5_000),
    ],
)
def test_garbage_before_a_handshake_is_dropped(certificates: tuple[Certificate, Certificate], garbage: bytes) -> None:
    made = line(certificates)
    made.server.receive(garbage)
    made.client.receive(garbage)
    made.settle()
    assert made.states == (DtlsState.UP, DtlsState.UP)


def test_a_message_that_makes_no_sense_ends_the_handshake(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    made.server.receive(b"\x16\xfe\xff" + bytes(8) + b"\x00\x10\x01\0\0\x04" + bytes(7) + b"\x04" + bytes(4))
    assert made.server.state is DtlsState.FAILED
    made.settle(0.01)
    assert made.server.keys is None


@pytest.mark.parametrize("is_client", [True, False])
def test_the_end_of_one_is_heard_by_the_other(certificates: tuple[Certificate, Certificate], is_client: bool) -> None:
    made = line(certificates)
    made.settle(0.01)
    one, other = (made.client, made.server) if is_client else (made.server, made.client)
    one.close()
    for datagram in one.take_outgoing():
        other.receive(datagram)
    assert made.states == (DtlsState.CLOSED, DtlsState.CLOSED)
    one.close()
    one.receive(made.sent[True][0])
    assert one.take_outgoing() == []


def test_who_closes_before_the_end_of_the_handshake_says_nothing(
    certificates: tuple[Certificate, Certificate],
) -> None:
    made = line(certificates)
    made.client.take_outgoing()
    made.client.close()
    assert made.client.state is DtlsState.CLOSED
    assert made.client.take_outgoing() == []


def test_time_is_asked_for_only_while_something_is_awaited(certificates: tuple[Certificate, Certificate]) -> None:
    made = line(certificates)
    assert made.client.timeout_s() == pytest.approx(FIRST_REPEAT_S)
    assert made.server.timeout_s() is None
    made.clock.now_s = 10.0
    assert made.client.timeout_s() == 0.0
