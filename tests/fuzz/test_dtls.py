"""Whatever comes before and during a DTLS handshake, an endpoint answers, waits or fails: it never raises or grows."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.rtc.dtls import Certificate, DtlsEndpoint, DtlsState, make_certificate
from tests.helpers.footprint import footprint
from tests.helpers.garbage import DTLS_HELLO, any_datagram, damaged

CERTIFICATE: Certificate = make_certificate()
PATIENCE = 40
slower = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def server() -> DtlsEndpoint:
    """Make an endpoint that waits for a first flight."""
    return DtlsEndpoint(CERTIFICATE, False, (CERTIFICATE.fingerprint,))


def client() -> DtlsEndpoint:
    """Make an endpoint that has sent its first flight."""
    endpoint = DtlsEndpoint(CERTIFICATE, True, (CERTIFICATE.fingerprint,))
    endpoint.start()
    return endpoint


def first_flight() -> bytes:
    """Return what a client begins with."""
    return client().take_outgoing()[0]


def shake(one: DtlsEndpoint, other: DtlsEndpoint) -> None:
    """Carry datagrams to and fro until nothing comes."""
    for _ in range(PATIENCE):
        flights = one.take_outgoing(), other.take_outgoing()
        for sender, receiver in ((flights[0], other), (flights[1], one)):
            for datagram in sender:
                receiver.receive(datagram)
        if not any(flights):
            return


@slower
@given(st.lists(any_datagram(), max_size=8), st.booleans())
def test_garbage_before_the_handshake(datagrams: list[bytes], is_client: bool) -> None:
    endpoint = client() if is_client else server()
    for datagram in datagrams:
        endpoint.receive(datagram)
        endpoint.on_timeout()
    assert endpoint.state in {DtlsState.CONNECTING, DtlsState.FAILED}
    assert endpoint.keys is None


@slower
@given(st.data())
def test_a_damaged_first_flight(data: st.DataObject) -> None:
    endpoint = server()
    endpoint.receive(data.draw(damaged(st.just(first_flight()))))
    assert endpoint.state in {DtlsState.CONNECTING, DtlsState.FAILED}
    assert sum(map(len, endpoint.take_outgoing())) < 20_000


@pytest.mark.parametrize("seed", range(6))
def test_garbage_between_the_flights_of_a_handshake(seed: int) -> None:
    dice = random.Random(seed)
    one, other = client(), server()
    for _ in range(6):
        for junk in (dice.randbytes(60), DTLS_HELLO, b"\x14\xfe\xfd" + dice.randbytes(dice.randrange(80))):
            one.receive(junk)
            other.receive(junk)
        shake(one, other)
    assert {one.state, other.state} <= {DtlsState.UP, DtlsState.FAILED, DtlsState.CONNECTING}
    assert (one.keys is not None) == (one.state is DtlsState.UP)


def test_garbage_after_the_handshake_changes_nothing() -> None:
    dice = random.Random(1)
    one, other = client(), server()
    shake(one, other)
    assert one.state is other.state is DtlsState.UP
    before = footprint(vars(other))
    for _ in range(2000):
        kind = dice.choice([20, 21, 22, 23])
        other.receive(bytes((kind,)) + b"\xfe\xfd\x00\x01" + dice.randbytes(8) + dice.randbytes(dice.randrange(60)))
        other.receive(DTLS_HELLO)
        assert sum(map(len, other.take_outgoing())) < 10_000
    assert other.state is DtlsState.UP
    assert other.keys is not None
    assert footprint(vars(other)) <= before + 1000


def test_many_first_flights_leave_one_answer_each() -> None:
    endpoint = server()
    flight = first_flight()
    for _ in range(500):
        endpoint.receive(flight)
        assert sum(map(len, endpoint.take_outgoing())) < 10 * len(flight)
    assert footprint(vars(endpoint)) < 20_000
