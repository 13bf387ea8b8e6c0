"""The programme on the wire: what the meeting is called, its sessions, its agenda, and its course (R1, R2).

How things stand is in the view: `details`, `current_session`, `current_item`.
"""

from typing import Annotated

import msgspec

from common.model.agenda import AgendaItem, Format, Session
from common.protocol.envelope import Message, Request

Number = Annotated[str, msgspec.Meta(max_length=16)]


class NameMeeting(Request, frozen=True, tag="name_meeting", kw_only=True):
    """Operator or secretariat: what the meeting is called, how it is held, and its time zone (an IANA name).

    Answered by `Done` or `Refused` (`malformed`).
    """

    symbol: str
    title: str
    format: Format
    timezone: str


class PutSession(Request, frozen=True, tag="put_session", kw_only=True):
    """Operator or secretariat: add a session, or put it in the place of the one numbered `replaces`.

    Answered by `Done` or `Refused` (`malformed`, `already` for a number in use, `limit`, `not_found`, `unexpected`
    where the open session would get another number).
    """

    session: Session
    replaces: int | None = None


class RemoveSession(Request, frozen=True, tag="remove_session", kw_only=True):
    """Operator or secretariat: take a session out; its items stay. `Refused` (`unexpected`) while it is open."""

    number: int


class PutItem(Request, frozen=True, tag="put_item", kw_only=True):
    """Operator or secretariat: add an item as the last, or put it in the place of the one numbered `replaces`.

    Answered by `Done` or `Refused` (as `PutSession`).
    """

    item: AgendaItem
    replaces: Number | None = None


class RemoveItem(Request, frozen=True, tag="remove_item", kw_only=True):
    """Operator or secretariat: take an item off. `Refused` (`unexpected`) while it is debated."""

    number: Number


class MoveItem(Request, frozen=True, tag="move_item", kw_only=True):
    """Operator or secretariat: put an item at `position` of the agenda, from 0."""

    number: Number
    position: int


class OpenSession(Request, frozen=True, tag="open_session", kw_only=True):
    """Chair, operator or secretariat: open a session, and its list of speakers.

    Answered by `Done` or `Refused` (`not_found`, `already`, `unexpected` while another is open).
    """

    number: int


class CloseSession(Request, frozen=True, tag="close_session"):
    """Chair, operator or secretariat: close the session: nobody keeps the floor, the list is emptied and closed.

    Answered by `Done` or `Refused` (`already`).
    """


class CallItem(Request, frozen=True, tag="call_item", kw_only=True):
    """Chair, operator or secretariat: call an item, which brings its rules; None ends the one that is debated.

    Answered by `Done` or `Refused` (`not_found`, `already`, `unexpected` while no session is open).
    """

    number: Number | None


class ExportMeeting(Request, frozen=True, tag="export_meeting", kw_only=True):
    """Operator or secretariat: the meeting as one file (docs/meetings.md). Answered by `MeetingExported`."""

    has_people: bool


class MeetingExported(Message, frozen=True, tag="meeting_exported"):
    """Console to who asked: the file, and the name it may have."""

    ref: int
    name: str
    data: bytes


class PackMeeting(Request, frozen=True, tag="pack_meeting", kw_only=True):
    """Operator or secretariat: the meeting and its documents as one file (docs/meetings.md).

    Answered by `ListStarted`; `ListProgress` follows, whose `people` are then documents, and the file is had by
    `AskDownload`.
    """

    has_people: bool
