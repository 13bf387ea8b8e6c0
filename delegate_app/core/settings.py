"""What the delegate app remembers between two runs: devices, volume, the last meeting; no secret among it."""

import os
import sys
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from common.model.checks import ReadinessReport
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId

AUTOMATIC = "automatic"
"""No choice was made: the system's default device, the first camera."""
MAX_SETTINGS_BYTES = 64 * 1024


class HearsBy(StrEnum):
    """By what the delegate hears: that decides whether the microphone hears it too."""

    AUTOMATIC = "automatic"
    """As the device's name tells."""
    HEADSET = "headset"
    LOUDSPEAKER = "loudspeaker"


class LastMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """Where the last meeting was, and which certificate its console showed; the token is in the keyring."""

    host: str
    port: int
    meeting: str
    fingerprint: str
    title: str = ""


class KeptReport(msgspec.Struct, frozen=True, kw_only=True):
    """The newest report on readiness, and for which meeting it is: `place` is HOST:PORT/MEETING, empty for none.

    `microphone` and `headphone` are the devices it was made with, `kept_at_ms` is this machine's clock.
    """

    report: ReadinessReport
    kept_at_ms: int
    place: str = ""
    microphone: str | None = None
    headphone: str | None = None
    is_sent: bool = False

    @property
    def meeting(self) -> MeetingId | None:
        """The meeting it is for."""
        return MeetingId(self.place.rpartition("/")[2]) if self.place else None

    def handed_over(self) -> "KeptReport":
        """Return the same after the console has taken it."""
        return msgspec.structs.replace(self, is_sent=True)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Devices are kept by name; None is switched off by the user. `volume` is 0 to 1."""

    microphone: str | None = AUTOMATIC
    headphone: str | None = AUTOMATIC
    camera: str | None = AUTOMATIC
    volume: float = 1.0
    hears_by: HearsBy = HearsBy.AUTOMATIC
    reduces_noise: bool = False
    levels_gain: bool = False
    side_tab: str = ""
    """Of the side area, the tab that was open last; empty before the first choice."""
    is_side_open: bool = True
    last: LastMeeting | None = None
    report: KeptReport | None = None


def settings_path(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Name the file in the place that the system has for it (XDG Base Directory 0.8 on Linux)."""
    home = Path(environment.get("HOME") or Path.home())
    if platform == "win32":
        directory = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    elif platform == "darwin":
        directory = home / "Library" / "Application Support"
    else:
        directory = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return directory / "hemicycle" / "delegate.json"


class SettingsFile:
    """Reads and writes the file. `save` waits for the disk: call it in a worker."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> tuple[Settings, bool]:
        """Return the settings, and whether the file was whole: without a file it is, with a damaged one not."""
        try:
            with self._path.open("rb") as file:
                data = file.read(MAX_SETTINGS_BYTES)
            settings = msgspec.json.decode(data, type=Settings)
        except FileNotFoundError:
            return Settings(), True
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return Settings(), False
        return settings, True

    def save(self, settings: Settings) -> None:
        """Replace the file at once: a reader sees the old one or the new one. Raises: UserError(`disk`)."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2))
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(self._path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise UserError(ErrorCode.DISK, str(error)) from error
