"""Real sound servers without hardware: JACK's dummy driver as a mixer, PulseAudio's null sink as a headset."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from common.model.units import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    import pytest

START_TIMEOUT_S = 10.0


class SoundServerError(Exception):
    """This machine cannot have such a server; says why."""


@dataclass
class SoundServer:
    """A running server, and what the environment of its clients must hold."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    command: list[str]

    def kill(self) -> None:
        """Let the device be pulled out."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def pause(self) -> None:
        """Let the device fall silent, without a word."""
        self._signal(signal.SIGSTOP)

    def end(self) -> None:
        """End it and what it started."""
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: int) -> None:
        """Send to the server and all that it started, which are a group of their own."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def restart(self) -> None:
        """Let it be plugged in again."""
        self.process = _launched(self.command, self.environment)

    def give_environment(self, monkeypatch: "pytest.MonkeyPatch") -> None:
        """Let this process, and those that it starts, be its clients."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)

    def call(self, *command: str) -> str:
        """Run a tool against it; return what it prints."""
        environment = os.environ | self.environment
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=10).stdout


def jack_server(
    inputs: int = 16, outputs: int = 16, period: int = 128, rate_hz: int = SAMPLE_RATE_HZ
) -> contextlib.AbstractContextManager[SoundServer]:
    """Run jackd's dummy driver; the test is skipped where jackd is missing or does not come up."""
    return _or_skip(jack_dummy(inputs, outputs, period, rate_hz=rate_hz))


@contextmanager
def jack_dummy(
    inputs: int, outputs: int, period: int, waits_for_clients: bool = False, rate_hz: int = SAMPLE_RATE_HZ
) -> Iterator[SoundServer]:
    """Run jackd's dummy driver, which leaves late clients behind unless it waits for them. Raises: SoundServerError."""
    _need("jackd", "jack_lsp")
    name = f"hemicycle-{os.getpid()}-{time.monotonic_ns() % 100000}"
    environment = {"JACK_DEFAULT_SERVER": name, "JACK_NO_AUDIO_RESERVATION": "1", "JACK_NO_START_SERVER": "1"}
    driver = ["-d", "dummy", "-C", str(inputs), "-P", str(outputs), "-r", str(rate_hz), "-p", str(period)]
    command = ["jackd", "-n", name, "-R", *(["-S"] if waits_for_clients else []), *driver]
    server: SoundServer | None = None
    try:
        with _server(command, environment, ["jack_lsp"]) as server:
            yield server
    finally:
        if server is not None and server.process.returncode == -signal.SIGKILL:
            _free_jack_name(command)


def _free_jack_name(command: list[str]) -> None:
    """Start and end a server that was killed: JACK keeps the names of 8 at most, and a killed one's for ever."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(0.5)
        process.terminate()


def pulse_server(folder: Path, sink: str = "headset") -> contextlib.AbstractContextManager[SoundServer]:
    """Run PulseAudio with a null sink, whose monitor is the microphone; skipped where it is missing."""
    return _or_skip(_pulse(folder, sink))


@contextmanager
def _pulse(folder: Path, sink: str) -> Iterator[SoundServer]:
    _need("pulseaudio", "pactl")
    folder.chmod(0o700)
    environment = {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder / "pulse"),
        "HOME": str(folder),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
    }
    modules = ["--load=module-native-protocol-unix", f"--load=module-null-sink sink_name={sink} rate=48000"]
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", *modules]
    with _server(command, environment, ["pactl", "info"]) as server:
        yield server


def pipewire_server(folder: Path, sink: str = "headset") -> contextlib.AbstractContextManager[SoundServer]:
    """Run PipeWire with its session manager and its PulseAudio side, and a null sink; skipped where one is missing."""
    return _or_skip(_pipewire(folder, sink))


@contextmanager
def _pipewire(folder: Path, sink: str) -> Iterator[SoundServer]:
    _need("pipewire", "wireplumber", "pipewire-pulse", "dbus-run-session", "pactl")
    folder.chmod(0o700)
    environment = {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
    script = "pipewire & sleep 0.5; wireplumber & pipewire-pulse & wait"
    with _server(["dbus-run-session", "--", "bash", "-c", script], environment, ["pactl", "info"]) as server:
        server.call("pactl", "load-module", "module-null-sink", f"sink_name={sink}", "rate=48000")
        assert wait_for(lambda: sink in server.call("pactl", "list", "short", "sinks"), START_TIMEOUT_S)
        yield server


@contextmanager
def _or_skip(opened: contextlib.AbstractContextManager[SoundServer]) -> Iterator[SoundServer]:
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(opened)
        except SoundServerError as error:
            import pytest

            pytest.skip(str(error))
        yield server


@contextmanager
def _server(command: list[str], environment: dict[str, str], probe: list[str]) -> Iterator[SoundServer]:
    server = SoundServer(_launched(command, environment), environment, command)
    try:
        if not wait_for(lambda: _answers(probe, environment), START_TIMEOUT_S):
            raise SoundServerError(f"{command[0]} did not come up here")
        yield server
    finally:
        server.end()


def _launched(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )


def wait_for(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Poll until `condition` holds; false when it never did."""
    end_mono_s = time.monotonic() + timeout_s
    while time.monotonic() < end_mono_s:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def _answers(probe: list[str], environment: dict[str, str]) -> bool:
    result = subprocess.run(probe, env=os.environ | environment, capture_output=True, check=False, timeout=5)
    return result.returncode == 0


def _need(*commands: str) -> None:
    for command in commands:
        if shutil.which(command) is None:
            raise SoundServerError(f"{command} is not installed")
