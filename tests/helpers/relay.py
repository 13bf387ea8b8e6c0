"""A real relay (coturn) on a host of an impaired link, and a host that no UDP reaches."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.impairedlink.tun import LINE

SECRET = "a secret that console and relay share"
PORT, TLS_PORT = 3478, 5349
START_TIMEOUT_S = 10.0


def urls(host: str) -> dict[str, str]:
    """Return the relay's URLs by the path that a leg through it reports."""
    return {
        "relay_udp": f"turn:{host}:{PORT}?transport=udp",
        "relay_tcp": f"turn:{host}:{PORT}?transport=tcp",
        "relay_tls": f"turns:{host}:{TLS_PORT}?transport=tcp",
    }


@contextmanager
def coturn(
    on_host: Sequence[str], address: str, certificate: Path, key: Path, state: Path, *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run coturn with coturn's REST scheme for passwords, and `more` options; skipped where it is not installed."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("needs coturn")
    process = subprocess.Popen(
        [
            *on_host,
            program,
            "-n",
            "--use-auth-secret",
            f"--static-auth-secret={SECRET}",
            "--realm=hall.example.org",
            f"--listening-ip={address}",
            f"--relay-ip={address}",
            f"--listening-port={PORT}",
            f"--tls-listening-port={TLS_PORT}",
            f"--cert={certificate}",
            f"--pkey={key}",
            f"--userdb={state / 'turn.db'}",
            f"--pidfile={state / 'turn.pid'}",
            "--log-file=stdout",
            "--no-cli",
            "--no-dtls",
            *more,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_listens(on_host, address)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def block(on_host: Sequence[str], what: Sequence[str]) -> None:
    """Drop silently what reaches a host and fits a rule of `ip rule`, as `ipproto udp`."""
    for rule in (["add", "pref", "10", "lookup", "local"], ["del", "pref", "0"]):
        subprocess.run([*on_host, "ip", "rule", *rule], capture_output=True, check=False)
    subprocess.run([*on_host, "ip", "rule", "add", "pref", "5", "iif", LINE, *what, "blackhole"], check=True)


def _wait_until_it_listens(on_host: Sequence[str], address: str) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    connect = f"import socket; socket.create_connection(({address!r}, {TLS_PORT}), 1).close()"
    while subprocess.run([*on_host, "python3", "-c", connect], capture_output=True, check=False).returncode:
        assert time.monotonic() < deadline_s, "coturn does not listen"
        time.sleep(0.1)
