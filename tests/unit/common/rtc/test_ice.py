"""A peer listens where it is told, and asks nobody."""

import pytest

from common.model.errors import MediaError
from common.model.media import MediaPath
from common.rtc.ice import LOOPBACK, IceServer, hosts_at, hosts_towards


@pytest.mark.parametrize(("host", "own"), [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")])
def test_towards_this_machine_it_is_loopback(host: str, own: str) -> None:
    assert hosts_towards(host) == (own,)


@pytest.mark.parametrize("host", ["192.0.2.77", "console.example"])
def test_towards_another_it_is_never_loopback(host: str) -> None:
    assert LOOPBACK not in hosts_towards(host)


def test_an_engine_listens_where_it_is_told() -> None:
    assert hosts_at("192.0.2.77") == ("192.0.2.77",)
    assert hosts_at("localhost") == (LOOPBACK,)
    assert LOOPBACK not in hosts_at("0.0.0.0")
    with pytest.raises(MediaError):
        hosts_at("console.example")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("turn:relay.example", MediaPath.RELAY_UDP),
        ("turn:relay.example:3478?transport=tcp", MediaPath.RELAY_TCP),
        ("turns:relay.example:443?transport=tcp", MediaPath.RELAY_TLS),
        ("turns:relay.example", MediaPath.RELAY_TLS),
    ],
)
def test_a_relay_is_reached_as_its_url_says(url: str, path: MediaPath) -> None:
    relay = IceServer(url, "user", "word").relay
    assert relay is not None
    assert (relay.host, relay.path, relay.username) == ("relay.example", path, "user")
    assert (relay.tls_context() is not None) == relay.is_tls
    assert "word" not in repr(relay)
    assert "word" not in repr(IceServer(url, "user", "word"))


def test_what_is_no_relay_is_none() -> None:
    assert IceServer("stun:stun.example").relay is None
    assert IceServer("stun:stun.example").stun == ("stun.example", 3478)
    assert IceServer("turn:relay.example").stun is None
    assert IceServer("turns:relay.example?transport=udp").relay is None


def test_servers_come_by_url_and_only_true_ones() -> None:
    with pytest.raises(MediaError):
        IceServer("http://stun.example")
