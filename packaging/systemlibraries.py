"""What the system must hold before Python can: looked for as library or command, named by package."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

OS_RELEASE = Path("/etc/os-release")
PLUGIN_TREES = (Path("/usr/lib"), Path("/usr/lib64"))


class SetupError(Exception):
    """Say to a person what stops the set-up and what they can do."""


@dataclass(frozen=True)
class Need:
    """One thing that the system must hold: `package` is Debian's name of what brings it.

    `plugin` is a file of ALSA's, which no loader finds by name.
    """

    package: str
    library: str = ""
    command: str = ""
    plugin: str = ""

    @property
    def title(self) -> str:
        """Name the thing itself, for systems whose packages have other names."""
        return self.library or self.command or self.plugin


PROGRAM_NEEDS = (
    Need("libgl1", library="libGL.so.1"),
    Need("libegl1", library="libEGL.so.1"),
    Need("libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
    Need("libglib2.0-0", library="libglib-2.0.so.0"),
    Need("libfontconfig1", library="libfontconfig.so.1"),
    Need("libdbus-1-3", library="libdbus-1.so.3"),
    Need("libgssapi-krb5-2", library="libgssapi_krb5.so.2"),
    Need("libxcb-cursor0", library="libxcb-cursor.so.0"),
    Need("libxcb-icccm4", library="libxcb-icccm.so.4"),
    Need("libxcb-keysyms1", library="libxcb-keysyms.so.1"),
    Need("libxcb-shape0", library="libxcb-shape.so.0"),
    Need("libportaudio2", library="libportaudio.so.2"),
)
"""What the programs load on Linux; the wheels for Windows and macOS bring theirs."""

TEST_NEEDS = (
    Need("xvfb", command="Xvfb"),
    Need("xauth", command="xauth"),
    Need("jackd2", command="jackd"),
    Need("jackd2", command="jack_lsp"),
    Need("pulseaudio", command="pulseaudio"),
    Need("pulseaudio-utils", command="pactl"),
    Need("libasound2-plugins", plugin="libasound_module_pcm_pulse.so"),
    Need("dbus", command="dbus-daemon"),
    Need("poppler-utils", command="pdftotext"),
    Need("iproute2", command="ip"),
)
"""What the tests start besides: sound servers, a display, a network to break."""


def is_present(need: Need) -> bool:
    """Tell whether the system holds it already."""
    if need.command:
        return shutil.which(need.command, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None
    if need.plugin:
        return any(
            (folder / need.plugin).exists()
            for tree in PLUGIN_TREES
            for folder in (tree / "alsa-lib", *tree.glob("*/alsa-lib"))
        )
    try:
        ctypes.CDLL(need.library)
    except OSError:
        return False
    return True


def missing(needs: Iterable[Need], is_there: Callable[[Need], bool] = is_present) -> list[Need]:
    """List what is not there, in the order given."""
    return [need for need in needs if not is_there(need)]


def is_debian_like(os_release: str) -> bool:
    """Tell Debian, Ubuntu and their children by the text of /etc/os-release."""
    fields = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    names = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', " ").split()
    return "debian" in names or "ubuntu" in names


def apt_prefix(is_root: bool, has_sudo: bool, is_interactive: bool) -> list[str] | None:
    """Return what to put before apt-get, or None where nothing gives the right to install."""
    if is_root:
        return []
    if not has_sudo:
        return None
    return ["sudo"] if is_interactive else ["sudo", "-n"]


def apt_command(packages: Sequence[str]) -> str:
    """Return the line that a person can type to install `packages`."""
    return "apt-get install --no-install-recommends " + " ".join(packages)


def ensure(needs: Iterable[Need], say: Callable[[str], None]) -> None:
    """Install what is missing, or say precisely what it is. Raises: SetupError."""
    absent = missing(needs)
    if not absent or sys.platform != "linux":
        return
    packages = list(dict.fromkeys(need.package for need in absent))
    if not (OS_RELEASE.is_file() and is_debian_like(OS_RELEASE.read_text()) and shutil.which("apt-get")):
        things = "\n".join(f"  {need.title}   (Debian's package: {need.package})" for need in absent)
        raise SetupError(f"this system lacks the following; install them with its own package manager:\n{things}")
    prefix = apt_prefix(os.geteuid() == 0, shutil.which("sudo") is not None, sys.stdin.isatty())
    if prefix is None:
        raise SetupError(f"no right to install packages. As root, run:\n  {apt_command(packages)}")
    say(f"installing {len(packages)} system packages: {' '.join(packages)}")
    _apt(prefix, ["update", "-q"])
    _apt(prefix, ["install", "-q", "-y", "--no-install-recommends", *packages])
    if still := missing(needs):
        names = ", ".join(f"{need.title} ({need.package})" for need in still)
        raise SetupError(f"installed, and still not found: {names}")


def _apt(prefix: list[str], arguments: list[str]) -> None:
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments]
    if subprocess.run(command, stdin=None if prefix == ["sudo"] else subprocess.DEVNULL, check=False).returncode:
        raise SetupError(f"this failed: {' '.join(command)}")
