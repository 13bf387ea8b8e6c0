"""Which channel one hears. Answered by `Done` or `Refused`."""

from common.model.ids import ChannelNumber
from common.protocol.envelope import Request


class ChooseChannel(Request, frozen=True, tag="choose_channel", kw_only=True):
    """Participant: this channel, with the original at this level (0 to 1) under it."""

    channel: ChannelNumber
    original_level: float = 0.0
