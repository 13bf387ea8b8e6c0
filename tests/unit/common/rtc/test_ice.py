"""A peer listens where it is told, and asks nobody."""

import pytest
from aiortc import RTCPeerConnection

from common.model.errors import MediaError
from common.rtc.ice import LOOPBACK, IceServer, IceSettings, bind_to_hosts, configuration, hosts_at, hosts_towards


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


def test_no_server_is_asked_unless_given() -> None:
    assert configuration(()).iceServers == []
    given = configuration([IceServer("turn:turn.example", "user", "word")]).iceServers
    assert given is not None
    assert [(s.urls, s.username, s.credential) for s in given] == [("turn:turn.example", "user", "word")]


def test_servers_come_by_url_and_only_true_ones() -> None:
    assert IceSettings.of((LOOPBACK,), ["stun:stun.example"]).servers == (IceServer("stun:stun.example"),)
    with pytest.raises(MediaError):
        IceSettings.of((LOOPBACK,), ["http://stun.example"])


async def test_candidates_are_gathered_on_the_given_address_only() -> None:
    """Noticed here if an update of aioice changes the method that is wrapped."""
    connection = RTCPeerConnection(configuration(()))
    connection.addTransceiver("audio")
    connection.addTransceiver("video")
    bind_to_hosts(connection, [LOOPBACK])
    bind_to_hosts(connection, [LOOPBACK])
    await connection.setLocalDescription(await connection.createOffer())
    candidates = [line for line in connection.localDescription.sdp.splitlines() if "candidate:" in line]
    assert candidates
    assert all(line.split()[4] == LOOPBACK for line in candidates)
    await connection.close()
