"""The code out of the outbox: the newest one to this delegate, each once."""

from pathlib import Path

import pytest

from common.model.errors import UserError
from delegate_app.core.headless.codes import OutboxCodes
from delegate_app.core.state import CodePrompt
from tests.helpers.mediagateway import outbox_mail

PROMPT = CodePrompt("a…@example.org", 600, 5, 30)


def test_the_newest_to_the_masked_address_and_each_once(tmp_path: Path) -> None:
    outbox_mail(tmp_path, "anna@example.org", "111111", "1.eml")
    outbox_mail(tmp_path, "anna@example.org", "222222", "2.eml")
    outbox_mail(tmp_path, "boris@example.org", "333333", "3.eml")
    outbox_mail(tmp_path, "anna@example.com", "444444", "4.eml")
    codes = OutboxCodes(tmp_path)
    assert [codes.newest(PROMPT.sent_to) for _ in range(3)] == ["222222", "111111", None]


def test_a_full_address_is_taken_to_the_letter(tmp_path: Path) -> None:
    outbox_mail(tmp_path, "albert@example.org", "111111", "2.eml")
    outbox_mail(tmp_path, "anna@example.org", "222222", "1.eml")
    assert OutboxCodes(tmp_path).newest("anna@example.org") == "222222"


async def test_what_is_there_is_given_at_once(tmp_path: Path) -> None:
    outbox_mail(tmp_path, "albert@example.org", "111111", "2.eml")
    outbox_mail(tmp_path, "anna@example.org", "222222", "1.eml")
    assert await OutboxCodes(tmp_path, "anna@example.org")(PROMPT) == "222222"


async def test_waiting_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="timeout"):
        await OutboxCodes(tmp_path / "none", wait_s=0.01)(PROMPT)


def test_a_mail_without_a_code_is_passed_over(tmp_path: Path) -> None:
    outbox_mail(tmp_path, "anna@example.org", "soon", "2.eml")
    outbox_mail(tmp_path, "anna@example.org", "1234567", "1.eml")
    (tmp_path / "3.eml").write_bytes(b"\xff\xfe not a mail")
    assert OutboxCodes(tmp_path).newest("anna@example.org") is None
