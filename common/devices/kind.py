"""Whether a device is a loudspeaker, as far as its name tells: that decides whether a microphone hears an echo."""

import re
from collections.abc import Sequence
from enum import StrEnum

from common.devices.audio import AudioDevice


class OutputKind(StrEnum):
    """What sound comes out of."""

    HEADSET = "headset"
    LOUDSPEAKER = "loudspeaker"
    UNKNOWN = "unknown"
    """A name that says neither; it is taken for a headset, and what it is can be said."""


_ON_THE_HEAD = (
    *(
        "headset",
        "headphone",
        "earphone",
        "earbud",
        "earpods",
        "airpods",
        "hands-free",
        "handsfree",
        "casque",
        "écouteur",
    ),
    *("kopfhörer", "ohrhörer", "auricular", "cuffi", "auscultador", "fones", "hoofdtelefoon", "słuchawk", "наушник"),
    *("гарнитур", "耳机", "耳機", "頭戴", "ヘッド", "イヤホン", "헤드", "이어폰", "سماعة رأس", "سماعات الرأس"),
)
_IN_THE_ROOM = (
    *("speaker", "built-in output", "hdmi", "displayport", "display port", "monitor", "soundbar", "haut-parleur"),
    *(
        "lautsprecher",
        "altavoz",
        "altavoces",
        "altoparlant",
        "alto-falante",
        "luidspreker",
        "głośnik",
        "динамик",
        "колонк",
    ),
    *("扬声器", "揚聲器", "喇叭", "スピーカー", "스피커", "مكبر"),
)
_PRODUCT = re.compile(r"\((?:\d+- ?)?([^()]+(?:\([^()]*\)[^()]*)?)\)")
"""What a system puts into brackets behind the kind: `Speakers (Jabra EVOLVE 20)`, `Speakers (2- USB Audio)`."""
_BUILT_IN = ("realtek", "high definition", "conexant", "cirrus", "smart sound", "built-in", "intel", "amd", "hda")


def output_kind(device: AudioDevice, others: Sequence[AudioDevice] = ()) -> OutputKind:
    """Judge a device by its title. One that hears too, under the same product's name, is worn on the head."""
    title = device.title.casefold()
    if any(word in title for word in _ON_THE_HEAD):
        return OutputKind.HEADSET
    if not any(word in title for word in _IN_THE_ROOM):
        return OutputKind.UNKNOWN
    return OutputKind.HEADSET if _is_pair(title, others) else OutputKind.LOUDSPEAKER


def _is_pair(title: str, others: Sequence[AudioDevice]) -> bool:
    """Tell whether the product that is named in a title is a microphone as well, and none of the machine's own."""
    product = _product(title)
    if not product or any(word in product for word in _BUILT_IN):
        return False
    return any(d.inputs > 0 and _product(d.title.casefold()) == product for d in others)


def _product(title: str) -> str:
    """Return what stands in brackets before the sound system, which our titles end with."""
    found = _PRODUCT.search(title.rpartition(" (")[0])
    return found.group(1).strip() if found else ""
