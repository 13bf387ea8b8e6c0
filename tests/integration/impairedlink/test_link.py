"""The impaired link with real programs on it: what was asked for is what they see."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.helpers.impairedlink.fate import Impairment, fate_of
from tests.helpers.impairedlink.link import ImpairedLink, link_or_skip
from tests.helpers.impairedlink.trace import made_up_trace

pytestmark = pytest.mark.flaky(reruns=2)

RECEIVER = """
import socket, sys, time
port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
port.bind(("0.0.0.0", 5000))
port.settimeout(float(sys.argv[1]))
print("ready", flush=True)
try:
    while True:
        packet = port.recv(2000)
        print(int(packet[:8]), float(packet[8:32]), time.monotonic(), len(packet), flush=False)
except TimeoutError:
    pass
"""
SENDER = """
import socket, sys, time
address, count, size, pause_s = sys.argv[1], *map(float, sys.argv[2:])
port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
begun = time.monotonic()
for number in range(int(count)):
    time.sleep(max(0.0, begun + number * pause_s - time.monotonic()))
    port.sendto((b"%08d%024.9f" % (number, time.monotonic())).ljust(int(size)), (address, 5000))
"""
SEED = 11


@pytest.fixture
def link() -> Iterator[ImpairedLink]:
    with link_or_skip("hall", "remote", seed=SEED) as made:
        yield made


def flow(
    link: ImpairedLink,
    count: int,
    size: int = 160,
    pause_s: float = 0.005,
    to: str = "hall",
    address: str | None = None,
) -> list[tuple[int, float, float]]:
    """Send UDP to a host from the other one; return number, delay in ms and arrival of what came."""
    source = "remote" if to == "hall" else "hall"
    receiver = subprocess.Popen(
        [*link.on(to), sys.executable, "-c", RECEIVER, "1.0"], stdout=subprocess.PIPE, text=True
    )
    with receiver:
        assert receiver.stdout is not None
        assert receiver.stdout.readline() == "ready\n"
        arguments = [address or link.address(to), str(count), str(size), str(pause_s)]
        subprocess.run([*link.on(source), sys.executable, "-c", SENDER, *arguments], check=True, timeout=60)
        lines = [line.split() for line in receiver.stdout]
    return [(int(number), 1000 * (float(at) - float(sent)), float(at)) for number, sent, at, _ in lines]


def median_ms(came: list[tuple[int, float, float]]) -> float:
    return statistics.median(delay for _, delay, _ in came)


@pytest.mark.parametrize("to", ["hall", "remote"])
def test_a_clean_line_adds_next_to_nothing_and_a_delay_is_added(link: ImpairedLink, to: str) -> None:
    assert median_ms(flow(link, 50, to=to)) < 1.5
    link.impair("remote", Impairment(delay_ms=20.0))
    assert 20.0 <= median_ms(flow(link, 50, to=to)) < 21.5
    link.heal("remote")
    assert median_ms(flow(link, 50, to=to)) < 1.5


def test_exactly_the_packets_that_the_seed_says_are_lost(link: ImpairedLink) -> None:
    impairment = Impairment(loss_percent=20.0, burst_packets=3.0)
    first = link.counts("remote", "up")["received"]
    link.impair("remote", impairment, Impairment())
    came = [number for number, _, _ in flow(link, 400, pause_s=0.002)]
    if link.counts("remote", "up")["received"] - first == 400:
        expected = [n for n in range(400) if fate_of(impairment, SEED, 2, first + n).copies]
        assert came == expected
    assert len(came) == pytest.approx(320, abs=40)


def test_jitter_is_spread_in_order_or_out_of_it(link: ImpairedLink) -> None:
    link.impair("remote", Impairment(delay_ms=10.0, jitter_ms=30.0, keeps_order=False), Impairment())
    loose = flow(link, 300)
    assert sum(delay for _, delay, _ in loose) / len(loose) == pytest.approx(25.0, abs=3.0)
    assert [number for number, _, _ in loose] != sorted(number for number, _, _ in loose)
    link.impair("remote", Impairment(jitter_ms=30.0), Impairment())
    kept = [number for number, _, _ in flow(link, 300)]
    assert kept == sorted(kept)
    assert len(kept) == 300


def test_a_rate_is_kept(link: ImpairedLink) -> None:
    link.impair("remote", Impairment(rate_bps=500_000.0, queue_ms=150.0), Impairment())
    came = flow(link, 300, size=1000, pause_s=0.004)
    seconds = came[-1][2] - came[0][2]
    assert 8 * 1028 * (len(came) - 1) / seconds == pytest.approx(500_000.0, rel=0.05)
    assert link.counts("remote", "up")["queue_full"] > 100
    assert max(delay for _, delay, _ in came) == pytest.approx(150.0, abs=20.0)


def test_a_trace_is_followed(link: ImpairedLink) -> None:
    link.impair("remote", Impairment(trace_ms=made_up_trace(3, 2, 800_000.0), queue_ms=100.0), Impairment())
    came = flow(link, 500, size=1000, pause_s=0.004)
    rate_bps = 8 * 1028 * (len(came) - 1) / (came[-1][2] - came[0][2])
    assert rate_bps == pytest.approx(800_000.0, rel=0.15)


def test_one_packet_is_dropped_by_order(link: ImpairedLink) -> None:
    link.drop_next("remote", "up", least_bytes=100)
    ordered_mono_s = time.monotonic()
    assert [number for number, _, _ in flow(link, 5)] == [1, 2, 3, 4]
    dropped = link.statistics().up[1].dropped_at_mono_s
    assert len(dropped) == 1
    assert ordered_mono_s < dropped[0] < time.monotonic()


def test_a_moved_host_is_reached_at_its_new_address_only(link: ImpairedLink) -> None:
    old = link.address("remote")
    assert len(flow(link, 5, to="remote")) == 5
    new = link.move("remote")
    assert old != new
    assert len(flow(link, 5, to="hall")) == 5
    assert len(flow(link, 5, to="remote")) == 5
    assert flow(link, 5, to="remote", address=old) == []


def test_the_link_is_in_time_itself(link: ImpairedLink) -> None:
    link.impair("remote", Impairment(delay_ms=5.0, jitter_ms=20.0), Impairment())
    flow(link, 400)
    late = link.statistics()
    assert late.lateness_p50_ms <= 0.5
    assert late.lateness_p99_ms <= 5.0
