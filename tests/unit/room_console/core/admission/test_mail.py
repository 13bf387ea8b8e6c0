"""Composing mails, and the outbox."""

import email
import email.policy
import stat
from pathlib import Path

import aiosmtplib
import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.admission import OutboxMailer, mail
from room_console.core.admission.mail import MailRefusedError, Sender, SmtpMailer, compose
from room_console.core.settings import MailSettings


def test_a_subject_cannot_add_a_header() -> None:
    made = compose(Sender("a@example.org"), "b@example.org", "Title\r\nBcc: all@example.org\n\nbody", "text")
    parsed = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == "Title Bcc: all@example.org body"
    assert parsed.get_content().strip() == "text"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\r\nBcc: c@d", "a@b, c@d", "A <a@b>", "@b", "a@", "ä@example.org", "a b@c"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MailRefusedError) as caught:
        compose(Sender("a@example.org"), address, "subject", "text")
    assert caught.value.code is ErrorCode.MAIL_FAILED


@pytest.mark.parametrize("sender", [Sender("nobody"), Sender("a@example.org", reply_to="no\r\nbody")])
def test_a_fault_of_the_settings_is_no_refusal_of_who_is_written_to(sender: Sender) -> None:
    with pytest.raises(ConferenceError, match="settings of mail") as caught:
        compose(sender, "b@example.org", "subject", "text")
    assert not isinstance(caught.value, MailRefusedError)


async def test_the_outbox_lists_the_newest_first(tmp_path: Path) -> None:
    outbox = OutboxMailer(tmp_path / "outbox")
    assert outbox.mails() == ()
    for n in range(3):
        await outbox.send(f"p{n}@example.org", f"Ünïcode {n}", f"code {n}")
    mails = outbox.mails()
    assert [(m.to, m.subject) for m in mails] == [(f"p{n}@example.org", f"Ünïcode {n}") for n in (2, 1, 0)]
    assert outbox.mails(most=1) == mails[:1]
    path = outbox.folder / mails[0].file
    assert "code 2" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    assert sorted(outbox.folder.iterdir()) == sorted(outbox.folder / m.file for m in mails)


async def test_the_outbox_keeps_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_OUTBOX_MAILS", 3)
    monkeypatch.setattr(mail, "PRUNED_EVERY", 1)
    outbox = OutboxMailer(tmp_path)
    for n in range(5):
        await outbox.send(f"p{n}@example.org", "s", "t")
    assert [m.to for m in outbox.mails()] == [f"p{n}@example.org" for n in (4, 3, 2)]


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConferenceError) as caught:
        await OutboxMailer(tmp_path / "file").send("a@example.org", "s", "t")
    assert caught.value.code is ErrorCode.MAIL_FAILED


@pytest.mark.parametrize(("code", "is_final"), [(550, True), (450, False)])
async def test_an_address_refused_for_good_is_told_apart(
    code: int, is_final: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        refused = aiosmtplib.SMTPRecipientRefused(code, "no", "anna@example.org")
        raise aiosmtplib.SMTPRecipientsRefused([refused])

    monkeypatch.setattr(aiosmtplib, "send", refuse)
    settings = MailSettings(host="mail.invalid", sender="console@example.org")
    with pytest.raises(ConferenceError) as caught:
        await SmtpMailer(settings).send("anna@example.org", "Coaching", "Tomorrow.")
    assert isinstance(caught.value, MailRefusedError) is is_final
