"""Mail over real connections: to aiosmtpd, and to servers that refuse, stall or talk nonsense."""

import asyncio
import email
import email.policy
import ssl
import time
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.admission import SmtpMailer
from room_console.core.settings import MailSecurity, MailSettings
from tests.helpers.certificates import Certificates, make_certificates
from tests.helpers.logfail import LogWatch
from tests.helpers.smtp import Letterbox, Talk, mail_server, rude_server

SENDER = "meetings@example.org"


def settings(port: int, security: MailSecurity = MailSecurity.NONE, account: str = "") -> MailSettings:
    return MailSettings(
        host="127.0.0.1", port=port, sender=SENDER, security=security, username=account, password_env="PASS"
    )


def mailer(given: MailSettings, certificates: Certificates | None = None, timeout_s: float = 5.0) -> SmtpMailer:
    trusted = certificates.client if certificates is not None else None
    return SmtpMailer(given, {"PASS": "secret"}, trusted, timeout_s)


async def failure(sender: SmtpMailer, to: str = "anna@example.org") -> ConferenceError:
    with pytest.raises(ConferenceError) as caught:
        await sender.send(to, "Subject", "text")
    assert caught.value.code is ErrorCode.MAIL_FAILED
    assert "secret" not in caught.value.detail
    return caught.value


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificates(folder, "127.0.0.1")


async def test_a_mail_arrives_whole() -> None:
    box = Letterbox()
    async with mail_server(box) as port:
        await mailer(settings(port)).send("anna@example.org", "Votre été\r\nBcc: x@y", "code: 123456\n.\nÄ\n")
    ((sender, recipients, content),) = box.mails
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert (sender, recipients) == (SENDER, ["anna@example.org"])
    assert (parsed["From"], parsed["To"]) == (SENDER, "anna@example.org")
    assert parsed["Subject"] == "Votre été Bcc: x@y"
    assert parsed["Bcc"] is None
    assert parsed.get_content().replace("\r\n", "\n") == "code: 123456\n.\nÄ\n"


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
async def test_with_tls_and_an_account(
    certificates: Certificates, security: MailSecurity, expects_logs: LogWatch
) -> None:
    expects_logs("mail.log: Session.login_data is deprecated")
    box = Letterbox()
    options: dict[str, object] = {"authenticator": box.authenticate}
    if security is MailSecurity.TLS:
        options |= {"ssl": certificates.server, "auth_require_tls": False}
    else:
        options |= {"tls_context": certificates.server, "require_starttls": True}
    async with mail_server(box, **options) as port:
        await mailer(settings(port, security, "console"), certificates).send("anna@example.org", "s", "t")
    assert box.logins == [(b"console", b"secret")]
    assert len(box.mails) == 1


async def test_a_certificate_that_nobody_trusts_gets_no_password(
    certificates: Certificates, expects_logs: LogWatch
) -> None:
    expects_logs.maybe("mail.log: .* SMTP session exception .TLSSetupException")
    box = Letterbox()
    async with mail_server(box, tls_context=certificates.server, authenticator=box.authenticate) as port:
        given = settings(port, MailSecurity.STARTTLS, "console")
        error = await failure(SmtpMailer(given, {"PASS": "secret"}, ssl.create_default_context()))
    assert "certificate" in error.detail.lower()
    assert box.logins == []


async def test_a_server_without_starttls_gets_no_mail() -> None:
    box = Letterbox()
    async with mail_server(box) as port:
        await failure(mailer(settings(port, MailSecurity.STARTTLS)))
    assert box.mails == []


async def test_a_passing_refusal_is_tried_once_more() -> None:
    box = Letterbox(refusals=["451 later"])
    async with mail_server(box) as port:
        await mailer(settings(port)).send("anna@example.org", "s", "t")
        assert len(box.mails) == 1
        box.refusals = ["451 later", "451 later"]
        await failure(mailer(settings(port)))
    assert len(box.mails) == 1


async def test_an_unknown_recipient_is_said() -> None:
    box = Letterbox()
    async with mail_server(box) as port:
        assert "refuses the address" in (await failure(mailer(settings(port)), "nobody@example.org")).detail


async def test_nobody_listens() -> None:
    async with mail_server(Letterbox()) as port:
        pass
    await failure(mailer(settings(port)))


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220-")
    while not reader.at_eof():
        writer.write(b"wait\r\n220-")
        try:
            async with asyncio.timeout(0.05):
                await reader.read(1)
        except TimeoutError:
            continue
    writer.close()


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\xff\x00HTTP/1.1 200 OK\r\n\r\n" * 100)
    await reader.read()
    writer.close()


async def never_end_the_line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 " + b"x" * 100_000)
    await reader.read()
    writer.close()


@pytest.mark.parametrize("talk", [say_nothing, trickle, hang_up, talk_nonsense, never_end_the_line])
async def test_a_rude_server_costs_two_waits_at_most(talk: Talk) -> None:
    async with rude_server(talk) as port:
        begun_s = time.monotonic()
        await failure(mailer(settings(port), timeout_s=0.5))
        assert time.monotonic() - begun_s < 3.0
