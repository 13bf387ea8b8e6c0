"""Open registration, as somebody without JavaScript goes through it."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.model.agenda import Format
from common.model.people import Attendance, Role
from common.model.registration import Overflow, RegistrationRules
from room_console.core.web.pending import LIFE_MS
from tests.helpers.webrig import NOW_MS, OPEN, WebRig, web_rig

PAGE = "/register/assembly"
SENT = "look into your mailbox"
WEBCAST = "https://webcast.example.org/"


@pytest.fixture
async def rig(tmp_path: Path, no_task_left: None) -> AsyncIterator[WebRig]:
    async with web_rig(tmp_path) as running:
        yield running


async def test_a_mail_and_a_button_register_somebody_and_nothing_before_does(rig: WebRig) -> None:
    status, text = await rig.apply()
    assert status == 200
    assert SENT in text
    to, subject, body = await rig.mail()
    assert to == "anna@example.org"
    assert "Assembly" in subject
    assert f"https://127.0.0.1:{rig.place.port}/register/assembly/confirm?t=" in body
    path = await rig.confirmation()
    status, text = await rig.get(path)
    assert status == 200
    assert "Anna Lindqvist" in text
    assert rig.people == {}
    status, text = await rig.confirm(path)
    assert "You are registered" in text
    [anna] = rig.people.values()
    assert (anna.name, anna.role, anna.email) == ("Anna Lindqvist", Role.DELEGATE, "anna@example.org")


async def test_a_confirmation_is_good_once(rig: WebRig) -> None:
    await rig.apply()
    path = await rig.confirmation()
    first, second = await asyncio.gather(rig.confirm(path), rig.confirm(path))
    assert sorted([first[0], second[0]]) == [200, 410]
    assert (await rig.get(path))[0] == 410
    assert len(rig.people) == 1


async def test_a_confirmation_expires_and_is_erased(rig: WebRig) -> None:
    await rig.apply()
    path = await rig.confirmation()
    rig.clock.advance(LIFE_MS / 1000)
    assert (await rig.confirm(path))[0] == 410
    assert rig.people == {}
    await rig.desk._intake.pending.purge()
    assert len(rig.desk._intake.pending) == 0


@pytest.mark.parametrize(
    "path", [f"{PAGE}/confirm", f"{PAGE}/confirm?t=", f"{PAGE}/confirm?t=guess", f"{PAGE}/confirm?t=é"]
)
async def test_a_guessed_confirmation_is_none(rig: WebRig, path: str) -> None:
    assert (await rig.get(path))[0] == 410
    assert (await rig.confirm(path))[0] == 410


async def test_the_answer_does_not_tell_who_is_registered(rig: WebRig) -> None:
    await rig.add("boris")
    known = await rig.apply(email="Boris@example.org", name="X")
    stranger = await rig.apply(email="nobody@example.org", name="X")
    assert known == stranger
    await rig.mail(2)
    subjects = {to: subject for to, subject, _ in rig.mailer.mails}
    assert subjects["Boris@example.org"].startswith("You are registered")
    assert subjects["nobody@example.org"].startswith("Confirm")
    assert list(rig.people) == ["boris"]


async def test_who_confirms_twice_by_two_mails_is_registered_once(rig: WebRig) -> None:
    await rig.apply()
    await rig.apply()
    first, second = await rig.confirmation(1), await rig.confirmation(2)
    assert first != second
    assert "You are registered" in (await rig.confirm(first))[1]
    assert "You are registered" in (await rig.confirm(second))[1]
    assert len(rig.people) == 1


async def test_a_form_with_faults_says_each_and_keeps_what_was_typed(rig: WebRig) -> None:
    status, text = await rig.apply(email="anna", name="", delegation="<b>Sweden</b>")
    assert status == 422
    assert 'href="#name"' in text
    assert 'href="#email"' in text
    assert 'id="email-fault"' in text
    assert text.index('href="#name"') < text.index('href="#email"')
    assert "&lt;b&gt;Sweden" in text
    assert "<b>Sweden" not in text
    assert not rig.mailer.mails


async def test_the_title_of_the_meeting_is_escaped(rig: WebRig) -> None:
    _, text = await rig.get(PAGE)
    assert "The &lt;Assembly&gt; &amp; Co" in text


async def test_who_is_too_quick_is_asked_again_and_loses_nothing(rig: WebRig) -> None:
    _, form = await rig.get(PAGE)
    token = re.search(r'name="form" value="([^"]+)"', form)
    assert token is not None
    fields = {"name": "Anna", "delegation": "Sweden", "email": "anna@example.org", "form": token[1]}
    status, text = await rig.post(PAGE, fields)
    assert status == 422
    assert "very quick" in text
    assert 'value="Sweden"' in text


async def test_without_the_forms_token_nothing_is_sent(rig: WebRig) -> None:
    status, _ = await rig.apply(form="forged")
    assert status == 422
    assert not rig.mailer.mails


async def test_a_program_that_fills_in_everything_is_answered_alike_and_gets_nothing(rig: WebRig) -> None:
    assert (await rig.apply(website="https://buy.example"))[0] == 200
    assert (await rig.apply(name="Boris"))[0] == 200
    await rig.mail()
    assert len(rig.mailer.mails) == 1


async def test_one_address_may_not_send_without_end(rig: WebRig) -> None:
    answers = [(await rig.apply(email=f"a{n}@example.org"))[0] for n in range(40)]
    assert 429 in answers
    assert answers[:10] == [200] * 10


async def test_one_mailbox_is_not_filled(rig: WebRig) -> None:
    for _ in range(6):
        assert (await rig.apply())[0] == 200
    await rig.mail(3)
    await rig.apply(email="other@example.org")
    await rig.mail(4)
    assert [to for to, _, _ in rig.mailer.mails].count("anna@example.org") == 3


async def test_registration_that_is_closed_is_not_shown(rig: WebRig) -> None:
    await rig.apply()
    path = await rig.confirmation()
    await rig.rule(RegistrationRules())
    for status, text in (await rig.get(PAGE), await rig.post(PAGE, {}), await rig.get(f"{PAGE}/sent")):
        assert status == 404
        assert "<form" not in text
    status, text = await rig.confirm(path)
    assert status == 409
    assert rig.people == {}


async def test_after_the_deadline_the_page_says_so(rig: WebRig) -> None:
    await rig.rule(replace(OPEN, deadline_at_ms=NOW_MS + 60_000))
    _, text = await rig.get(PAGE)
    assert "Tuesday 30 June 2026, 10:01 (Zurich)" in text
    assert 'datetime="2026-06-30T08:01:00Z"' in text
    rig.clock.advance(60)
    status, text = await rig.get(PAGE)
    assert status == 410
    assert "deadline" in text


async def test_a_link_of_before_the_deadline_registers_nobody_after_it(rig: WebRig) -> None:
    await rig.rule(replace(OPEN, deadline_at_ms=NOW_MS + 60_000))
    await rig.apply()
    path = await rig.confirmation()
    rig.clock.advance(60)
    status, text = await rig.confirm(path)
    assert (status, rig.people) == (409, {})
    assert "Registration has closed" in text
    assert (await rig.confirm(path))[0] == 410


async def test_another_meeting_is_not_found(rig: WebRig) -> None:
    assert (await rig.get("/register/other"))[0] == 404
    assert (await rig.get("/register/other/confirm?t=x"))[0] == 404


async def test_when_full_the_webcast_is_named_and_no_form_is_shown(rig: WebRig) -> None:
    await rig.add("boris")
    await rig.rule(replace(OPEN, most=1, most_active=1, overflow=Overflow.WEBCAST, webcast_url=WEBCAST))
    _, text = await rig.get(PAGE)
    assert f'href="{WEBCAST}"' in text
    assert "No place is left" in text
    assert "<form" not in text


async def test_the_last_place_taken_meanwhile_leads_to_the_webcast(rig: WebRig) -> None:
    await rig.rule(replace(OPEN, most=1, most_active=1, overflow=Overflow.WEBCAST, webcast_url=WEBCAST))
    await rig.apply()
    path = await rig.confirmation()
    await rig.add("boris")
    status, text = await rig.confirm(path)
    assert status == 200
    assert f'href="{WEBCAST}"' in text
    assert "you are not registered" in text
    assert list(rig.people) == ["boris"]


async def test_when_nobody_more_may_speak_one_can_still_follow(rig: WebRig) -> None:
    await rig.add("boris")
    await rig.rule(replace(OPEN, most_active=1))
    status, text = await rig.apply()
    assert status == 200
    assert "All places for those who may ask for the floor are taken" in text
    assert not rig.mailer.mails
    assert SENT in (await rig.apply(part="follow"))[1]


async def test_a_quota_of_the_hall_is_said(rig: WebRig) -> None:
    await rig.rule(replace(OPEN, on_site_quota=0))
    _, text = await rig.apply(attendance="on_site")
    assert "All places in the meeting room for your delegation are taken" in text


async def test_whoever_comes_to_the_hall_is_registered_so(rig: WebRig) -> None:
    await rig.apply(attendance="on_site")
    await rig.confirm(await rig.confirmation())
    assert [p.attendance for p in rig.people.values()] == [Attendance.ON_SITE]


async def test_a_virtual_meeting_offers_no_hall(tmp_path: Path) -> None:
    async with web_rig(tmp_path, kind=Format.VIRTUAL) as rig:
        _, text = await rig.get(PAGE)
        assert "on_site" not in text


async def test_every_text_is_in_the_readers_language(rig: WebRig) -> None:
    _, text = await rig.get(PAGE, headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in text
    assert 'action="/register/assembly?lang=ar"' in text


async def test_who_waits_for_confirmation_outlives_a_restart(tmp_path: Path) -> None:
    async with web_rig(tmp_path) as rig:
        await rig.apply()
        path = await rig.confirmation()
        secret = path.partition("t=")[2]
    assert secret.encode() not in (tmp_path / "web.db").read_bytes()
    async with web_rig(tmp_path) as rig:
        assert "You are registered" in (await rig.confirm(path))[1]
