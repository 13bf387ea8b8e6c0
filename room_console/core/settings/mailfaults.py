"""What the settings of mail, returned mail and SMS must keep together."""

import re
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

from room_console.core.settings.declared import Settings
from room_console.core.settings.mail import BounceSource, MailSecurity

Faults = list[tuple[str, str]]
_PLACES = frozenset({"to", "text", "from", "user", "password", "receipt"})
_PLACE = re.compile(r"\{(\w+)\}")


NO_ADDRESS: Final = (ValueError, IndexError, MessageError)
"""What the standard library says to an address that is none."""


def mail_faults(settings: Settings, environment: Mapping[str, str]) -> Faults:
    """Name what is wrong, as pairs of key and sentence."""
    return [
        *_account_faults("mail", settings.mail, environment),
        *_address_faults(settings),
        *_bounce_faults(settings, environment),
        *_sms_faults(settings, environment),
        *_code_faults(settings),
    ]


def _account_faults(key: str, section: object, environment: Mapping[str, str]) -> Faults:
    host, username = getattr(section, "host", ""), getattr(section, "username", "")
    variable, security = getattr(section, "password_env", ""), getattr(section, "security", None)
    found = []
    if host and key == "mail" and not getattr(section, "sender", ""):
        found.append(("mail.sender", "must be set where a mail server is"))
    if bool(username) != bool(variable):
        found.append((f"{key}.password_env", f"must be set together with {key}.username"))
    if username and security is MailSecurity.NONE:
        found.append((f"{key}.security", "an account's password does not go over an unsecured connection"))
    if host and variable and variable not in environment:
        found.append((f"{key}.password_env", f"the environment variable {variable} is not set"))
    return found


def _address_faults(settings: Settings) -> Faults:
    """Name the console's own addresses that no mail can be written with (RFC 5322): all mails would fail by them."""
    mail = settings.mail
    own = {"mail.sender": mail.sender, "mail.reply_to": mail.reply_to, "mail.bounces.address": mail.bounces.address}
    return [(key, "is no e-mail address") for key, value in own.items() if value and not _is_address(value)]


def _is_address(value: str) -> bool:
    try:
        Address(addr_spec=value)
    except NO_ADDRESS:
        return False
    return True


def _bounce_faults(settings: Settings, environment: Mapping[str, str]) -> Faults:
    bounces = settings.mail.bounces
    if bounces.source is BounceSource.MAILDIR and bounces.folder == "INBOX":
        return [("mail.bounces.folder", "must be the path of the Maildir")]
    if bounces.source is not BounceSource.IMAP:
        return []
    found = _account_faults("mail.bounces", bounces, environment)
    if not bounces.host or not bounces.username:
        found.append(("mail.bounces.host", "must be set, and mail.bounces.username with it, to read by IMAP"))
    return found


def _sms_faults(settings: Settings, environment: Mapping[str, str]) -> Faults:
    sms = settings.sms
    found = []
    unknown = sorted(set(_PLACE.findall(sms.request)) - _PLACES)
    found += [("sms.request", f"{{{name}}} is nothing that can be filled in") for name in unknown]
    if sms.url and not {"to", "text"} <= set(_PLACE.findall(sms.request)):
        found.append(("sms.request", "must hold {to} and {text}"))
    try:
        re.compile(sms.accepted)
    except re.error as error:
        found.append(("sms.accepted", f"is no regular expression: {error}"))
    if sms.url and sms.password_env and sms.password_env not in environment:
        found.append(("sms.password_env", f"the environment variable {sms.password_env} is not set"))
    return found


def _code_faults(settings: Settings) -> Faults:
    if settings.codes.email or (settings.codes.sms and settings.sms.url):
        return []
    return [("codes.email", "must be true where no SMS gateway is: a first entry has no other way")]
