"""The heap's growth is noticed once; where nothing can be asked for, nothing is."""

import ctypes
import platform
import subprocess
import sys

import pytest

from room_console.core.media.embedded.process.largepages import STEP_BYTES, LargePages

GROWING = """
import ctypes
from room_console.core.media.embedded.process.largepages import LargePages
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
pages = LargePages()
taken = [library.malloc(100_000) for _ in range(1_000)]
print(pages.look(), pages.look())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="its heap is not known here")
def test_growth_is_asked_for_once() -> None:
    said = subprocess.run([sys.executable, "-c", GROWING], capture_output=True, check=True, text=True)
    grown, more = map(int, said.stdout.split())
    assert grown >= max(STEP_BYTES, 1_000 * 100_000 - STEP_BYTES)
    assert more == 0


def test_another_system_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", None)
    assert LargePages().look() == 0
