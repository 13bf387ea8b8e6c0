"""A headset or a hall whose input is given to its output at once: what the devices alone take.

`python -m tests.bench.sound.peers.loopends headset|hall`, with a JACK server's environment.
"""

import sys
import time

import numpy as np

from common.aio.realtime import favour_sound
from common.devices.portaudio import PortAudioHall, open_input, open_output
from tests.bench.sound.peers.hemicycle import DEVICE, HALL_PORTS

PUMP_S = 0.004
"""How often our media loops look."""


def headset() -> None:
    """Give each block of the microphone to the headphone."""
    microphone, headphone = open_input(DEVICE), open_output(DEVICE)
    microphone.start()
    headphone.start()
    silence, waiting = np.zeros((480, 1), np.float32), []
    while True:
        while (block := microphone.read()) is not None:
            waiting.append(block)
        while headphone.wants_block():
            headphone.write(waiting.pop(0) if waiting else silence)
        del waiting[:-1]
        time.sleep(PUMP_S)


def hall() -> None:
    """Give each block of the hall's inputs to its outputs."""
    device = PortAudioHall(DEVICE, HALL_PORTS, HALL_PORTS)
    device.start()
    while True:
        while (block := device.read()) is not None:
            device.write(block)
        time.sleep(PUMP_S)


if __name__ == "__main__":
    favour_sound()
    {"headset": headset, "hall": hall}[sys.argv[1]]()
