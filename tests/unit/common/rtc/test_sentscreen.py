"""A screen that is sent: paced to what the line has, key frames few, the camera small beside it."""

import time

import av
import numpy as np
import pytest

from common.rtc.congestion import Congestion
from common.rtc.packetwriter import Payload
from common.rtc.picturepackets import begins_key_frame
from common.rtc.picturerate import STEPS
from common.rtc.rtp import parse_rtp
from common.rtc.screenencoder import KEY_INTERVAL_S
from common.rtc.sections import shared_section
from common.rtc.sentscreen import SHARING_STEPS, SentScreen, camera_beside
from common.rtc.srtp import REPLAY_WINDOW_PACKETS, SrtpKeys, SrtpPair, SrtpProfile

SIZE = (640, 360)
STEP_S = 0.01


class Sent:
    """What left, and when, by a clock of its own."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.packets: list[tuple[float, bytes]] = []
        self.screen = SentScreen(
            shared_section("2", "sendonly", 7), lambda p: self.packets.append((self.now_s, p)), lambda: self.now_s
        )

    def show(self, seed: int) -> None:
        """Show a page."""
        dots = np.random.default_rng(seed).integers(0, 2, (SIZE[1], SIZE[0]), np.uint8) * 255
        self.screen.write(av.VideoFrame.from_ndarray(dots, format="gray"))

    def run(self, seconds: float, step: int = 0) -> None:
        """Let time pass, slowly enough for the encoder."""
        for _ in range(round(seconds / STEP_S)):
            self.now_s += STEP_S
            self.screen.tick(SHARING_STEPS[step], self.now_s)
            time.sleep(0.001)

    def pages(self) -> int:
        """Count the pictures that were sent whole."""
        return sum(parse_rtp(packet, None).marker for _, packet in self.packets)


def both_ends() -> tuple[SrtpPair, SrtpPair]:
    """Join a sender and a receiver."""
    profile = SrtpProfile.AEAD_AES_256_GCM
    size = profile.key_bytes + profile.salt_bytes
    one, other = bytes(range(size)), bytes(range(size, 2 * size))
    return SrtpPair(SrtpKeys(profile, one, other)), SrtpPair(SrtpKeys(profile, other, one))


@pytest.fixture
def sent() -> Sent:
    return Sent()


def test_a_page_takes_the_time_that_the_line_needs_for_it(sent: Sent) -> None:
    sent.show(1)
    sent.run(4.0, step=3)
    sent.screen.close()
    spent_s = sent.packets[-1][0] - sent.packets[0][0]
    rate_bps = sum(len(packet) for _, packet in sent.packets) * 8 / spent_s
    assert rate_bps <= 1.1 * SHARING_STEPS[3].bit_rate_bps


def test_who_asks_while_a_key_frame_leaves_gets_that_one(sent: Sent) -> None:
    sent.show(1)
    for _ in range(20):
        sent.screen.want_key()
        sent.run(0.1)
    sent.screen.close()
    keys = sum(begins_key_frame("H264", parse_rtp(packet, None).payload) for _, packet in sent.packets)
    assert 1 <= keys <= 1 + 2.0 / KEY_INTERVAL_S


def test_nothing_leaves_once_it_has_ended(sent: Sent) -> None:
    sent.show(1)
    sent.run(2.0)
    assert sent.screen.is_on
    assert sent.pages() >= 1
    sent.screen.write(None)
    sent.run(0.2)
    count = len(sent.packets)
    sent.run(0.5)
    sent.screen.close()
    assert len(sent.packets) == count


def test_the_camera_has_a_quarter_at_most_and_nothing_on_a_narrow_line() -> None:
    assert [step.bit_rate_bps if (step := camera_beside(both)) else 0 for both in SHARING_STEPS] == [
        250_000,
        250_000,
        250_000,
        120_000,
        120_000,
        0,
        0,
    ]
    assert camera_beside(None) is None


def test_the_ladder_changes_with_sharing_and_back() -> None:
    congestion = Congestion(0.0)
    congestion.use_steps(SHARING_STEPS, 0.0)
    assert congestion.step == SHARING_STEPS[1]
    congestion.note_estimate(1_000_000, 1.0)
    assert congestion.step is None or congestion.step.bit_rate_bps <= 1_000_000
    congestion.tick(3.0)
    congestion.use_steps(STEPS, 3.0)
    assert congestion.step is not None
    assert congestion.step.bit_rate_bps <= 1_000_000


def test_what_is_sent_again_is_taken_at_the_other_end() -> None:
    ours, theirs = both_ends()
    sent: list[bytes] = []
    screen = SentScreen(shared_section("2", "sendonly", 7), lambda p: sent.append(ours.protect_rtp(p)), lambda: 100.0)
    for _ in range(2 * REPLAY_WINDOW_PACKETS):
        screen.writer.send(Payload(b"x", 0, is_last=True), 100.0)
    first = parse_rtp(sent[0], None).sequence
    for protected in sent[-REPLAY_WINDOW_PACKETS // 2 :]:
        theirs.unprotect_rtp(protected)
    sent.clear()
    for number in range(2 * REPLAY_WINDOW_PACKETS - REPLAY_WINDOW_PACKETS // 2):
        screen.send_again([first + number & 0xFFFF], 100.0, 0.1)
    again = [parse_rtp(theirs.unprotect_rtp(protected), None).sequence for protected in sent]
    newest = first + 2 * REPLAY_WINDOW_PACKETS - 1
    assert [newest - number & 0xFFFF for number in (again[0], again[-1])] == [
        REPLAY_WINDOW_PACKETS - 1,
        REPLAY_WINDOW_PACKETS // 2,
    ]
