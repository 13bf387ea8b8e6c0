"""Sound devices through PortAudio, which the program never loads: streams and listings are processes apart."""

from common.devices.portaudio.hall import PortAudioHall
from common.devices.portaudio.listing import list_devices
from common.devices.portaudio.streams import PortAudioInput, PortAudioOutput, open_input, open_output
from common.devices.portaudio.watch import DeviceWatch

__all__ = [
    "DeviceWatch",
    "PortAudioHall",
    "PortAudioInput",
    "PortAudioOutput",
    "list_devices",
    "open_input",
    "open_output",
]
