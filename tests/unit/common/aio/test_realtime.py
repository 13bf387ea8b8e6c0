"""Sound is favoured where the system lets it. Tried in processes of their own: it can't be undone."""

import subprocess
import sys

import pytest

from common.aio.realtime import SWITCH_INTERVAL_S, UNIX_NICENESS

SCRIPT = """
import os, sys, psutil
from common.aio.realtime import favour_sound
{}
print(favour_sound(), os.nice(0), sys.getswitchinterval())
"""
REFUSED = """
def refuse(self, value):
    raise psutil.AccessDenied
psutil.Process.nice = refuse
"""


def favoured(before: str) -> tuple[bool, int, float]:
    """Run it in a process; return what it said, and what was so."""
    run = subprocess.run([sys.executable, "-c", SCRIPT.format(before)], capture_output=True, text=True, check=True)
    said, niceness, interval_s = run.stdout.split()
    return said == "True", int(niceness), float(interval_s)


@pytest.mark.skipif(sys.platform == "win32", reason="niceness is Unix's")
def test_what_it_says_is_so() -> None:
    said, niceness, interval_s = favoured("")
    assert said == (niceness == UNIX_NICENESS)
    assert interval_s == pytest.approx(SWITCH_INTERVAL_S)


@pytest.mark.skipif(sys.platform == "win32", reason="niceness is Unix's")
def test_a_refusal_is_no_error() -> None:
    said, niceness, interval_s = favoured(REFUSED)
    assert not said
    assert niceness != UNIX_NICENESS
    assert interval_s == pytest.approx(SWITCH_INTERVAL_S)
