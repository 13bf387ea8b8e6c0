"""How invitations are named in the office."""

from PySide6.QtCore import QCoreApplication

from common.model.invitations import InvitationRow, InvitationState, MailTrouble
from common.ui.text import InkName

ORDER = (
    InvitationState.FAILED,
    InvitationState.BOUNCED,
    InvitationState.DOUBTFUL,
    InvitationState.NONE,
    InvitationState.WAITING,
    InvitationState.SENDING,
    InvitationState.SENT,
    InvitationState.DELIVERED,
)
"""What wants attention first."""
_INKS: dict[InvitationState, InkName] = {
    InvitationState.NONE: "muted",
    InvitationState.WAITING: "muted",
    InvitationState.SENDING: "muted",
    InvitationState.DOUBTFUL: "warn",
    InvitationState.BOUNCED: "fail",
    InvitationState.FAILED: "fail",
}


def state_word(state: InvitationState) -> str:
    """Name how an invitation stands."""
    return {
        InvitationState.NONE: QCoreApplication.translate("Invitations", "Not invited"),
        InvitationState.WAITING: QCoreApplication.translate("Invitations", "Waiting"),
        InvitationState.SENDING: QCoreApplication.translate("Invitations", "Sending"),
        InvitationState.SENT: QCoreApplication.translate("Invitations", "Sent"),
        InvitationState.DELIVERED: QCoreApplication.translate("Invitations", "Delivered"),
        InvitationState.DOUBTFUL: QCoreApplication.translate("Invitations", "Not certain"),
        InvitationState.BOUNCED: QCoreApplication.translate("Invitations", "Returned"),
        InvitationState.FAILED: QCoreApplication.translate("Invitations", "Failed"),
    }[state]


def trouble_words(trouble: MailTrouble) -> str:
    """Say in a sentence what keeps invitations from going out, or what came back from being read; the log says more."""
    return {
        MailTrouble.NONE: "",
        MailTrouble.UNREACHABLE: _tr("Nothing goes out just now: the mail server can't be reached. It is tried again."),
        MailTrouble.UNTRUSTED: _tr("Nothing goes out: the mail server's certificate can't be trusted."),
        MailTrouble.LOGIN: _tr("Nothing goes out: the mail server refuses the name and password in the settings."),
        MailTrouble.SENDER: _tr("Nothing goes out: the mail server refuses the sender's address in the settings."),
        MailTrouble.BROKEN: _tr("Nothing goes out just now: the mail server broke off. It is tried again."),
        MailTrouble.DISK: _tr("Nothing goes out: the mails can't be written to the disk."),
        MailTrouble.RETURNS: _tr("Returned mails can't be read: see the settings of their mailbox."),
    }[trouble]


def state_ink(state: InvitationState) -> InkName | None:
    """Colour how an invitation stands."""
    return _INKS.get(state)


def remark(row: InvitationRow) -> str:
    """Say what else is to be known: why it failed, and how the person's codes go."""
    is_told = row.reason and row.state not in (InvitationState.SENT, InvitationState.DELIVERED)
    parts = [f"\u2066{row.reason}\u2069" if is_told else ""]
    if row.has_authenticator:
        parts.append(QCoreApplication.translate("Invitations", "Has an authenticator app"))
    if row.code_note:
        parts.append(QCoreApplication.translate("Invitations", "Code by SMS: {note}").format(note=row.code_note))
    return "; ".join(part for part in parts if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Invitations", text)
