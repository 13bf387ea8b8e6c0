"""The peers by name, ours first."""

from tests.bench.sound.peers.base import Peer
from tests.bench.sound.peers.chromium import Chromium
from tests.bench.sound.peers.hemicycle import Hemicycle
from tests.bench.sound.peers.jamulus import Jamulus
from tests.bench.sound.peers.mumble import AS_INSTALLED, Mumble
from tests.bench.sound.peers.stock import Stock

PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Hemicycle(),
        Chromium(),
        Mumble(),
        Mumble("mumble_as_installed", AS_INSTALLED),
        Jamulus(),
        Stock(),
    )
}
