"""The hub's small parts: who a packet is for, and how late the link was."""

import pytest

from tests.helpers.impairedlink.lateness import Lateness
from tests.helpers.impairedlink.star import target_of


def packet(destination: str, version: int = 4) -> bytes:
    head = bytearray(20)
    head[0] = version << 4 | 5
    head[16:20] = bytes(int(part) for part in destination.split("."))
    return bytes(head)


@pytest.mark.parametrize(
    ("destination", "target"),
    [("10.77.1.1", 0), ("10.77.2.9", 1), ("10.77.3.1", None), ("10.77.0.1", None), ("224.0.0.251", None)],
)
def test_the_third_number_names_the_host(destination: str, target: int | None) -> None:
    assert target_of(packet(destination), 2) == target


def test_what_is_not_ipv4_goes_nowhere() -> None:
    assert target_of(packet("10.77.1.1", version=6), 2) is None
    assert target_of(b"\x45", 2) is None


def test_lateness_gives_percentiles_and_the_most() -> None:
    lateness = Lateness()
    assert lateness.percentile_ms(50) == 0.0
    for late_ms in range(1, 101):
        lateness.add(late_ms / 1000.0 - 0.00001)
    assert lateness.percentile_ms(50) == pytest.approx(50.0)
    assert lateness.percentile_ms(99) == pytest.approx(99.0)
    assert lateness.most_ms == pytest.approx(99.99)
