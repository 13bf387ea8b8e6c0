"""A real dovecot of our own: configuration, certificate and a mailbox in a folder, on high ports, for IMAP alone.

Its folder is not one of pytest's, which no other user can pass through. The account is `bounces` with PASSWORD, which
is neither ASCII nor easy to quote.
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

from tests.helpers.certificates import make_certificates

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USER, PASSWORD = "bounces", 'gr\u00fcn "quoted" \\ back'
START_S = 10.0
_OWNER = "nobody"

CONFIG = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


class Dovecot:
    """Runs the server; `with` stops it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.certificate = self.folder / "certificate.pem"
        self.tls, self.plain = _free_ports()
        self.mail = self.folder / "mail"
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0

    def __enter__(self) -> "Dovecot":
        """Start the server and wait until it answers."""
        assert DOVECOT is not None
        owner = pwd.getpwnam(_OWNER)
        self.folder.chmod(0o755)
        make_certificates(self.folder, "127.0.0.1")
        for name in ("run", "state"):
            (self.folder / name).mkdir(mode=0o755)
        for path in (self.mail, *(self.mail / name for name in ("new", "cur", "tmp"))):
            path.mkdir()
            os.chown(path, owner.pw_uid, owner.pw_gid)
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        ports = {"tls": self.tls, "plain": self.plain, "uid": owner.pw_uid, "gid": owner.pw_gid}
        config = self.folder / "dovecot.conf"
        config.write_text(CONFIG.format(folder=self.folder, **ports))
        self._process = subprocess.Popen(
            [DOVECOT, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_s = time.monotonic() + START_S
        while time.monotonic() < until_s:
            try:
                with socket.create_connection(("127.0.0.1", self.plain), timeout=2) as probe:
                    if probe.recv(4) == b"* OK":
                        return self
            except OSError:
                pass
            time.sleep(0.05)
        log = self.log()
        self.__exit__()
        raise RuntimeError(f"dovecot did not start: {log}")

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def deliver(self, mail: bytes) -> None:
        """Lay a mail into the mailbox, as a mail server would."""
        self._count += 1
        owner = pwd.getpwnam(_OWNER)
        path = self.mail / "tmp" / f"{self._count:06}.test"
        path.write_bytes(mail)
        os.chown(path, owner.pw_uid, owner.pw_gid)
        path.replace(self.mail / "new" / path.name)

    def unseen(self) -> int:
        """Count the mails that nobody has marked as seen."""
        paths = [path for name in ("new", "cur") for path in (self.mail / name).iterdir()]
        return sum("S" not in path.name.partition(":2,")[2] for path in paths)

    def log(self) -> str:
        """Return what the server has logged."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])
