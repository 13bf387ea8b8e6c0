"""Lists and attendance ordered of a desk that runs, over the journal of its own store."""

import csv
import json
from pathlib import Path

import pytest

from common.model.chronicle import MinutesFormat
from common.model.documents import DocumentId
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Attendance, Presence, Role
from common.model.record import Attended, ListFormat, ListOrder, ListPart, ListStage
from common.protocol.chronicle import MakeMinutes
from common.protocol.documents import (
    AskAttendance,
    AskDownload,
    AttendanceTold,
    BadgesRead,
    CancelList,
    ImportBadges,
    ListProgress,
    ListStarted,
    MakeList,
    MarkOnSite,
)
from common.protocol.meetings import PackMeeting
from room_console.core.catalogue.meetingfile import decode_file
from room_console.core.catalogue.unpacking import unpack
from room_console.core.meeting.events import PersonUnlisted
from tests.helpers.chronicled import a_debate
from tests.helpers.control import until
from tests.helpers.logfail import LogWatch
from tests.helpers.recordkit import FIRST, events_of, keep, person, presence
from tests.helpers.recordrig import ANNA, BORIS, SECRETARY, RecordRig, record_rig

PEOPLE = [
    person(n, participant=who, name=str(who), role=Role.DELEGATE, attendance=Attendance.REMOTE)
    for n, who in enumerate((ANNA, BORIS))
]


async def with_journal(tmp_path: Path) -> None:
    """Lay a journal in which Anna was in the first session in two pieces."""
    minute_ms = 60_000
    await keep(
        tmp_path,
        [
            *events_of(PEOPLE),
            presence("anna", FIRST.starts_at_ms - minute_ms, Presence.JOINED),
            presence("anna", FIRST.starts_at_ms + 10 * minute_ms, Presence.RECONNECTING),
            presence("anna", FIRST.starts_at_ms + 11 * minute_ms, Presence.JOINED),
            presence("anna", FIRST.starts_at_ms + 20 * minute_ms, Presence.LEFT),
        ],
    )


async def ordered(rig: RecordRig, order: ListOrder) -> tuple[DocumentId, list[ListStage]]:
    """Order a list; return it, and the stages as they are told."""
    started = await rig.ask(SECRETARY, MakeList(ref=1, order=order))
    assert isinstance(started, ListStarted)
    stages: list[ListStage] = []

    def is_over() -> bool:
        told = [m for m in rig.connections[SECRETARY].messages if isinstance(m, ListProgress)]
        stages[:] = [m.stage for m in told if m.document == started.document]
        return bool(stages) and stages[-1] in (ListStage.MADE, ListStage.FAILED, ListStage.CANCELLED)

    await until(is_over, 60.0)
    return started.document, stages


async def test_a_list_is_made_apart_told_and_fetched_by_who_ordered_it(tmp_path: Path) -> None:
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        document, stages = await ordered(rig, ListOrder(ListFormat.CSV))
        assert stages == [ListStage.READING, ListStage.WRITING, ListStage.MADE]
        name, data = await rig.download(SECRETARY, document)
        assert name == "WIPO IP CONV GE 2 25 participants.csv"
        rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))[1:]
        assert {row[4] for row in rows} == {ANNA, BORIS}
        with pytest.raises(ConferenceError) as caught:
            await rig.ask(ANNA, AskDownload(ref=2, document=document))
        assert caught.value.code is ErrorCode.NOT_FOUND
        await rig.ask(SECRETARY, CancelList(ref=3, document=document))
    assert list((tmp_path / "lists").iterdir()) == []


async def test_a_list_is_cancelled_and_leaves_nothing(tmp_path: Path) -> None:
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        started = await rig.ask(SECRETARY, MakeList(ref=1, order=ListOrder()))
        assert isinstance(started, ListStarted)
        await rig.ask(SECRETARY, CancelList(ref=2, document=started.document))
        told = [m for m in rig.connections[SECRETARY].messages if isinstance(m, ListProgress)]
        assert told[-1].stage is ListStage.CANCELLED
        assert list((tmp_path / "lists").iterdir()) == []


@pytest.mark.parametrize(
    "order", [ListOrder(parts=()), ListOrder(languages=()), ListOrder(languages=("en", "tlh"))], ids=str
)
async def test_what_cannot_be_made_is_refused_at_once(tmp_path: Path, order: ListOrder) -> None:
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        with pytest.raises(ConferenceError) as caught:
            await rig.ask(SECRETARY, MakeList(ref=1, order=order))
        assert caught.value.code is ErrorCode.MALFORMED


async def test_a_session_that_is_none_fails_the_list(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("was not made")
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        _, stages = await ordered(rig, ListOrder(ListFormat.CSV, session=99, parts=(ListPart.ON_SITE,)))
        assert stages[-1] is ListStage.FAILED


async def test_attendance_joins_links_and_badges(tmp_path: Path) -> None:
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        badges = await rig.ask(SECRETARY, ImportBadges(ref=1, session=1, text="boris\nnobody\n"))
        assert isinstance(badges, BadgesRead)
        assert (badges.marked, [fault.line for fault in badges.faults]) == (1, [2])
        found = await attended(rig, 1)
        assert {who: (one.pieces, one.present_ms, one.is_on_site) for who, one in found.items()} == {
            ANNA: (2, 19 * 60_000, False),
            BORIS: (1, FIRST.ends_at_ms - FIRST.starts_at_ms, True),
        }
        await rig.ask(SECRETARY, MarkOnSite(ref=2, session=1, participants=(BORIS,), is_present=False))
        assert set(await attended(rig, 1)) == {ANNA}


async def test_who_is_registered_no_more_has_attended_all_the_same(tmp_path: Path) -> None:
    journal = [
        *events_of(PEOPLE),
        presence("anna", FIRST.starts_at_ms, Presence.JOINED),
        (FIRST.ends_at_ms + 1, PersonUnlisted(ANNA)),
    ]
    await keep(tmp_path, journal)
    async with record_rig(tmp_path) as rig:
        assert set(await attended(rig, 1)) == {ANNA}
        (told,) = (m for m in rig.connections[SECRETARY].messages if isinstance(m, AttendanceTold))
        document, _ = await ordered(rig, ListOrder(ListFormat.CSV, session=1))
        _, data = await rig.download(SECRETARY, document)
    assert [(one.participant, one.name) for one in told.former] == [(ANNA, "anna")]
    assert [row["Name"] for row in csv.DictReader(data.decode("utf-8-sig").splitlines())] == ["anna"]


async def attended(rig: RecordRig, session: int) -> dict[ParticipantId, Attended]:
    """Ask who was there."""
    heard = rig.connections.get(SECRETARY) or rig.enter(SECRETARY)
    heard.messages.clear()
    await rig.ask(SECRETARY, AskAttendance(ref=3, session=session))
    await until(lambda: any(isinstance(m, AttendanceTold) for m in heard.messages), 60.0)
    (told,) = (m for m in heard.messages if isinstance(m, AttendanceTold))
    assert told.error is None
    return {one.participant: one for one in told.attended}


async def test_the_minutes_index_is_made_and_fetched_like_a_list(tmp_path: Path) -> None:
    debate = a_debate()
    await keep(tmp_path, debate.entries)
    async with record_rig(tmp_path) as rig:
        with pytest.raises(ConferenceError) as caught:
            await rig.ask(SECRETARY, MakeMinutes(ref=1, session=99))
        assert caught.value.code is ErrorCode.NOT_FOUND
        started = await rig.ask(SECRETARY, MakeMinutes(ref=1, format=MinutesFormat.JSON))
        assert isinstance(started, ListStarted)
        told = rig.connections[SECRETARY].messages
        await until(lambda: any(isinstance(m, ListProgress) and m.stage is ListStage.MADE for m in told), 30.0)
        name, data = await rig.download(SECRETARY, started.document)
    assert name.endswith("minutes.json")
    assert [speech["name"] for speech in json.loads(data)["speeches"]] == ["Anna", "Boris", "Carla"]


async def test_the_meeting_is_packed_with_its_documents_while_it_runs(tmp_path: Path) -> None:
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        text = b"Madam Chair, we thank you."
        document = await rig.upload(ANNA, text, "statement.txt")
        started = await rig.ask(SECRETARY, PackMeeting(ref=1, has_people=True))
        assert isinstance(started, ListStarted)
        told = rig.connections[SECRETARY].messages
        await until(lambda: any(isinstance(m, ListProgress) and m.stage is ListStage.MADE for m in told), 30.0)
        name, data = await rig.download(SECRETARY, started.document)
    assert name == "ip-25.meeting.zip"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / name).write_bytes(data)
    meeting, (known,) = unpack(lambda _: None, tmp_path / name, tmp_path / "elsewhere")
    assert {one.participant for one in decode_file(meeting).people} == {ANNA, BORIS}
    assert (known.document, known.by, known.speaker) == (document, ANNA, ANNA)
    assert (tmp_path / "elsewhere" / document).read_bytes() == text


async def test_a_meeting_of_which_a_document_is_damaged_is_not_packed(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("was not made")
    await with_journal(tmp_path)
    async with record_rig(tmp_path) as rig:
        document = await rig.upload(ANNA, b"Madam Chair, we thank you.", "statement.txt")
        (tmp_path / "documents" / document).write_bytes(b"Madam Chair, we blame you.")
        await rig.ask(SECRETARY, PackMeeting(ref=1, has_people=True))
        told = rig.connections[SECRETARY].messages
        await until(lambda: any(isinstance(m, ListProgress) and m.stage is ListStage.FAILED for m in told), 30.0)
    assert [m.error for m in told if isinstance(m, ListProgress) and m.error] == [ErrorCode.DISK]
