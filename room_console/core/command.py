"""`python -m room_console core`: the core alone, until it is told to end."""

import argparse
import asyncio
import gc
import logging
import signal
import sys
from pathlib import Path

import msgspec

from common.aio.descriptors import allow_descriptors
from common.aio.realtime import favour_sound
from common.model.agenda import Format
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from room_console.core.catalogue.start import read_start, settings_for
from room_console.core.control.gathering import gathering_loop
from room_console.core.control.limits import Limits
from room_console.core.settings import Settings, default_state_directory, load_settings, parse_participant
from room_console.core.settings.declared import UNNAMED_MEETING, HallSettings, ParticipantSettings
from room_console.core.settings.people import people_faults, with_ids

_log = logging.getLogger(__name__)

DESCRIPTORS = Limits().connections + 1_000
"""Links, and beside them files, pipes, and the sockets of media and of mail."""

EXIT_FINE, EXIT_FAILED, EXIT_USAGE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `core`, and the window that starts one, take."""
    parser.add_argument("--config", type=Path, help="configuration file (docs/configuration.md); defaults without one")
    parser.add_argument("--state", type=Path, help="directory of journal, outbox and keys")
    parser.add_argument(
        "--participant",
        action="append",
        default=[],
        metavar="NAME;DELEGATION;ROLE;EMAIL",
        help="register someone beside those in the file; may be repeated",
    )


def add_core_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what only `core` takes."""
    add_arguments(parser)
    parser.add_argument(
        "--rehearse", type=Path, metavar="DIR", help="a virtual hall that chirps, recorded into DIR, to measure by"
    )


def settings_of(arguments: argparse.Namespace) -> tuple[Settings, Path]:
    """Return settings and state directory. Raises: ConferenceError(`malformed`, `not_found`)."""
    settings = load_settings(arguments.config) if arguments.config else Settings()
    people = [*settings.participants]
    for text in arguments.participant:
        person = parse_participant(text, {p.id for p in people})
        people.append(
            ParticipantSettings(
                id=person.participant,
                name=person.name,
                delegation=person.delegation,
                role=person.role,
                email=person.email,
            )
        )
    if wrong := people_faults(people, settings.registration):
        raise ConferenceError(ErrorCode.MALFORMED, "; ".join(f"{key}: {fault}" for key, fault in wrong))
    settings = msgspec.structs.replace(settings, participants=with_ids(people))
    state = _state_of(arguments, settings)
    return _of_the_catalogue(settings, state), state


def is_unnamed(arguments: argparse.Namespace) -> bool:
    """Tell whether no meeting is named: neither by a directory nor by the file. Raises: as `settings_of`."""
    if arguments.state:
        return False
    settings = load_settings(arguments.config) if arguments.config else Settings()
    return settings.meeting == UNNAMED_MEETING and not settings.state_directory


def _state_of(arguments: argparse.Namespace, settings: Settings) -> Path:
    if arguments.state:
        return Path(arguments.state)
    if settings.state_directory:
        return Path(settings.state_directory).expanduser()
    return default_state_directory(MeetingId(settings.meeting.id))


def _of_the_catalogue(settings: Settings, state: Path) -> Settings:
    """Take the meeting from its directory, where that holds another one than the file names, or the file names none."""
    start = read_start(state)
    if start is None or start.details.meeting == settings.meeting.id:
        return settings
    is_unnamed_file = settings.meeting == UNNAMED_MEETING
    participants = settings.participants if is_unnamed_file else ()
    hall = settings.hall
    if start.details.format is Format.VIRTUAL and hall == HallSettings():
        hall = HallSettings(device="none", camera="none")
    return msgspec.structs.replace(settings, meeting=settings_for(start.details), participants=participants, hall=hall)


def run_core(arguments: argparse.Namespace) -> int:
    """Run a core until a signal or an operator ends it; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)
    favour_sound()
    try:
        settings, state = settings_of(arguments)
    except ConferenceError as error:
        _log.error("x %s", error.detail)
        return EXIT_USAGE
    with asyncio.Runner(loop_factory=gathering_loop()) as runner:
        return runner.run(_serve(settings, state, arguments.rehearse))


def _allow_descriptors() -> None:
    granted = allow_descriptors(DESCRIPTORS)
    if granted is not None and granted < DESCRIPTORS:
        _log.warning("x only %d descriptors may be open, %d are wanted: docs/joins.md", granted, DESCRIPTORS)


async def _serve(settings: Settings, state: Path, rehearsal: Path | None) -> int:
    from room_console.core.console import Console

    try:
        console = Console(settings, state, rehearsal)
    except ConferenceError as error:
        _log.error("x the core can't start: %s", error)
        return EXIT_FAILED
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, console.end)
    _allow_descriptors()
    try:
        await console.start()
        gc.freeze()
        await console.wait_ended()
    except (ConferenceError, OSError) as error:
        _log.error("x the core can't start: %s", error)
        return EXIT_FAILED
    finally:
        await console.stop()
    return EXIT_FINE
