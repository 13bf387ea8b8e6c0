"""Bytes to messages and back, with limits: nothing unchecked gets further in than this."""

from typing import Final, TypeVar

import msgspec

from common.model.errors import ErrorCode, ProtocolError
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
    view,
)
from common.protocol.packing import is_packed, unpack

MAX_REQUEST_BYTES: Final = 64 * 1024
"""A client's largest message is an offer, about 8 kB."""
MAX_EVENT_BYTES: Final = 4 * 1024 * 1024
"""The console's largest is the snapshot of 3,000 participants, about 0.6 MB."""

ClientMessage = (
    envelope.Ping
    | envelope.Bye
    | entry.Hello
    | entry.EnterCode
    | entry.ResendCode
    | entry.Leave
    | entry.SignIn
    | floor.RequestFloor
    | floor.WithdrawFloor
    | floor.ReleaseFloor
    | floor.GrantFloor
    | floor.DenyFloor
    | floor.RevokeFloor
    | floor.AlterRequest
    | floor.EnterRequest
    | floor.GrantNext
    | floor.SetAside
    | floor.MoveRequest
    | floor.TakeFloor
    | floor.PauseTimer
    | floor.SetLimit
    | floor.SetRules
    | floor.UndoLast
    | interpretation.ChooseChannel
    | invitations.ListInvitations
    | invitations.SendInvitations
    | invitations.PauseInvitations
    | invitations.SendTestMail
    | invitations.PreviewInvitation
    | invitations.ForgetAuthenticator
    | invitations.EnrolAuthenticator
    | invitations.ConfirmAuthenticator
    | media.OpenDownlink
    | media.AnswerDownlink
    | media.OfferUplink
    | media.CloseLeg
    | media.SetMuted
    | media.ReportLink
    | media.ReportVoice
    | sharing.ShareScreen
    | sharing.StopSharing
    | meetings.NameMeeting
    | meetings.PutSession
    | meetings.RemoveSession
    | meetings.PutItem
    | meetings.RemoveItem
    | meetings.MoveItem
    | meetings.OpenSession
    | meetings.CloseSession
    | meetings.CallItem
    | meetings.ExportMeeting
    | meetings.PackMeeting
    | operator.SetPatch
    | operator.AddPerson
    | operator.IssueLink
    | operator.EndMeeting
    | operator.ListDevices
    | operator.ChangeHall
    | checks.StartCheck
    | checks.SubmitReport
    | checks.ListReadiness
    | checks.PreListen
    | checks.SayCannotInterpret
    | people.ListPeople
    | people.RegisterPerson
    | people.AlterPerson
    | people.RemovePerson
    | people.SwapAttendance
    | people.SetRegistration
    | people.UploadPeople
    | people.ApplyImport
    | people.MakeApiKey
    | people.RevokeApiKey
    | rooms.CallForHelp
    | rooms.WithdrawHelp
    | rooms.OpenCase
    | rooms.TakeCase
    | rooms.CloseCase
    | rooms.ListCases
    | rooms.GrantMobile
    | rooms.OpenRoom
    | rooms.EnterRoom
    | rooms.CloseRoom
    | rooms.AwaitRoom
    | chat.SendChat
    | chat.ListChat
    | chat.CatchUpChats
    | chat.RemoveChatLine
    | chat.PassChatLine
    | chat.MuteInChat
    | chat.SetChatRules
    | chat.PostNotice
    | chat.WithdrawNotice
    | coaching.AddSlots
    | coaching.RemoveSlot
    | coaching.BookSlot
    | coaching.CancelSlot
    | coaching.ListSlots
    | coaching.NoteCoaching
    | coaching.ReadCoaching
    | staff.AddAccount
    | staff.ResetPassword
    | staff.DisableAccount
    | staff.EndSession
    | staff.ChangePassword
    | staff.ListStaff
    | store.GetStore
    | store.BackUpNow
    | documents.AskUpload
    | documents.AskDownload
    | documents.ReleaseDocument
    | documents.BindDocument
    | documents.RemoveDocument
    | documents.MakeList
    | documents.CancelList
    | documents.AskAttendance
    | documents.MarkOnSite
    | documents.ImportBadges
    | chronicle.AskJournal
    | chronicle.AskSpeakingTime
    | chronicle.MakeMinutes
)
"""What a client may send."""

ConsoleMessage = (
    envelope.Done
    | envelope.Refused
    | envelope.Pong
    | envelope.Bye
    | entry.CodeRequired
    | entry.Welcome
    | entry.SignedIn
    | entry.IceServersRenewed
    | view.Roster
    | view.Snapshot
    | view.Changes
    | invitations.InvitationPreview
    | invitations.InvitationList
    | invitations.InvitationProgress
    | invitations.AuthenticatorOffered
    | media.DownlinkOffer
    | media.UplinkAnswer
    | media.LegClosed
    | meetings.MeetingExported
    | operator.LinkIssued
    | operator.Devices
    | operator.HallChanged
    | operator.Levels
    | operator.LinkReports
    | operator.Outbox
    | operator.Health
    | checks.CheckAccess
    | checks.Readiness
    | checks.ReadinessHistory
    | people.PeopleListed
    | people.PersonKept
    | people.Registration
    | people.ImportEntries
    | people.ImportPreview
    | people.ImportDone
    | people.ApiKeyMade
    | people.ApiKeys
    | rooms.Cases
    | rooms.MobileLinkIssued
    | rooms.MobileLink
    | chat.Chats
    | chat.ChatHistory
    | chat.ChatSaid
    | chat.ChatLineRemoved
    | chat.ChatWaiting
    | chat.ChatModeration
    | chat.ChatMuted
    | chat.ChatRulesChanged
    | chat.NoticePosted
    | chat.NoticeWithdrawn
    | coaching.SlotsOffered
    | coaching.OwnSlot
    | coaching.CoachingPlan
    | coaching.CoachingKept
    | staff.AccountPassword
    | staff.Staff
    | store.StoreStatus
    | documents.UploadTicket
    | documents.DownloadTicket
    | documents.Documents
    | documents.DocumentsChanged
    | documents.ListStarted
    | documents.ListProgress
    | documents.AttendanceTold
    | documents.BadgesRead
    | chronicle.JournalPage
    | chronicle.SpeakingTimes
)
"""What the console may send."""

T = TypeVar("T")

_encoder = msgspec.json.Encoder()
_probe = msgspec.msgpack.Encoder()
"""Knows no number beyond 64 bits, where JSON and Python know no end: whoever counts with one would fail."""
_client_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_console_decoder: msgspec.json.Decoder[ConsoleMessage] = msgspec.json.Decoder(ConsoleMessage)


def encode(message: envelope.Message) -> bytes:
    """Encode a message as UTF-8 JSON (RFC 8259)."""
    return _encoder.encode(message)


def decode_from_client(data: bytes | str) -> ClientMessage:
    """Decode what a client sent.

    Raises: ProtocolError(`too_large`, `malformed`).
    """
    message = _decode(_client_decoder, data, MAX_REQUEST_BYTES)
    try:
        _probe.encode(message)
    except OverflowError as error:
        raise ProtocolError(ErrorCode.MALFORMED, "a number beyond 64 bits") from error
    return message


def decode_from_console(data: bytes | str) -> ConsoleMessage:
    """Decode what the console sent, packed or not.

    Raises: ProtocolError(`too_large`, `malformed`).
    """
    if isinstance(data, bytes) and is_packed(data):
        data = unpack(data, MAX_EVENT_BYTES)
    return _decode(_console_decoder, data, MAX_EVENT_BYTES)


def _decode(decoder: msgspec.json.Decoder[T], data: bytes | str, most_bytes: int) -> T:
    try:
        encoded = data.encode() if isinstance(data, str) and len(data) <= most_bytes else data
        if len(encoded) > most_bytes:
            raise ProtocolError(ErrorCode.TOO_LARGE, f"{len(encoded)} bytes")
        return decoder.decode(encoded)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError(ErrorCode.MALFORMED, str(error)[:200]) from error
