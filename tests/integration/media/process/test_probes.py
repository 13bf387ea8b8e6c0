"""Probes on the one media port, among everything else that comes there."""

import itertools
import random
import socket
import time

import pytest

from common.rtc.probe import ProbeRequest, build_request, parse_echo
from room_console.core.media.embedded.wire import AllowProbe, ProcessReport
from tests.helpers.garbage import garbage
from tests.helpers.mediaprocess import running_media

pytestmark = pytest.mark.flaky(reruns=2)
KEY = b"0123456789abcdef"


@pytest.mark.parametrize("is_plain", [False, True])
def test_a_flow_like_a_voices_comes_back_whole(is_plain: bool) -> None:
    with running_media(is_plain=is_plain) as core, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(2.0)
        core.tell(AllowProbe(KEY, time.monotonic() + 30))
        core.listen(0.05)
        echoes = []
        for number in range(50):
            udp.sendto(build_request(KEY, ProbeRequest(number, time.monotonic_ns() // 1_000)), core.server)
            echoes.append(parse_echo(KEY, udp.recv(2_048)))
            time.sleep(0.005)
        assert [echo.received for echo in echoes] == list(range(1, 51))
        spans_us = [b.received_us - a.received_us for a, b in itertools.pairwise(echoes)]
        assert all(span_us > 0 for span_us in spans_us)


def test_a_stranger_gets_no_answer_and_is_counted() -> None:
    with running_media() as core, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        core.tell(AllowProbe(KEY, time.monotonic() + 30))
        core.listen(0.05)
        dice = random.Random(4)
        strange = [build_request(dice.randbytes(16), ProbeRequest(number, 0)) for number in range(20)]
        changed = [build_request(KEY, ProbeRequest(n, 0))[:-1] + b"!" for n in range(20)]
        hostile = garbage(4)
        for datagram in (*strange, *changed, *(next(hostile) for _ in range(200))):
            udp.sendto(datagram, core.server)
        report = core.expect(ProcessReport, lambda message: message.refused >= 40)
        assert report.refused <= 240
        udp.settimeout(0.2)
        with pytest.raises(TimeoutError):
            udp.recv(2_048)
        udp.settimeout(2.0)
        udp.sendto(build_request(KEY, ProbeRequest(0, 0)), core.server)
        assert parse_echo(KEY, udp.recv(2_048)).received == 1
