"""Every message that a client may send, by every role: who may not is refused, and nothing has happened (R7)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from common.model.chat import ChatKind, ChatRules
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol import (
    chat,
    checks,
    chronicle,
    coaching,
    documents,
    entry,
    envelope,
    floor,
    interpretation,
    invitations,
    media,
    meetings,
    operator,
    people,
    rooms,
    sharing,
    staff,
    store,
)
from common.protocol.codec import ClientMessage
from common.protocol.envelope import Message
from common.protocol.schema import message_classes
from tests.helpers.consolekit import ConsoleKit, console_kit, settings
from tests.helpers.messages import least

PEOPLE = {ParticipantId(role.value): role for role in Role}
ANYONE = frozenset(Role)
DELEGATES, CHAIRS, OPERATORS = (frozenset({role}) for role in (Role.DELEGATE, Role.CHAIR, Role.OPERATOR))
WHO_CONDUCT = frozenset({Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT})
WHO_PREPARE = frozenset({Role.OPERATOR, Role.SECRETARIAT})
AT_BOOTHS = frozenset({Role.OPERATOR, Role.INTERPRETER})
AT_THE_DOOR = (envelope.Ping, envelope.Bye, entry.Hello, entry.EnterCode, entry.ResendCode, entry.SignIn)
"""Answered before anyone has a role."""
WITH_THE_FLOOR = (media.OfferUplink, sharing.ShareScreen)
"""For who has the floor, or is next: nobody here."""
TABLE: dict[type[Message], frozenset[Role]] = {
    **dict.fromkeys((entry.Leave, interpretation.ChooseChannel), ANYONE),
    **dict.fromkeys((floor.RequestFloor, floor.WithdrawFloor, floor.ReleaseFloor), DELEGATES),
    floor.TakeFloor: CHAIRS,
    **dict.fromkeys(
        (
            floor.GrantFloor,
            floor.GrantNext,
            floor.DenyFloor,
            floor.RevokeFloor,
            floor.SetAside,
            floor.MoveRequest,
            floor.EnterRequest,
            floor.AlterRequest,
            floor.PauseTimer,
            floor.SetLimit,
            floor.SetRules,
            floor.UndoLast,
            sharing.StopSharing,
            meetings.OpenSession,
            meetings.CloseSession,
            meetings.CallItem,
            checks.ListReadiness,
            chat.RemoveChatLine,
            chat.PassChatLine,
            chat.MuteInChat,
            chat.SetChatRules,
            chat.PostNotice,
            chat.WithdrawNotice,
            staff.ChangePassword,
            chronicle.AskJournal,
            chronicle.AskSpeakingTime,
            chronicle.MakeMinutes,
        ),
        WHO_CONDUCT,
    ),
    **dict.fromkeys(
        (
            media.OpenDownlink,
            media.AnswerDownlink,
            media.CloseLeg,
            media.SetMuted,
            media.ReportLink,
            media.ReportVoice,
            checks.StartCheck,
            checks.SubmitReport,
            invitations.EnrolAuthenticator,
            invitations.ConfirmAuthenticator,
            rooms.CallForHelp,
            rooms.WithdrawHelp,
            rooms.EnterRoom,
            rooms.CloseRoom,
            rooms.AwaitRoom,
            chat.SendChat,
            chat.ListChat,
            chat.CatchUpChats,
            coaching.BookSlot,
            coaching.CancelSlot,
            coaching.ListSlots,
            documents.AskDownload,
            documents.RemoveDocument,
        ),
        ANYONE,
    ),
    **dict.fromkeys(
        (
            invitations.ListInvitations,
            invitations.SendInvitations,
            invitations.PauseInvitations,
            invitations.SendTestMail,
            invitations.PreviewInvitation,
            invitations.ForgetAuthenticator,
            meetings.NameMeeting,
            meetings.PutSession,
            meetings.RemoveSession,
            meetings.PutItem,
            meetings.RemoveItem,
            meetings.MoveItem,
            meetings.ExportMeeting,
            meetings.PackMeeting,
            people.ListPeople,
            people.RegisterPerson,
            people.AlterPerson,
            people.RemovePerson,
            people.SwapAttendance,
            people.SetRegistration,
            people.UploadPeople,
            people.ApplyImport,
            people.MakeApiKey,
            people.RevokeApiKey,
            coaching.AddSlots,
            coaching.RemoveSlot,
            coaching.NoteCoaching,
            coaching.ReadCoaching,
            documents.ReleaseDocument,
            documents.BindDocument,
            documents.MakeList,
            documents.CancelList,
            documents.AskAttendance,
            documents.MarkOnSite,
            documents.ImportBadges,
        ),
        WHO_PREPARE,
    ),
    documents.AskUpload: WHO_PREPARE | DELEGATES,
    checks.SayCannotInterpret: AT_BOOTHS,
    **dict.fromkeys(
        (
            operator.SetPatch,
            operator.AddPerson,
            operator.IssueLink,
            operator.EndMeeting,
            operator.ListDevices,
            operator.ChangeHall,
            checks.PreListen,
            rooms.OpenCase,
            rooms.TakeCase,
            rooms.CloseCase,
            rooms.ListCases,
            rooms.GrantMobile,
            rooms.OpenRoom,
            staff.AddAccount,
            staff.ResetPassword,
            staff.DisableAccount,
            staff.EndSession,
            staff.ListStaff,
            store.GetStore,
            store.BackUpNow,
        ),
        OPERATORS,
    ),
}
OF_SUBSTANCE: dict[type[Message], ClientMessage] = {
    chat.SendChat: chat.SendChat(kind=ChatKind.EVENT, text="Good morning"),
    chat.ListChat: chat.ListChat(kind=ChatKind.EVENT),
    chat.SetChatRules: chat.SetChatRules(rules=ChatRules()),
    staff.AddAccount: staff.AddAccount(account="", name="", role=Role.CHAIR),
}
"""Whose least form is refused for another reason than the role."""
NEEDS_MORE = (
    operator.ListDevices,
    operator.ChangeHall,
    operator.EndMeeting,
    chronicle.AskSpeakingTime,
    chronicle.MakeMinutes,
)
"""What a console without a hall, or a test, does better without; and what would end it."""


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    async with console_kit(tmp_path, settings(PEOPLE)) as running:
        yield running


def message_of(kind: type[Message]) -> ClientMessage:
    """Return a message with no more in it than its role needs to be judged."""
    made: ClientMessage = OF_SUBSTANCE.get(kind) or least(kind)
    return made


async def code_of(kit: ConsoleKit, who: ParticipantId, message: ClientMessage) -> ErrorCode | None:
    """Send a message; return by which error it was refused."""
    connection = kit.audience.get(who)
    assert connection is not None
    try:
        await kit.desk.handle(connection, message)
    except ConferenceError as error:
        return error.code
    return None


def test_every_message_stands_in_the_table_once() -> None:
    assert set(TABLE) | set(AT_THE_DOOR) | set(WITH_THE_FLOOR) == set(message_classes(ClientMessage))
    assert not set(TABLE) & {*AT_THE_DOOR, *WITH_THE_FLOOR}


async def test_who_may_not_is_refused_and_nothing_has_happened(kit: ConsoleKit) -> None:
    for who in PEOPLE:
        await kit.attach(who)
    before = kit.conductor.meeting.revision
    expected: dict[type[Message], frozenset[Role]] = {**dict.fromkeys(WITH_THE_FLOOR, frozenset()), **TABLE}
    wrong = []
    for kind, roles in expected.items():
        message = message_of(kind)
        for who, role in PEOPLE.items():
            if role not in roles and (code := await code_of(kit, who, message)) is not ErrorCode.NOT_ALLOWED:
                wrong.append((kind.__name__, role, code))
    assert wrong == []
    assert kit.conductor.meeting.revision == before


async def test_who_may_is_not_refused_for_their_role(kit: ConsoleKit) -> None:
    for who in PEOPLE:
        await kit.attach(who)
    wrong = []
    for kind, roles in TABLE.items():
        if kind in (entry.Leave, *NEEDS_MORE):
            continue
        message = message_of(kind)
        for who, role in PEOPLE.items():
            if role in roles and await code_of(kit, who, message) is ErrorCode.NOT_ALLOWED:
                wrong.append((kind.__name__, role))
    assert wrong == []
