"""What a sound device is, as far as its name, its pairing and its sample rate tell.

It decides whether a microphone hears an echo, and what a delegate is told before the meeting (R9).
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from common.devices import kindwords as words
from common.devices.audio import AudioDevice


class DeviceKind(StrEnum):
    """What sound goes into, or comes out of."""

    HEADSET = "headset"
    BUILT_IN = "built_in"
    """Of a computer, a screen or a webcam: a microphone that hears the room."""
    LOUDSPEAKER = "loudspeaker"
    """Of any kind; as a microphone, that of a speakerphone."""
    HANDS_FREE = "hands_free"
    """A Bluetooth headset in its telephone mode, up to 8 kHz at best."""
    UNKNOWN = "unknown"
    """A name that says nothing; as an output it is taken for a headset, and what it is can be said."""


TELEPHONE_RATES_HZ = (8_000, 16_000)
"""Of Bluetooth's Hands-Free Profile 1.8: CVSD and mSBC. Systems tell them of an open or usual stream."""
_LEAST_SHARED_LETTERS = 6
"""Of two products' names, where MME has cut one off at 31 letters."""
_NO_TELEPHONE = (
    (DeviceKind.UNKNOWN, words.NO_MICROPHONE),
    (DeviceKind.LOUDSPEAKER, words.SPEAKERPHONE),
    (DeviceKind.BUILT_IN, words.WEBCAM),
)
_OTHERWISE = (
    (DeviceKind.HEADSET, words.ON_THE_HEAD + words.HEADSET_PRODUCTS),
    (DeviceKind.BUILT_IN, words.OF_THE_MACHINE),
)
"""What a microphone is by the first of these that its title has."""
_PRODUCT = re.compile(r"\((?:\d+- ?)?([^()]+(?:\([^()]*\)[^()]*)?)(?:\)|$)")
"""What a system puts into brackets behind the kind: `Speakers (Jabra EVOLVE 20)`, `Speakers (2- USB Audio)`."""


def output_kind(device: AudioDevice, others: Sequence[AudioDevice] = ()) -> DeviceKind:
    """Judge what sound comes out of. One that hears too, under the same product's name, is worn on the head."""
    title = bare_title(device).casefold()
    if _is_hands_free(device, title):
        return DeviceKind.HANDS_FREE
    if _has(title, words.ON_THE_HEAD):
        return DeviceKind.HEADSET
    if _has(title, words.SPEAKERPHONE):
        return DeviceKind.LOUDSPEAKER
    is_worn = _has(title, words.HEADSET_PRODUCTS + words.BLUETOOTH_PRODUCTS)
    if not _has(title, words.IN_THE_ROOM):
        return DeviceKind.HEADSET if is_worn else DeviceKind.UNKNOWN
    is_worn = is_worn or _is_pair(title, [d for d in others if d.inputs > 0])
    return DeviceKind.HEADSET if is_worn else DeviceKind.LOUDSPEAKER


def input_kind(device: AudioDevice, others: Sequence[AudioDevice] = ()) -> DeviceKind:
    """Judge a microphone. One whose product is also a headphone, and none of the machine's own, is a headset's."""
    title = bare_title(device).casefold()
    found = _first(title, _NO_TELEPHONE)
    if found is None and (_is_hands_free(device, title) or _has(title, words.BLUETOOTH_PRODUCTS)):
        found = DeviceKind.HANDS_FREE
    found = found or _first(title, _OTHERWISE)
    if found is None and _is_of_the_machine(title):
        found = DeviceKind.BUILT_IN
    if found is not None:
        return found
    headphones = [d for d in others if d.outputs > 0]
    return DeviceKind.HEADSET if _is_pair(title, headphones) or _is_mono_pair(device) else DeviceKind.UNKNOWN


def bare_title(device: AudioDevice) -> str:
    """Return a device's title without the sound system, which our titles end with."""
    return device.title.rpartition(" (")[0] or device.title


def _is_hands_free(device: AudioDevice, title: str) -> bool:
    """Tell a telephone's mode by its name, or by the rate of what is no wired device."""
    is_wired = _has(title, words.WIRED + words.CHIPS + words.OF_THE_MACHINE + words.HARDWARE)
    return _has(title, words.HANDS_FREE) or (device.sample_rate_hz in TELEPHONE_RATES_HZ and not is_wired)


def _is_pair(title: str, others: Sequence[AudioDevice]) -> bool:
    """Tell whether the product that is named in a title is among the others as well, and none of the machine's own."""
    product = _product(title)
    if not product or _is_of_the_machine(product):
        return False
    return any(_is_same(product, _product(bare_title(d).casefold())) for d in others)


def _is_mono_pair(device: AudioDevice) -> bool:
    """Tell whether one device hears with one port and plays to one or two: macOS and ALSA list a USB headset so."""
    return device.inputs == 1 and 1 <= device.outputs <= 2


def _is_same(product: str, other: str) -> bool:
    if min(len(product), len(other)) < _LEAST_SHARED_LETTERS:
        return product == other
    return product.startswith(other) or other.startswith(product)


def _product(title: str) -> str:
    found = _PRODUCT.search(title)
    return found.group(1).strip() if found else ""


def _is_of_the_machine(text: str) -> bool:
    return _has(text, words.CHIPS) and not _has(text, words.WIRED)


def _first(title: str, rows: Sequence[tuple[DeviceKind, words.Words]]) -> DeviceKind | None:
    return next((kind for kind, needles in rows if _has(title, needles)), None)


def _has(text: str, needles: Sequence[str]) -> bool:
    return any(needle in text for needle in needles)
