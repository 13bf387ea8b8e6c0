"""Invitations, for the office; and a person's own authenticator app."""

from typing import Annotated

import msgspec

from common.model.ids import ParticipantId
from common.model.invitations import InvitationRow, MailTrouble
from common.protocol.envelope import Message, Request, Title

MOST_AT_ONCE = 500
Chosen = Annotated[tuple[ParticipantId, ...], msgspec.Meta(max_length=MOST_AT_ONCE)]
Address = Annotated[str, msgspec.Meta(max_length=254)]


class ListInvitations(Request, frozen=True, tag="list_invitations"):
    """Office: how does everyone's invitation stand? `InvitationList` and `InvitationProgress` come, then `Done`."""


class SendInvitations(Request, frozen=True, tag="send_invitations", kw_only=True):
    """Office: invite these; who was invited before gets a new token, and the old one is void.

    With nobody named, everyone remote whose invitation was never sent, bounced or failed.
    """

    participants: Chosen = ()


class PauseInvitations(Request, frozen=True, tag="pause_invitations", kw_only=True):
    """Office: send no more for now, or go on."""

    is_paused: bool


class SendTestMail(Request, frozen=True, tag="send_test_mail", kw_only=True):
    """Office: send the invitation as it would look to this address; its link opens nothing. Answered by `Done`."""

    to: Address
    language: Title = ""


class PreviewInvitation(Request, frozen=True, tag="preview_invitation", kw_only=True):
    """Office: show the mail that a person would get. Answered by `InvitationPreview`."""

    participant: ParticipantId | None = None
    language: Title = ""


class InvitationPreview(Message, frozen=True, tag="invitation_preview"):
    """Console to the office: the mail's parts; the link in it opens nothing."""

    ref: int
    subject: str
    text: str
    html: str
    calendar: str


class InvitationList(Message, frozen=True, tag="invitation_list"):
    """Console to the office: how invitations stand; all where `is_whole`, else those that changed."""

    rows: tuple[InvitationRow, ...]
    is_whole: bool = False


class InvitationProgress(Message, frozen=True, tag="invitation_progress"):
    """Console to the office, while anything changes; `trouble` where something keeps it from going on."""

    waiting: int
    sent: int
    unreached: int
    is_paused: bool = False
    rate_per_s: float = 0.0
    """Of the last five seconds."""
    trouble: MailTrouble = MailTrouble.NONE
    sends_by_itself_at_ms: int | None = None
    """When registration closes; None where nothing is sent by itself."""
    is_outbox: bool = False
    """No mail server is set: mails are laid into the outbox folder."""
    may_bounce: bool = False
    """Whether returned mails are read from a mailbox."""


class ForgetAuthenticator(Request, frozen=True, tag="forget_authenticator", kw_only=True):
    """Office: a person's authenticator app is lost; codes go by e-mail or SMS again. Answered by `Done`."""

    participant: ParticipantId


class EnrolAuthenticator(Request, frozen=True, tag="enrol_authenticator"):
    """Participant: begin to set up an authenticator app for oneself. Answered by `AuthenticatorOffered`."""


class AuthenticatorOffered(Message, frozen=True, tag="authenticator_offered"):
    """Console to the participant who asked, once: good for ten minutes, and of no effect until confirmed."""

    ref: int
    uri: str
    """`otpauth://totp/…`, to be shown as a QR code."""
    secret: str
    """The same in base 32, to be typed."""

    def __repr__(self) -> str:
        return f"AuthenticatorOffered({self.ref})"


class ConfirmAuthenticator(Request, frozen=True, tag="confirm_authenticator", kw_only=True):
    """Participant: a code that the app shows; from now on it is asked for at the entry. Answered by `Done`."""

    code: Title
