"""A process that carries sound: its media thread is not kept waiting by its other threads, nor by other processes."""

import sys

import psutil

SWITCH_INTERVAL_S = 0.0005
"""How long another thread may keep the interpreter; Python's own figure is ten times that."""
UNIX_NICENESS = -10


def favour_sound() -> bool:
    """Set this process up for sound; tell whether the system let it go before ordinary processes.

    Ordinary users of Linux and macOS may mostly not.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    niceness = getattr(psutil, "HIGH_PRIORITY_CLASS", UNIX_NICENESS)
    try:
        psutil.Process().nice(niceness)
    except (psutil.Error, OSError):
        return False
    return True
