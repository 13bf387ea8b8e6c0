"""Channels: the floor and the languages behind it (R14)."""

from dataclasses import dataclass

from common.model.ids import ChannelNumber

FLOOR = ChannelNumber(0)
MAX_CHANNELS = 7


@dataclass(frozen=True, slots=True)
class Channel:
    """One distributed channel.

    `language` is a BCP 47 tag (`en`), or `floor` for channel 0; `name` is the language's name in itself.
    """

    number: ChannelNumber
    language: str
    name: str


UN_CHANNELS: tuple[Channel, ...] = (
    Channel(FLOOR, "floor", "Floor"),
    Channel(ChannelNumber(1), "en", "English"),
    Channel(ChannelNumber(2), "fr", "Français"),
    Channel(ChannelNumber(3), "es", "Español"),
    Channel(ChannelNumber(4), "ru", "Русский"),
    Channel(ChannelNumber(5), "ar", "العربية"),
    Channel(ChannelNumber(6), "zh", "中文"),
)
"""The floor and the six languages of the United Nations, in the order of the list."""
