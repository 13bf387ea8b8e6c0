"""The settings of what goes out to people: mail, returned mail, SMS, and the ways of a one-time code."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section

_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z"
_EMAIL = r"^([!-?A-~]+@[!-?A-~]+)?\Z"
_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?\Z"

KANNEL_REQUEST = (
    "username={user}&password={password}&from={from}&to={to}&text={text}"
    "&charset=UTF-8&coding=2&dlr-mask=19&dlr-url={receipt}"
)
"""What kannel's smsbox takes: text as UTF-8, receipts of delivery, of failure and of the centre's refusal."""


class MailSecurity(StrEnum):
    """How the connection to a mail server is secured."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class BounceSource(StrEnum):
    """Where mails that come back are read."""

    NONE = "none"
    IMAP = "imap"
    MAILDIR = "maildir"


class BounceSettings(Section, frozen=True, kw_only=True):
    """The mailbox that undeliverable invitations come back to. Read ones are left there, marked as seen."""

    source: Annotated[BounceSource, Meta(description="Where that mailbox is; `none` reads nothing.")] = (
        BounceSource.NONE
    )
    address: Annotated[
        str,
        Meta(
            pattern=_EMAIL,
            max_length=254,
            description="Its address, the envelope sender of invitations; `mail.sender` if empty.",
        ),
    ] = ""
    plus_addressing: Annotated[
        bool,
        Meta(description="Whether the server takes `name+anything@domain` for it: each mail then names itself there."),
    ] = False
    host: Annotated[str, Meta(max_length=253, description="Name of the IMAP server.")] = ""
    port: Annotated[int, Meta(ge=1, le=65_535, description="Its TCP port.")] = 993
    security: Annotated[MailSecurity, Meta(description="How the connection is secured.")] = MailSecurity.TLS
    username: Annotated[str, Meta(pattern=_LINE, max_length=255, description="Account of the mailbox.")] = ""
    password_env: Annotated[
        str, Meta(pattern=_VARIABLE, max_length=255, description="Environment variable that holds its password.")
    ] = ""
    folder: Annotated[
        str,
        Meta(
            pattern=_LINE, max_length=1024, description="Folder of the mailbox; of a Maildir the path of its directory."
        ),
    ] = "INBOX"
    every_s: Annotated[int, Meta(ge=5, le=3_600, description="How often it is looked into.", extra={"unit": "s"})] = 60


class MailSettings(Section, frozen=True, kw_only=True):
    """The mail server that sends codes and invitations. Without a host, mails are written into the outbox folder."""

    host: Annotated[str, Meta(max_length=253, description="Name of the mail server; empty for the outbox.")] = ""
    port: Annotated[int, Meta(ge=1, le=65_535, description="Its TCP port.")] = 587
    username: Annotated[str, Meta(pattern=_LINE, max_length=255, description="Account; empty to send without one.")] = (
        ""
    )
    password_env: Annotated[
        str,
        Meta(
            pattern=_VARIABLE,
            max_length=255,
            description="Environment variable that holds the password. The password itself never stands in this file.",
        ),
    ] = ""
    sender: Annotated[str, Meta(pattern=_EMAIL, max_length=254, description="Address that the mails come from.")] = ""
    sender_name: Annotated[str, Meta(pattern=_LINE, max_length=120, description="Name beside it, the organiser's.")] = (
        ""
    )
    reply_to: Annotated[
        str, Meta(pattern=_EMAIL, max_length=254, description="Address for answers; the sender's if empty.")
    ] = ""
    security: Annotated[MailSecurity, Meta(description="How the connection is secured.")] = MailSecurity.STARTTLS
    connections: Annotated[int, Meta(ge=1, le=16, description="How many connections send invitations at once.")] = 4
    most_per_minute: Annotated[
        int, Meta(ge=0, le=60_000, description="Invitations a minute at most, as the provider allows; 0 for no limit.")
    ] = 0
    attempts: Annotated[
        int, Meta(ge=1, le=20, description="How often an invitation is tried before it is given up.")
    ] = 8
    invites_by_itself: Annotated[
        bool, Meta(description="Whether everyone remote is invited by itself once registration has closed.")
    ] = True
    bounces: BounceSettings = BounceSettings()


class SmsSettings(Section, frozen=True, kw_only=True):
    """The HTTP gateway that sends codes by SMS; none without a URL. The usual request is that of kannel's smsbox."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[!-~]+)?\Z",
            max_length=1024,
            description="Address of the gateway (`http://127.0.0.1:13013/cgi-bin/sendsms`); empty for none.",
        ),
    ] = ""
    method: Annotated[
        str, Meta(pattern=r"^(GET|POST)\Z", max_length=4, description="`GET`, or `POST` to send the request as a body.")
    ] = "GET"
    request: Annotated[
        str,
        Meta(
            pattern=_LINE,
            max_length=2048,
            description="Query or body, with `{to}`, `{text}`, `{from}`, `{user}`, `{password}` and `{receipt}` "
            "filled in; a body that begins with `{` is JSON, any other a form.",
        ),
    ] = KANNEL_REQUEST
    authorization: Annotated[
        str,
        Meta(
            pattern=_LINE,
            max_length=255,
            description="The header `Authorization` (`Bearer {password}`); empty for none.",
        ),
    ] = ""
    accepted: Annotated[
        str,
        Meta(
            max_length=255,
            description="Regular expression that an answer with status 200 to 299 must hold, or it is a failure.",
        ),
    ] = ""
    sender: Annotated[str, Meta(pattern=_LINE, max_length=20, description="What the SMS comes from.")] = ""
    username: Annotated[str, Meta(pattern=_LINE, max_length=255, description="Account at the gateway.")] = ""
    password_env: Annotated[
        str, Meta(pattern=_VARIABLE, max_length=255, description="Environment variable that holds its password or key.")
    ] = ""
    receipt_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[!-~]+)?\Z",
            max_length=300,
            description="Where the gateway reaches this console for receipts; its public address if empty.",
        ),
    ] = ""
    receipt_query: Annotated[
        str,
        Meta(
            pattern=_LINE,
            max_length=255,
            description="What the gateway fills into that address; our parameters are `status` and `reason`.",
        ),
    ] = "status=%d&reason=%A"
    delivered: Annotated[
        str, Meta(pattern=_LINE, max_length=255, description="Values of `status` that mean delivered, with commas.")
    ] = "1,DELIVRD,delivered"
    failed: Annotated[
        str, Meta(pattern=_LINE, max_length=255, description="Values of `status` that mean lost, with commas.")
    ] = "2,16,UNDELIV,EXPIRED,REJECTD,failed,undelivered,rejected"


class CodeSettings(Section, frozen=True, kw_only=True):
    """The one-time codes at the entry: by which ways. A person needs the address, number or app of a way."""

    email: Annotated[bool, Meta(description="By e-mail.")] = True
    sms: Annotated[bool, Meta(description="By SMS, where a gateway is set.")] = True
    authenticator: Annotated[bool, Meta(description="By an authenticator app, which each person may set up.")] = True
    authenticator_only: Annotated[
        bool, Meta(description="Whether who has set up an authenticator app is asked for its codes and no others.")
    ] = True
