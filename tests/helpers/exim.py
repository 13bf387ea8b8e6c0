"""A real exim4 of our own: its configuration, spool and mailboxes in a folder, on a high port, as another user.

It takes mail for `example.org` into one Maildir, refuses `nobody…` at once, and `later…` only once it has taken the
mail, which then comes back as a delivery status notification into another Maildir. Its folder is not one of pytest's,
which no other user can pass through.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.helpers.mailboxes import Mails

EXIM = shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")
USER = "Debian-exim"
START_S = 10.0

CONFIG = """\
exim_user = {user}
exim_group = {group}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
primary_hostname = mail.office.test
qualify_domain = office.test
domainlist local = example.org : office.test
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
never_users =
acl_smtp_rcpt = rcpt
dsn_advertise_hosts = *
smtp_accept_max = 40
smtp_accept_max_per_connection = 1000
smtp_accept_queue_per_connection = {at_once}
queue_run_max = 4
smtp_enforce_sync = false
bounce_return_body = false
begin acl
rcpt:
  deny message = no such user here
       local_parts = ^nobody.*
  defer message = greylisted, come again
       local_parts = ^busy.*
  accept domains = +local
  deny message = no relaying
begin routers
late:
  driver = redirect
  local_parts = ^later.*
  domains = example.org
  allow_fail
  data = :fail: the mailbox is full
returned:
  driver = accept
  domains = office.test
  transport = returned
box:
  driver = accept
  domains = example.org
  transport = crowd
begin transports
returned:
  driver = appendfile
  directory = {folder}/mail/returned
  maildir_format
  create_directory
  user = {user}
  group = {group}
  mode = 0600
crowd:
  driver = appendfile
  directory = {folder}/mail/crowd
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
  user = {user}
  group = {group}
  mode = 0600
"""


class Exim:
    """Runs the server; `with` stops it. It delivers `at_once` mails of a connection, the rest when the queue is run."""

    def __init__(self, at_once: int = 10) -> None:
        self.folder = folder = Path(tempfile.mkdtemp(prefix="exim-"))
        self.port = _free_port()
        self.mails = Mails(folder / "mail" / "crowd")
        self.returned = folder / "mail" / "returned"
        self._at_once = at_once
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / "exim.conf"

    def __enter__(self) -> "Exim":
        """Start the server and wait until it answers."""
        assert EXIM is not None
        user = pwd.getpwnam(USER)
        for name in ("", "spool", "log", "mail", "mail/returned", "mail/returned/new"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            os.chown(self.folder / name, user.pw_uid, user.pw_gid)
        self.folder.chmod(0o755)
        self._config.write_text(
            CONFIG.format(folder=self.folder, port=self.port, user=USER, group=USER, at_once=self._at_once)
        )
        self._config.chmod(0o644)
        self._process = subprocess.Popen(
            [EXIM, "-C", str(self._config), "-bdf", "-q5s"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("exim4 did not start: " + "".join(p.read_text() for p in (self.folder / "log").iterdir()))

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run_queue(self, seconds: float = 60) -> int:
        """Deliver what was only taken so far; return how many are still held after so long.

        A run passes over a mail that the server's own runner has in hand, so there are as many as it takes.
        """
        until_s = time.monotonic() + seconds
        self._exim("-qf")
        while (held := int(self._exim("-bpc"))) and time.monotonic() < until_s:
            self._exim("-qf")
        return held

    def _exim(self, option: str) -> bytes:
        assert EXIM is not None
        command = [EXIM, "-C", str(self._config), option]
        return subprocess.run(command, check=True, timeout=60, capture_output=True).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
