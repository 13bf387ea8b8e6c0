"""From the file to checked settings: what is wrong is said with file, key and a plain sentence."""

import ipaddress
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.patch import faults
from room_console.core.settings.declared import Settings
from room_console.core.settings.document import sentence_about
from room_console.core.settings.mailfaults import mail_faults
from room_console.core.settings.people import people_faults, with_ids

EVERY_INTERFACE = ("0.0.0.0", "::")
MAX_FILE_BYTES: Final = 4 * 1024 * 1024
"""3,000 participants are about 0.5 MB."""
MOST_FAULTS_SAID: Final = 20
LEAST_SHARE_MBPS: Final = 5
"""Of each who measures, a guest among them: what a line needs, and something over."""
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$\.?(?P<key>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(.*)`")
_MISSING = re.compile(r"missing required field `(.*)`")


def load_settings(path: Path) -> Settings:
    """Read and check a configuration file.

    Raises: ConferenceError(`malformed`), its detail naming file, key and fault; (`not_found`) without a readable file.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"{path}: {error.strerror}") from error
    if len(data) > MAX_FILE_BYTES:
        raise ConferenceError(ErrorCode.MALFORMED, f"{path}: longer than {MAX_FILE_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"{path}: is not UTF-8 at byte {error.start}") from error
    return parse_settings(text, str(path))


def parse_settings(text: str, source: str, environment: Mapping[str, str] = os.environ) -> Settings:
    """Check the text of a configuration file; `source` is its name in errors.

    Raises: ConferenceError(`malformed`), its detail naming source, key and fault.
    """
    try:
        tree: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"{source}: {error}") from error
    try:
        settings = msgspec.convert(tree, Settings)
    except msgspec.ValidationError as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"{source}: {_plainly(str(error))}") from error
    settings = msgspec.structs.replace(settings, participants=with_ids(settings.participants))
    found = [
        *people_faults(settings.participants, settings.registration),
        *_booth_faults(settings),
        *settings.rules.faults(),
        *_server_faults(settings),
        *_readiness_faults(settings),
        *_hall_faults(settings),
    ]
    found += mail_faults(settings, environment)
    if bool(settings.media.relay_urls) != bool(settings.media.relay_secret_file):
        found.append(("media.relay_secret_file", "must be set together with media.relay_urls"))
    if found:
        lines = "; ".join(f"{key}: {fault}" for key, fault in found[:MOST_FAULTS_SAID])
        raise ConferenceError(ErrorCode.MALFORMED, f"{source}: {lines}")
    return settings


def default_state_directory(meeting: MeetingId, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where a meeting's files are, unless something else is said."""
    return default_state_base(environment) / meeting


def default_state_base(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the system wants such files: one directory for each meeting is in it."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "hemicycle" / "console"


def _plainly(message: str) -> str:
    """Turn msgspec's message into key and sentence."""
    match = _AT.match(message)
    what, key = (match["what"], match["key"] or "") if match else (message, "")
    prefix = f"{key}." if key else ""
    if unknown := _UNKNOWN.search(what):
        return f"{prefix}{unknown[1]}: there is no such setting"
    if missing := _MISSING.search(what):
        return f"{prefix}{missing[1]}: must be set. {sentence_about(prefix + missing[1])}"
    plain = "the text does not fit" if "regex" in what else f"{what[:1].lower()}{what[1:]}".replace("`", "")
    return f"{key or 'the file'}: {plain}. {sentence_about(key)}".rstrip()


def _hall_faults(settings: Settings) -> list[tuple[str, str]]:
    hall, channels = settings.hall, settings.meeting.details().channels
    languages = [channel.language for channel in channels]
    repeated = sorted({language for language in languages if languages.count(language) > 1})
    found = [("meeting.channels", f'"{language}" stands there twice') for language in repeated]
    booths = hall.patch.booth_inputs if hall.patch is not None else {}
    unknown = [language for language in booths if language not in languages[1:]]
    found += [(f"hall.patch.booth_inputs.{language}", "is not a channel of the meeting") for language in unknown]
    if not found and hall.device != "none":
        patch = hall.hall_patch(channels)
        found += [("hall.patch", fault) for fault in faults(patch, hall.inputs, hall.outputs)]
    return found


def _booth_faults(settings: Settings) -> list[tuple[str, str]]:
    languages = {channel.language for channel in settings.meeting.details().channels[1:]}
    return [
        (f"participants[{index}].booth", f'"{participant.booth}" is not a channel of the meeting')
        for index, participant in enumerate(settings.participants)
        if participant.booth and participant.booth not in languages
    ]


def _server_faults(settings: Settings) -> list[tuple[str, str]]:
    found = []
    if settings.server.host in EVERY_INTERFACE and not settings.server.public_host:
        found.append(("server.public_host", "must be set where the core listens on every interface: links name it"))
    try:
        ipaddress.ip_address(settings.media_address())
    except ValueError:
        found.append(("media.host", "must be set, and an address: a name leads sound and picture nowhere"))
    return found


def _readiness_faults(settings: Settings) -> list[tuple[str, str]]:
    readiness = settings.readiness
    needed_mbps = LEAST_SHARE_MBPS * (readiness.most_at_once + 1)
    if readiness.most_mbps >= needed_mbps:
        return []
    return [("readiness.most_mbps", f"must be {needed_mbps} or more for so many at once, or all are found too slow")]
