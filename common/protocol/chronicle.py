"""What happened, for staff: the journal in pages, speaking times, the minutes index."""

from typing import Annotated

from msgspec import Meta

from common.model.chronicle import Deeds, JournalLine, MinutesFormat, SpeakingTime, TimeBy
from common.model.errors import ErrorCode
from common.model.ids import Revision
from common.protocol.envelope import Message, Request

Sought = Annotated[str, Meta(max_length=120)]


class AskJournal(Request, frozen=True, tag="ask_journal", kw_only=True):
    """Chair or staff: what happened, newest first, of entries older than `before`. Answered by `JournalPage`.

    With `deeds` of that kind only; a chair is told nothing of calls for help. With `text` only what was done by or to
    people whose name or delegation has it.
    """

    before: Revision | None = None
    deeds: Deeds | None = None
    text: Sought = ""


class JournalPage(Message, frozen=True, tag="journal_page"):
    """Console to who asked. `before` asks for what is older, and is None where there is nothing more; a page may have
    few lines, or none, and older ones follow all the same.
    """

    ref: int
    lines: tuple[JournalLine, ...]
    before: Revision | None


class AskSpeakingTime(Request, frozen=True, tag="ask_speaking_time", kw_only=True):
    """Chair or staff: who spoke how often and how long, of a session or with None of the whole meeting.

    `SpeakingTimes` follows when the journal is read.
    """

    by: TimeBy
    session: int | None = None


class SpeakingTimes(Message, frozen=True, tag="speaking_times"):
    """Console to who asked: the longest first, until `at_ms`; `error` says why it could not be told."""

    by: TimeBy
    session: int | None
    at_ms: int
    times: tuple[SpeakingTime, ...] = ()
    error: ErrorCode | None = None


class MakeMinutes(Request, frozen=True, tag="make_minutes", kw_only=True):
    """Chair or staff: make the minutes index as a file, of a session or of all. Answered by `ListStarted`; what follows
    is as with `MakeList`.
    """

    format: MinutesFormat = MinutesFormat.DOCX
    session: int | None = None
