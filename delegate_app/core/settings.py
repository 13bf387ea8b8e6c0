"""What the delegate app remembers between two runs: devices, volume, the last meeting; no secret among it."""

import os
import sys
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

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
    port: Annotated[int, Meta(ge=1, le=65_535)]
    meeting: str
    fingerprint: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")]
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
    volume: Annotated[float, Meta(ge=0.0, le=1.0)] = 1.0
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
    home = Path(environment.get("HOME") or _home())
    if platform == "win32":
        directory = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    elif platform == "darwin":
        directory = home / "Library" / "Application Support"
    else:
        directory = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return directory / "hemicycle" / "delegate.json"


def _home() -> str:
    """Return the user's folder, or a place where nothing can be kept where there is none."""
    try:
        return str(Path.home())
    except RuntimeError:
        return os.devnull


class SettingsFile:
    """Reads and writes the file. `save` waits for the disk: call it in a worker."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._foreign: dict[str, object] = {}
        """Of a newer version of the program, for it to find again."""

    def load(self) -> tuple[Settings, bool]:
        """Return the settings, and whether the file was whole: without a file it is, with a damaged one not.

        What is not understood of it has its default; the rest holds.
        """
        try:
            with self._path.open("rb") as file:
                data = file.read(MAX_SETTINGS_BYTES)
            kept = msgspec.json.decode(data, type=dict[str, object])
        except FileNotFoundError:
            return Settings(), True
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return Settings(), False
        self._foreign = {name: value for name, value in kept.items() if name not in Settings.__struct_fields__}
        understood = {name: value for name, value in kept.items() if _is_understood(name, value)}
        return msgspec.convert(understood, Settings), len(understood) + len(self._foreign) == len(kept)

    def save(self, settings: Settings) -> None:
        """Replace the file at once: a reader sees the old one or the new one. Raises: UserError(`disk`)."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._text(settings))
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(self._path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise UserError(ErrorCode.DISK, str(error)) from error

    def _text(self, settings: Settings) -> bytes:
        kept = self._foreign | msgspec.to_builtins(settings)
        return msgspec.json.format(msgspec.json.encode(kept), indent=2)


def _is_understood(name: str, value: object) -> bool:
    """Tell whether a field of the file is one of ours, and has a value that this version knows."""
    if name not in Settings.__struct_fields__:
        return False
    try:
        msgspec.convert({name: value}, Settings)
    except msgspec.ValidationError:
        return False
    return True
