"""The opening of a meeting: what the configuration says is put to the rules, and the operator's link is laid out."""

import asyncio
import logging
import os
import secrets
from dataclasses import replace
from pathlib import Path

from common.control.joinlink import JoinLink, parse_join_link
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails
from common.model.patch import Patch, faults
from common.model.people import Person, Role
from room_console.core.admission.admission import Admission
from room_console.core.catalogue.meetingfile import MeetingFile, inputs_of
from room_console.core.conductor import Conductor
from room_console.core.meeting import inputs
from room_console.core.meeting.slots import most_open_mics
from room_console.core.meeting.state import UNNAMED
from room_console.core.operations import Address
from room_console.core.settings import Settings

_log = logging.getLogger(__name__)

OPERATOR = Person(ParticipantId("operator"), "Room Console", "", Role.OPERATOR)
"""Whoever sits at the console: attached by the link that lies in the state directory, readable by its owner only."""
OPERATOR_LINK = "operator.link"
LOOPBACK = "127.0.0.1"
OPERATOR_LINK_LIFE_MS = 10 * 365 * 24 * 3600 * 1000


async def open_meeting(
    conductor: Conductor, settings: Settings, patch: Patch, ports: tuple[int, int], start: MeetingFile | None = None
) -> None:
    """Put the configuration to the rules, or the `start` of a meeting of the catalogue in the place of its meeting.

    What the meeting has set itself since (rules, patch, details that staff have edited) is kept.
    Raises: ConferenceError(`disk`, `malformed`, `patch_invalid`).
    """
    is_new = conductor.meeting.revision == 0
    await _register(conductor, OPERATOR)
    known = conductor.meeting.state.patch
    if known is None or faults(known, *ports):
        await _use_patch(conductor, patch, ports)
    if not is_new:
        await conductor.submit(inputs.Restarted())
    for person in settings.people():
        await _register(conductor, person)
    if start is not None:
        await _begin(conductor, start)
        return
    await _state_details(conductor, settings.meeting.details())
    if is_new:
        await conductor.submit(inputs.RulesSet(None, settings.rules.rules()))


async def _begin(conductor: Conductor, start: MeetingFile) -> None:
    """Take the start in, once: the details come last and say that it is done."""
    state = conductor.meeting.state
    if state.details is UNNAMED:
        async with asyncio.TaskGroup() as group:
            for given in inputs_of(start, most_open_mics(state.patch)):
                group.create_task(conductor.submit(given))


async def _state_details(conductor: Conductor, details: MeetingDetails) -> None:
    """Put the configuration's details to the rules; of a meeting that staff have edited, its channels alone."""
    state = conductor.meeting.state
    if state.is_edited:
        details = replace(state.details, channels=details.channels)
        _log.info("= the meeting was edited in the console: the configuration's meeting section counts no more")
    if details != state.details:
        await conductor.submit(inputs.DetailsSet(details))


async def _register(conductor: Conductor, person: Person) -> None:
    state = conductor.meeting.state
    known = state.people.get(person.participant)
    if known is not None and person.participant in state.swapped:
        person = replace(person, attendance=known.attendance)
    if known != person:
        await conductor.submit(inputs.PersonRegistered(person))


async def _use_patch(conductor: Conductor, patch: Patch, ports: tuple[int, int]) -> None:
    """Lay another patch; who speaks on a slot that it has not loses the floor."""
    for request in conductor.meeting.state.speakers.granted:
        if request.slot is not None and request.slot not in patch.slots:
            await conductor.submit(inputs.FloorRevoked(OPERATOR.participant, request.request))
    await conductor.submit(inputs.PatchSet(None, patch, *ports))


async def lay_out_operator_link(path: Path, admission: Admission, address: Address, now_ms: int) -> None:
    """Write the link by which the window on this machine attaches; one that still opens this door is left as it is.

    Raises: ConferenceError(`disk`), OSError.
    """
    known = _read_link(path)
    if known is not None and address.local_link(known.token) == known and await _is_operators(admission, known.token):
        return
    expires_at_ms = now_ms + OPERATOR_LINK_LIFE_MS
    token = await admission.issue_token(OPERATOR.participant, expires_at_ms=expires_at_ms, is_local=True)
    await asyncio.to_thread(_write_private, path, f"{address.local_link(token)}\n")


async def _is_operators(admission: Admission, token: str) -> bool:
    """Tell whether a token still lets the operator in, from this machine and without a code.

    Raises: ConferenceError(`disk`).
    """
    try:
        return await admission.enter(token, secrets.token_urlsafe(32), LOOPBACK) == OPERATOR.participant
    except ConferenceError as error:
        if error.code is ErrorCode.DISK:
            raise
        return False


def _write_private(path: Path, text: str) -> None:
    partial = path.with_suffix(".new")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def _read_link(path: Path) -> JoinLink | None:
    try:
        return parse_join_link(path.read_text(encoding="utf-8"))
    except (OSError, UserError, UnicodeDecodeError):
        return None
