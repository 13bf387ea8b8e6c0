"""Delivery status notifications as far mail servers write them (RFC 3464)."""

_REPORT = """From: MAILER-DAEMON@far.test
To: bounces@office.test
Content-Type: multipart/report; report-type=delivery-status; boundary=B
MIME-Version: 1.0

--B
Content-Type: text/plain

It could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; far.test

Final-Recipient: rfc822; p0000@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; {words}

--B
Content-Type: text/rfc822-headers

Message-ID: <invitation.1.{tag}@office.test>

--B--
"""


def notification(tag: str, action: str = "failed", words: str = "550 no such user") -> bytes:
    """Write a notification about the invitation of this tag."""
    return _REPORT.format(tag=tag, action=action, words=words).encode()
