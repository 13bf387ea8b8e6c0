"""The keys that the media process is told, and told again when it was replaced."""

from common.rtc.probe import MOST_KEYS
from room_console.core.media.embedded.probes import ProbeKeys, addresses_of
from room_console.core.media.embedded.wire import AllowProbe, Ready


def test_a_new_process_is_told_every_key_again() -> None:
    told: list[AllowProbe] = []
    keys = ProbeKeys(told.append)
    keys.allow(b"a" * 16, 10.0)
    keys.allow(b"b" * 16, 20.0)
    assert [message.key for message in told] == [b"a" * 16, b"b" * 16]
    keys.declare()
    assert told[2:] == told[:2]


def test_the_oldest_key_is_forgotten() -> None:
    told: list[AllowProbe] = []
    keys = ProbeKeys(told.append)
    for number in range(MOST_KEYS + 1):
        keys.allow(number.to_bytes(16, "big"), 10.0)
    told.clear()
    keys.declare()
    assert len(told) == MOST_KEYS
    assert told[0].key == (1).to_bytes(16, "big")


def test_addresses_are_as_a_client_takes_them() -> None:
    lines = ("candidate:1 1 udp 1 192.0.2.1 5004 typ host", "candidate:2 1 udp 1 2001:db8::1 5004 typ host")
    assert addresses_of(Ready(lines, "AA")) == ("192.0.2.1:5004", "[2001:db8::1]:5004")


def test_a_key_does_not_show() -> None:
    assert "aaaa" not in repr(AllowProbe(b"a" * 16, 1.0))
