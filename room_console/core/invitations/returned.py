"""Mails that come back: what a delivery status notification says of which invitation (RFC 3464, RFC 3461)."""

import email
import email.policy
import logging
import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from common.model.invitations import InvitationState
from room_console.core.invitations.book import TAG_CHARACTERS

_log = logging.getLogger(__name__)

MAX_MAIL_BYTES: Final = 250_000
"""Read of a mail. What is said comes before the mail that is returned; the worst that fits takes about a second."""
MAX_PARTS: Final = 30
_TAG: Final = rf"[0-9a-f]{{{TAG_CHARACTERS}}}"
_MESSAGE_ID: Final = re.compile(rf"<invitation\.\d+\.({_TAG})@[^<>\s]+>")
_PLUS: Final = re.compile(rf"\+({_TAG})@")
_WHOLE: Final = re.compile(_TAG)
_BOUNDARY: Final = re.compile(rb"boundary", re.IGNORECASE)
"""Each line of a mail is held against the boundaries of all parts around it."""
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Notification:
    """What became of the invitation of this tag. `words` are English, as the far server gave them."""

    tag: str
    state: InvitationState
    words: str = ""


def message_id(number: int, tag: str, domain: str) -> str:
    """Return the Message-ID of an invitation: the same for it however often it is tried."""
    return f"<invitation.{number}.{tag}@{domain}>"


def read_notification(mail: bytes) -> Notification | None:
    """Read a mail from the mailbox; None for one that is no notification about an invitation, or says nothing new.

    The tag is taken from the envelope's id, the returned headers or the address that it came back to; it cannot be
    guessed, so that nobody who did not see the mail can forge one.
    """
    mail = mail[:MAX_MAIL_BYTES]
    if len(_BOUNDARY.findall(mail)) > MAX_PARTS:
        return None
    try:
        return _read(mail)
    except Exception as error:  # the border to email, which answers a mail nested without end with RecursionError
        _log.info("= a returned mail can't be understood: %s", type(error).__name__)
        return None


def _read(mail: bytes) -> Notification | None:
    message = email.message_from_bytes(mail, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(_parts(message))
    fields = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    blocks = [block for block in fields.get_payload() if isinstance(block, Message)] if fields is not None else []
    if not blocks or (tag := _tag_of(message, blocks, parts)) is None:
        return None
    return _outcome(tag, blocks, parts)


def _outcome(tag: str, blocks: list[Message], parts: list[Message]) -> Notification | None:
    recipient = next((block for block in blocks if block.get("Action")), None)
    action = str(recipient.get("Action")).strip().lower() if recipient is not None else ""
    if recipient is None or action == "delayed":
        return None
    if action in ("delivered", "relayed", "expanded"):
        return Notification(tag, InvitationState.DELIVERED if action == "delivered" else InvitationState.SENT)
    if action != "failed":
        return None
    status = _STATUS.search(str(recipient.get("Status", "")))
    said = str(recipient.get("Diagnostic-Code", "")).partition(";")[2] or _said_to_people(recipient, parts)
    words = " ".join(f"{status[0] if status else ''} {said}".split())
    return Notification(tag, InvitationState.BOUNCED, words[:300])


def _said_to_people(recipient: Message, parts: list[Message]) -> str:
    """Find the reason in the part for people, where the part for machines has none: what follows the address there."""
    address = str(recipient.get("Final-Recipient", "")).partition(";")[2].strip()
    texts = (part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/plain")
    text = next((found.decode("utf-8", "replace") for found in texts if isinstance(found, bytes)), "")
    _, _, after = text.partition(address) if address else ("", "", "")
    return " ".join(after.split())[:200] or "returned by the far mail server"


def _tag_of(message: Message, blocks: list[Message], parts: list[Message]) -> str | None:
    """Find which invitation a notification is about."""
    envelope = str(blocks[0].get("Original-Envelope-Id", "")).strip()
    if _WHOLE.fullmatch(envelope):
        return envelope
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            found = _MESSAGE_ID.search(_headers_of(part))
            if found is not None:
                return found[1]
    back = _PLUS.search(" ".join(str(message.get(name, "")) for name in ("Delivered-To", "To", "X-Original-To")))
    return back[1] if back is not None else None


def _headers_of(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = payload[0] if payload else None
        return str(inner.get("Message-ID", "")) if isinstance(inner, Message) else ""
    return str(payload)[:20_000]


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload[:MAX_PARTS] if isinstance(part, Message)] if isinstance(payload, list) else []
