"""From a bare machine to a running Hemicycle: `demo` starts the rehearsal, `test` runs all tests, `prepare` sets up.

Needs nothing but Python 3.11 or newer with pip. Everything after the verb goes to what is started.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is just what may start this file
    sys.exit(f"Hemicycle needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")

import environment
import systemlibraries

ROOT = Path(__file__).resolve().parent.parent
VERBS = ("demo", "test", "prepare")
SIDE_BY_SIDE = ("-m", "not flaky", "-n", "auto", "--dist", "worksteal")
"""Tests that no clock judges, on every core at once. A core begins with a half of them as they stand in the tree (long
ones first, those of a module together) and takes from the other when it has no more.
"""
PATIENT = ("-m", "flaky and patient", "-n", "2", "--dist", "worksteal")
"""Tests in real time that mostly wait: two at a time."""
IN_REAL_TIME = ("-m", "flaky and not patient")
"""Tests that want the machine for themselves."""
PARTS = (SIDE_BY_SIDE, PATIENT, IN_REAL_TIME)
USAGE = """usage: python3 packaging/bootstrap.py demo [--headless] [--seconds N] [--report FILE]
       python3 packaging/bootstrap.py test [arguments of pytest]
       python3 packaging/bootstrap.py prepare"""


def say(text: str) -> None:
    """Tell a person how far the set-up has come."""
    print(f"[hemicycle] {text}", file=sys.stderr, flush=True)


def has_display(variables: Mapping[str, str], platform: str) -> bool:
    """Tell whether a window could open: only a Linux without X11 and Wayland has none."""
    return platform != "linux" or bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def demo_arguments(given: list[str], is_display_there: bool) -> list[str]:
    """Return the rehearsal's arguments, headless where there is no display."""
    return given if is_display_there or "--headless" in given else ["--headless", *given]


def prepare(with_tests: bool) -> Path:
    """Set the machine up; return the environment's Python. Raises: SetupError."""
    needs = systemlibraries.PROGRAM_NEEDS + (systemlibraries.TEST_NEEDS if with_tests else ())
    systemlibraries.ensure(needs, say)
    return environment.ensure(ROOT, ["test"] if with_tests else [], say)


def start(python: Path, module: str, arguments: list[str]) -> int:
    """Become `python -m module`; return its exit code where the system can't replace a process."""
    command = [str(python), "-m", module, *arguments]
    os.chdir(ROOT)
    if os.name != "nt":
        sys.stderr.flush()
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def run_all_tests(python: Path) -> int:
    """Run every test, part by part; return the exit code of the last that did not pass, or 0."""
    ended = 0
    for number, part in enumerate(PARTS, 1):
        say(f"tests, part {number} of {len(PARTS)}: pytest {' '.join(part)}")
        code = subprocess.run([str(python), "-m", "pytest", *part], check=False, cwd=ROOT).returncode
        if code:
            say(f"part {number} ended with {code}")
            ended = code
    return ended


def main(arguments: list[str]) -> int:
    """Set up and start; return the exit code (2 for a wrong use, 1 where the set-up failed)."""
    if not arguments or arguments[0] not in VERBS:
        print(USAGE, file=sys.stderr)
        return 2
    verb, rest = arguments[0], arguments[1:]
    try:
        python = prepare(with_tests=verb != "demo")
    except systemlibraries.SetupError as error:
        say(f"stopped: {error}")
        return 1
    if verb == "prepare":
        say(f"ready: {python}")
        return 0
    if verb == "test":
        return start(python, "pytest", rest) if rest else run_all_tests(python)
    given = demo_arguments(rest, has_display(os.environ, sys.platform))
    if given != rest:
        say("no display here (DISPLAY is not set): the rehearsal runs headless, without windows")
    return start(python, "room_console", ["demo", *given])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
