"""When the devices' queues are looked at: shortly before a block is due, at either of them."""

import numpy as np
import pytest

from common.audio.format import Block
from common.devices.mailbox import PictureMailbox
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from delegate_app.core.media import MOST_WAIT_S, MediaSide
from delegate_app.core.seams import Peers
from tests.helpers.delegate import FakePeers

SILENCE: Block = np.zeros((BLOCK_SAMPLES, 1), np.float32)
LOOK_S = 0.001


class Both:
    """A microphone with a block, and a headphone that wants one, each at its place within 10 ms."""

    name = "both"
    xruns = 0
    is_alive = True
    latency_ms = 0.0

    def __init__(self) -> None:
        self.heard = self.wanted = 0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def read(self) -> Block | None:
        self.heard -= 1
        return SILENCE if self.heard >= 0 else None

    def wants_block(self) -> bool:
        return self.wanted > 0

    def write(self, block: Block) -> None:
        self.wanted -= 1


@pytest.mark.parametrize("wants_s", [0.004, 0.007])
def test_the_next_look_is_a_millisecond_before_the_next_block_of_either(wants_s: float) -> None:
    now_s, device, peers = [0.0], Both(), FakePeers()
    side = MediaSide(Peers(uplink=peers.uplink, downlink=peers.downlink), PictureMailbox(None), lambda: now_s[0])
    side.use_input(device)
    side.use_output(device)
    for block in range(60):
        now_s[0], device.heard, device.wanted = block * BLOCK_S, 1, 0
        side.pump()
        now_s[0], device.heard, device.wanted = block * BLOCK_S + wants_s, 0, 1
        side.pump()
    now_s[0] += 2 * BLOCK_S / 10
    for due_s in (60 * BLOCK_S, 60 * BLOCK_S + wants_s):
        while (left_s := due_s - LOOK_S - now_s[0]) > 1e-6:
            waits_s = side.wait_s()
            assert waits_s == pytest.approx(min(MOST_WAIT_S, max(LOOK_S, left_s)))
            now_s[0] += waits_s
        assert side.wait_s() == pytest.approx(LOOK_S)
        now_s[0], device.heard, device.wanted = due_s, due_s == 60 * BLOCK_S, due_s != 60 * BLOCK_S
        side.pump()
