"""The sound receiver: packets in as they come, blocks out as the reader's clock asks for them."""

from common.rtc.sound.receiver import SoundReceiver
from common.rtc.sound.settings import PlayoutSettings, SoundCounters

__all__ = ["PlayoutSettings", "SoundCounters", "SoundReceiver"]
