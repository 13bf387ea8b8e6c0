import json
from pathlib import Path

import numpy as np
import pytest

from common.audio.align import find_all
from common.audio.format import Block
from common.audio.testsignal import chirp, identify_voice
from common.audio.wav import read_wav
from common.model.errors import MediaError
from room_console.core.hall.opening import open_hall
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.virtual import ChirpSchedule, VirtualHall
from tests.helpers.hallkit import HandClock

INTERPRETERS = 2


def run(hall: VirtualHall, clock: HandClock, seconds: float) -> Block:
    blocks = []
    for _ in range(round(seconds * 100)):
        clock.now_s += 0.01
        while (block := hall.read()) is not None:
            blocks.append(block)
            answer = np.zeros((480, hall.outputs), dtype=np.float32)
            answer[:, INTERPRETERS - 1] = block[:, 0]
            hall.write(answer)
    return np.concatenate(blocks)


def test_seven_voices_speak_each_on_its_port_and_the_operators_on_the_last() -> None:
    clock = HandClock()
    hall = VirtualHall(clock=clock)
    hall.start()
    heard = run(hall, clock, 2.0)
    assert [identify_voice(heard[:, port])[0] for port in range(8)] == list(range(8))


def test_it_keeps_the_clocks_time_and_counts_what_it_could_not_catch_up() -> None:
    clock = HandClock()
    hall = VirtualHall(clock=clock)
    hall.start()
    assert hall.read() is None
    clock.now_s += 0.5
    read = 0
    while hall.read() is not None:
        read += 1
    assert (read, hall.xruns) == (10, 40)


def test_a_block_answered_too_late_is_lost_and_counted() -> None:
    clock = HandClock()
    hall = VirtualHall(clock=clock)
    hall.start()
    clock.now_s += 0.01
    block = hall.read()
    assert block is not None
    clock.now_s += 0.025
    hall.write(np.zeros((480, hall.outputs), dtype=np.float32))
    assert hall.xruns == 1


def test_a_rehearsal_finds_each_chirp_where_the_schedule_says(tmp_path: Path) -> None:
    clock = HandClock()
    hall = VirtualHall(chirps=ChirpSchedule(port=2, first_s=1.003, every_s=2.0), record_to=tmp_path, clock=clock)
    hall.start()
    run(hall, clock, 6.0)
    hall.stop()
    spoken, played = read_wav(tmp_path / "inputs.wav"), read_wav(tmp_path / "outputs.wav")
    places = [round(d.samples) for d in find_all(chirp(), spoken[:, 1])]
    assert places == [round(s * 48_000) for s in (1.003, 3.003, 5.003)]
    assert find_all(chirp(), spoken[:, 0]) == []
    about = json.loads((tmp_path / "hall.json").read_text(encoding="utf-8"))
    assert about["started_mono_s"] == 100.0
    np.testing.assert_allclose(played[960:9600, INTERPRETERS - 1], spoken[: 9600 - 960, 0], atol=1e-4)
    assert hall.xruns == 0


def test_the_floor_falls_silent_while_a_remote_speaker_is_on_the_loudspeakers() -> None:
    clock = HandClock()
    hall = VirtualHall(clock=clock)
    hall.start()
    heard = []
    for _ in range(300):
        clock.now_s += 0.01
        while (block := hall.read()) is not None:
            heard.append(block)
            hall.write(np.full((480, hall.outputs), 0.1, dtype=np.float32))
    sound = np.concatenate(heard)[4800:]
    assert identify_voice(sound[:, 0]) == (None, 0.0)
    assert identify_voice(sound[:, 1])[0] == 1


def test_devices_are_opened_by_name() -> None:
    assert isinstance(open_hall("virtual"), VirtualHall)
    silent = open_hall("none")
    assert isinstance(silent, SilentHall)
    with pytest.raises(MediaError, match="no kind of hall device"):
        open_hall("tape:1")


def test_no_mixer_keeps_time() -> None:
    clock = HandClock()
    hall = SilentHall(clock=clock)
    hall.start()
    clock.now_s += 0.05
    shapes = [block.shape for _ in range(6) if (block := hall.read()) is not None]
    assert shapes == [(480, 0)] * 5
