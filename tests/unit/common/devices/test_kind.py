"""What devices are taken for, by the names that systems give them."""

import pytest

from common.devices.audio import AudioDevice
from common.devices.kind import DeviceKind, input_kind, output_kind


def device(title: str, inputs: int = 0, outputs: int = 2, rate_hz: int = 48_000) -> AudioDevice:
    """Return a device of that title."""
    return AudioDevice(f"portaudio:X:{title}", title, inputs, outputs, rate_hz)


def microphone(title: str, rate_hz: int = 48_000) -> AudioDevice:
    """Return one that only hears, with two ports."""
    return device(title, 2, 0, rate_hz)


JABRA_MICROPHONE = device("Microphone (Jabra EVOLVE 20) (Windows WASAPI)", inputs=1, outputs=0)
REALTEK_MICROPHONE = device("Microphone Array (Realtek(R) Audio) (Windows WASAPI)", inputs=2, outputs=0)
MAC_MICROPHONE = device("MacBook Pro Microphone (Core Audio)", inputs=1, outputs=0)
OTHERS = [JABRA_MICROPHONE, REALTEK_MICROPHONE, MAC_MICROPHONE]


@pytest.mark.parametrize(
    "title",
    [
        "Speakers (Realtek(R) Audio) (Windows WASAPI)",
        "MacBook Pro Speakers (Core Audio)",
        "Built-in Output (Core Audio)",
        "HDA Intel PCH: HDMI 0 (hw:0,3) (ALSA)",
        "Lautsprecher (High Definition Audio Device) (MME)",
        "Haut-parleurs (Realtek High Definition Audio) (MME)",
        "扬声器 (Realtek Audio) (Windows WASAPI)",
        "مكبرات الصوت (Realtek Audio) (MME)",
        "Speakers (Some Cinema System) (Windows WASAPI)",
    ],
)
def test_loudspeakers(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.LOUDSPEAKER


@pytest.mark.parametrize(
    "title",
    [
        "Headphones (Realtek(R) Audio) (Windows WASAPI)",
        "External Headphones (Core Audio)",
        "Anna's AirPods (Core Audio)",
        "Headset Earphone (Plantronics C320) (MME)",
        "Speakers (Jabra EVOLVE 20) (Windows WASAPI)",
        "Speakers (2- Jabra EVOLVE 20) (Windows WASAPI)",
        "Kopfhörer (Realtek Audio) (MME)",
        "耳机 (Realtek Audio) (Windows WASAPI)",
    ],
)
def test_headsets(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.HEADSET


@pytest.mark.parametrize(
    "title", ["pulse (ALSA)", "default (ALSA)", "HDA Intel PCH: ALC257 Analog (hw:0,0) (ALSA)", "system (JACK)", ""]
)
def test_names_that_say_nothing(title: str) -> None:
    assert output_kind(device(title), OTHERS) is DeviceKind.UNKNOWN


HANDS_FREE = [
    "Headset (WH-1000XM4 Hands-Free AG Audio) (MME)",
    "Headset (WH-1000XM4 Hands-Free (MME)",
    "Headset (Jabra Elite 75t Hands-Free) (Windows WASAPI)",
    "Kopfhörer (Galaxy Buds Freisprechen) (Windows WASAPI)",
    "Casque (Bose mains libres) (MME)",
    "Auriculares (manos libres) (MME)",
    "Гарнитура (WF-C500 громкой связи) (MME)",
    "耳机 (免提) (Windows WASAPI)",
    "ヘッドセット (ハンズフリー) (MME)",
    "bluez_card.00_11.headset-head-unit (JACK Audio Connection Kit)",
]


@pytest.mark.parametrize("title", HANDS_FREE)
def test_hands_free_both_ways(title: str) -> None:
    assert output_kind(device(title)) is DeviceKind.HANDS_FREE
    assert input_kind(microphone(title)) is DeviceKind.HANDS_FREE


@pytest.mark.parametrize(
    "title",
    [
        "Anna's AirPods Pro (Core Audio)",
        "Headset (Galaxy Buds2 Pro) (Windows WASAPI)",
        "WH-1000XM5 (PipeWire)",
        "Microphone (Jabra Link 380) (Windows WASAPI)",
    ],
)
def test_a_bluetooth_microphone_works_as_a_telephone_whatever_its_name_leaves_out(title: str) -> None:
    assert input_kind(microphone(title)) is DeviceKind.HANDS_FREE


@pytest.mark.parametrize(("rate_hz", "kind"), [(8_000, "hands_free"), (16_000, "hands_free"), (44_100, "headset")])
def test_a_headset_at_a_telephones_rate_is_in_its_telephone_mode(rate_hz: int, kind: str) -> None:
    assert input_kind(microphone("Headset (Some Brand 5) (Windows WASAPI)", rate_hz)) == kind
    assert output_kind(device("Headset (Some Brand 5) (Windows WASAPI)", rate_hz=rate_hz)) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("USB Audio Device: - (hw:2,0) (ALSA)", DeviceKind.UNKNOWN),
        ("Microphone (HD Webcam C270) (Windows WASAPI)", DeviceKind.BUILT_IN),
        ("Microphone Array (Realtek(R) Audio) (Windows WASAPI)", DeviceKind.BUILT_IN),
    ],
)
def test_a_telephones_rate_says_nothing_of_what_has_a_cable_or_is_built_in(title: str, kind: DeviceKind) -> None:
    assert input_kind(microphone(title, 16_000)) is kind


@pytest.mark.parametrize(
    "title",
    [
        "Microphone Array (Realtek(R) Audio) (Windows WASAPI)",
        "Microphone Array (Intel® Smart Sound Technology for Digital Microphones) (Windows WASAPI)",
        "Internal Microphone (Conexant SmartAudio HD) (MME)",
        "Mikrofon (Realtek(R) Audio) (Windows WASAPI)",
        "Mikrofonarray (AMD Audio Device) (Windows WASAPI)",
        "Réseau de microphones (Realtek High Definition Audio) (MME)",
        "Matriz de micrófonos (Realtek) (MME)",
        "Набор микрофонов (Realtek Audio) (MME)",
        "麦克风阵列 (Realtek(R) Audio) (Windows WASAPI)",
        "マイク配列 (Realtek(R) Audio) (MME)",
        "صفيف الميكروفون (Realtek Audio) (MME)",
        "MacBook Pro Microphone (Core Audio)",
        "Built-in Microphone (Core Audio)",
        "Studio Display Microphone (Core Audio)",
        "FaceTime HD Camera (Core Audio)",
        "Microphone (HD Pro Webcam C920) (Windows WASAPI)",
        "Built-in Audio Analog Stereo (PipeWire)",
        "HDA Intel PCH: ALC257 Analog (hw:0,0) (ALSA)",
        "sof-hda-dsp: - (hw:0,6) (ALSA)",
    ],
)
def test_microphones_of_the_machine_itself(title: str) -> None:
    assert (
        input_kind(microphone(title), [device("Speakers (Realtek(R) Audio) (Windows WASAPI)")]) is DeviceKind.BUILT_IN
    )


@pytest.mark.parametrize(
    "title",
    [
        "Headset Microphone (Plantronics C320) (MME)",
        "Headset Microphone (Realtek(R) Audio) (Windows WASAPI)",
        "Mikrofon (Jabra EVOLVE 20) (Windows WASAPI)",
        "Logitech H390 (Core Audio)",
        "麦克风 (耳机) (MME)",
        "سماعة رأس (MME)",
    ],
)
def test_microphones_of_headsets(title: str) -> None:
    assert input_kind(microphone(title)) is DeviceKind.HEADSET


@pytest.mark.parametrize(
    "title", ["Microphone (Foo 3000 Stereo) (Windows WASAPI)", "Microphone (2- Foo 3000 Stereo) (Windows WASAPI)"]
)
def test_a_microphone_whose_product_also_plays_is_a_headsets(title: str) -> None:
    headphone = device("Headphones (Foo 3000 Stereo) (Windows WASAPI)")
    assert input_kind(microphone(title), [headphone]) is DeviceKind.HEADSET
    assert input_kind(microphone(title), []) is DeviceKind.UNKNOWN


def test_a_pair_is_known_where_mme_cuts_the_names_off() -> None:
    headphone, heard = device("Speakers (Foonly Conference 52 (MME)"), microphone("Microphone (Foonly Conferen (MME)")
    assert input_kind(heard, [headphone]) is DeviceKind.HEADSET
    assert output_kind(headphone, [heard]) is DeviceKind.HEADSET
    assert output_kind(headphone, [microphone("Microphone (Foo (MME)")]) is DeviceKind.LOUDSPEAKER


def test_one_device_that_hears_with_one_port_and_plays_is_a_headset() -> None:
    assert input_kind(device("Foo 3000 (Core Audio)", 1, 2)) is DeviceKind.HEADSET
    assert input_kind(device("Scarlett 2i2 (Core Audio)", 2, 2)) is DeviceKind.UNKNOWN


@pytest.mark.parametrize(
    "title",
    [
        "Echo Cancelling Speakerphone (Jabra SPEAK 510 USB) (Windows WASAPI)",
        "Jabra Speak 710 (Core Audio)",
        "Anker PowerConf S3 (Core Audio)",
    ],
)
def test_speakerphones_are_loudspeakers_both_ways(title: str) -> None:
    pair = device(title, 1, 2)
    assert input_kind(pair, [pair]) is DeviceKind.LOUDSPEAKER
    assert output_kind(pair, [pair]) is DeviceKind.LOUDSPEAKER


@pytest.mark.parametrize(
    "title",
    [
        "pulse (ALSA)",
        "default (ALSA)",
        "system (JACK Audio Connection Kit)",
        "Stereo Mix (Realtek(R) Audio) (MME)",
        "Стерео микшер (Realtek) (MME)",
        "CABLE Output (VB-Audio Virtual Cable) (MME)",
        "Monitor of Built-in Audio (PulseAudio)",
        "Yeti Stereo Microphone (Core Audio)",
        "",
    ],
)
def test_microphones_whose_names_say_nothing(title: str) -> None:
    assert input_kind(microphone(title)) is DeviceKind.UNKNOWN
