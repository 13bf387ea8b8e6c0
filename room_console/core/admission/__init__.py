"""Who may come in: tokens, one-time codes, the mail that carries them."""

from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import Mailer, OutboxMail, OutboxMailer, SmtpMailer

__all__ = ["Admission", "Mailer", "OutboxMail", "OutboxMailer", "SmtpMailer"]
