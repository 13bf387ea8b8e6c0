"""A reader that comes late, or stands still while a device is replaced."""

from common.rtc.rtp import Rtp
from common.rtc.sound import SoundReceiver
from tests.helpers.soundline import SSRC, voice_packets


def test_what_came_before_anybody_read_is_not_played_late() -> None:
    now_s = 100.0
    receiver = SoundReceiver(None, lambda: now_s)
    packets = voice_packets()
    for number in range(200):
        now_s = 100.0 + number * 0.02
        receiver.put(Rtp(111, False, number, number * 960, SSRC, packets[number]), now_s)
        for half in (0.004, 0.014):
            now_s = 100.0 + number * 0.02 + half
            if 60 <= number < 100 or number >= 140:
                receiver.read()
        if number in (70, 99, 150, 199):
            assert receiver.delay_ms < 60.0
