"""Sound is favoured where the system lets it. Tried in processes of their own: it can't be undone."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from common.aio.realtime import PICTURE_NICENESS, SWITCH_INTERVAL_S, UNIX_NICENESS, yield_to_sound

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


def output_of(script: str) -> str:
    """Run a script in a session of its own: what it changes there ends with it."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=True).stdout


def favoured(before: str) -> tuple[bool, int, float]:
    """Run it in a process; return what it said, and what was so."""
    said, niceness, interval_s = output_of(SCRIPT.format(before)).split()
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


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="no groups of sessions here")
def test_the_session_goes_before_others_too() -> None:
    print_it = "print(open('/proc/self/autogroup').read())"
    said, group = output_of(f"from common.aio.realtime import favour_sound\nprint(favour_sound())\n{print_it}").split(
        maxsplit=1
    )
    if said == "True":
        assert group.split()[-1] == str(UNIX_NICENESS)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives each thread a niceness of its own")
def test_a_thread_of_pictures_goes_after_the_others_and_leaves_them_alone() -> None:
    before, found = os.nice(0), []

    def work() -> None:
        yield_to_sound()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [PICTURE_NICENESS]
    assert os.nice(0) == before


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has a class of threads that go first")
def test_who_goes_first_says_whether_it_does_and_what_it_starts_does_not() -> None:
    script = """
import os
from common.aio.realtime import go_first
said = go_first()
here = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK
child = os.fork()
if not child:
    os._exit(os.sched_getscheduler(0) != os.SCHED_OTHER)
print(said == (here == os.SCHED_RR), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert output_of(script).split() == ["True", "0"]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has a class of threads that go first")
def test_who_may_not_go_first_goes_on() -> None:
    refusal = "import os\ndef refuse(*_): raise PermissionError\nos.sched_setscheduler = refuse"
    assert output_of(f"{refusal}\nfrom common.aio.realtime import go_first\nprint(go_first())").strip() == "False"
