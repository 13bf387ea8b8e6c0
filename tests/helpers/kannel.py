"""A real kannel of our own: bearerbox, smsbox, and its fake centre, on high ports, in a folder."""

import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

BEARERBOX, SMSBOX = (shutil.which(name, path="/usr/sbin:/usr/bin:/usr/lib/kannel") for name in ("bearerbox", "smsbox"))
FAKESMSC = shutil.which("fakesmsc", path="/usr/lib/kannel/test:/usr/lib/kannel:/usr/bin:/usr/sbin")
START_S = 30.0

CONFIG = """\
group = core
admin-port = {admin}
admin-password = admin
smsbox-port = {inner}
box-allow-ip = 127.0.0.1
log-file = {folder}/bearerbox.log
log-level = 0
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
log-file = {folder}/smsbox.log
log-level = 0

group = sendsms-user
username = console
password = secret
max-messages = 3
"""


class Kannel:
    """Runs the three; `with` stops them. What the centre got stands in its output."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kannel-"))
        self.port, self._admin, self._inner, self._centre = _free_ports(4)
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """Where texts are handed over."""
        return f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    @property
    def received(self) -> str:
        """What the fake centre was given."""
        return (self.folder / "centre.out").read_text(errors="replace")

    def __enter__(self) -> "Kannel":
        """Start them, one after the other."""
        config = self.folder / "kannel.conf"
        config.write_text(
            CONFIG.format(folder=self.folder, admin=self._admin, inner=self._inner, centre=self._centre, send=self.port)
        )
        try:
            self._start(str(BEARERBOX), "-v", "4", str(config))
            self._await_port(self._inner)
            self._start(str(SMSBOX), "-v", "4", str(config))
            self._await_port(self.port)
            self._start(str(FAKESMSC), "-H", "127.0.0.1", "-r", str(self._centre), "-m", "0", "1 2 text nothing")
            time.sleep(0.5)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them."""
        for child in reversed(self._children):
            child.send_signal(signal.SIGTERM)
        for child in self._children:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _await_port(self, port: int) -> None:
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"nothing listens on {port}: {self.received[-2_000:]}")

    def _start(self, *command: str) -> None:
        with (self.folder / "centre.out").open("ab") as output:
            self._children.append(subprocess.Popen(command, stdout=output, stderr=output, cwd=self.folder))


def _free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on, below those that the system gives to whoever connects."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(12_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found
