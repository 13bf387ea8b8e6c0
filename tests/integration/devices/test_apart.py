"""Processes for PortAudio: they answer, end when they are let go, and are killed when they don't."""

import time

import psutil

from common.devices.portaudio.apart import Apart
from tests.helpers.apartwork import answer, fail, hang


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())}


def seconds_to_stop(apart: Apart) -> float:
    started_mono_s = time.monotonic()
    apart.stop()
    return time.monotonic() - started_mono_s


def test_work_answers_and_ends_when_it_is_let_go() -> None:
    before = children()
    apart = Apart("answer", answer, "good morning")
    assert apart.receive(20.0) == "good morning"
    assert children() > before
    assert seconds_to_stop(apart) < 2.0
    assert children() == before


def test_a_driver_that_hangs_is_killed() -> None:
    before = children()
    apart = Apart("hang", hang)
    assert apart.receive(20.0) == "hanging"
    assert apart.receive(0.05) is None
    assert seconds_to_stop(apart) < 2.0
    assert children() == before


def test_a_driver_that_crashes_gives_nothing() -> None:
    apart = Apart("fail", fail)
    assert apart.receive(20.0) is None
    apart.stop()
