"""Mumble: murmurd beside the hall, a client on each host under Xvfb, on JACK, nothing cut off; two ways to set it."""

import datetime
import hashlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from tests.bench.sound.rig import HALL, REMOTE, Rig
from tests.bench.sound.types import Direction, Reports
from tests.bench.sound.xdisplay import x_display, x_missing

PORT = 64738
TALKER, LISTENER = "talker", "listener"
SERVER = """database={folder}/murmur.sqlite
logfile=
pidfile=
uname=root
host={address}
port={port}
bandwidth=130000
allowping=true
bonjour=false
sslCert={folder}/server.pem
sslKey={folder}/server.key
"""
CLIENT = """[General]
lastupdate=2

[audio]
input=JACK
output=JACK
transmit=0
quality={bit_rate}
loudness=30000
noisesupress=0
denoise=false
outputdelay={output_delay}
attenuateothers=false
attenuateothersontalk=false
echo=false
mute={is_mute}
allowlowdelay=true

[jack]
autoconnect=false
startserver=false
output=1

[net]
framesperpacket={frames}
jitterbuffer={jitter_buffer}
autoconnect=false
pingintervalmsec=5000

[tts]
enable=false

[ui]
askonquit=false
disablepubliclist=true
plugincheck=false
updatecheck=false
usage=false
username={name}
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What delay and quality hang on: frames and delays count 10 ms each."""

    bit_rate: int
    frames: int
    jitter_buffer: int
    output_delay: int


LOWEST = Settings(bit_rate=96_000, frames=1, jitter_buffer=0, output_delay=1)
AS_INSTALLED = Settings(bit_rate=40_000, frames=2, jitter_buffer=1, output_delay=5)


class Mumble:
    """The conference program for low delay: set to the lowest, or left as it is installed."""

    device = "JACK"
    voice_bytes = 90

    def __init__(self, name: str = "mumble", settings: Settings = LOWEST) -> None:
        self.name = name
        self._settings = settings

    def missing(self) -> str | None:
        """Needs Debian's `mumble`, `mumble-server`, `xvfb`."""
        if not shutil.which("mumble") or not _murmurd():
            return "mumble or mumble-server is not installed"
        return x_missing()

    @asynccontextmanager
    async def open(self, rig: Rig) -> AsyncIterator[Sequence[Direction]]:
        """Start server and clients, who know its certificate already."""
        address = rig.link.address(HALL)
        digest = make_server_certificate(rig.folder)
        settings = rig.folder / "murmur.ini"
        settings.write_text(SERVER.format(folder=rig.folder, address=address, port=PORT))
        rig.start("murmurd", HALL, [_murmurd(), "-fg", "-ini", str(settings)])
        with x_display() as display:
            for host, name in ((HALL, TALKER), (REMOTE, LISTENER)):
                home = rig.folder / name
                prepare_home(home, name, address, digest, self._settings)
                command = ["mumble", "-m", "--jackname", name, f"mumble://{name}@{address}:{PORT}/?version=1.3.0"]
                places = {
                    "HOME": str(home),
                    "XDG_CONFIG_HOME": str(home / "config"),
                    "XDG_DATA_HOME": str(home / "data"),
                }
                rig.start(name, host, command, DISPLAY=display, QT_QPA_PLATFORM="xcb", **places)
            mouth, ear = f"{TALKER}:input", f"{LISTENER}:output_1"
            await rig.ports(mouth, ear)
            yield (Direction("hall_to_remote", (mouth,), ear),)

    async def settled(self, rig: Rig) -> None:
        """Its sound flows as soon as it is up."""

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """It says nothing of itself that could be read here."""
        return {}


def prepare_home(home: Path, name: str, address: str, digest: str, settings: Settings = LOWEST) -> None:
    """Write what a client would have after its first visit."""
    config, data = home / "config" / "Mumble", home / "data" / "Mumble" / "Mumble"
    config.mkdir(parents=True)
    data.mkdir(parents=True)
    documents = home / "Documents"
    documents.mkdir()
    bag = serialize_key_and_certificates(name.encode(), *make_certificate(name), None, serialization.NoEncryption())
    (documents / "MumbleAutomaticCertificateBackup.p12").write_bytes(bag)
    is_mute = str(name == LISTENER).lower()
    (config / "Mumble.conf").write_text(CLIENT.format(name=name, is_mute=is_mute, **asdict(settings)))
    with sqlite3.connect(data / "mumble.sqlite") as known:
        known.execute(
            "CREATE TABLE cert (id INTEGER PRIMARY KEY AUTOINCREMENT, hostname TEXT, port INTEGER, digest TEXT)"
        )
        known.execute("INSERT INTO cert (hostname, port, digest) VALUES (?, ?, ?)", (address, PORT, digest))
    known.close()


def make_certificate(name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Make a key and its certificate, good for 90 days."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
    return key, builder.not_valid_after(now + datetime.timedelta(days=90)).sign(key, hashes.SHA256())


def make_server_certificate(folder: Path) -> str:
    """Make the server's certificate; return its SHA-1, by which clients remember it."""
    key, certificate = make_certificate("bench")
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.TraditionalOpenSSL
    plain = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "server.key").write_bytes(plain)
    return hashlib.sha1(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def _murmurd() -> str:
    return shutil.which("murmurd") or shutil.which("mumble-server") or ""
