"""The public's pages in a real browser: by keyboard alone, 320 px wide, in Arabic's direction, without JavaScript."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from common.model.ids import ParticipantId
from room_console.core.web.formtoken import LEAST_MS
from tests.helpers.chromium import Opener, chromium
from tests.helpers.webpage import WebPage, web_page
from tests.helpers.webrig import OPEN, WebRig, tomorrow, web_rig

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

ANNA = ParticipantId("anna")
SECRET = f"#{'a' * 43}.{'0' * 64}"


@dataclass
class Desktop:
    """The pages, and a browser."""

    rig: WebRig
    opened: Opener


@pytest.fixture
async def desktop(tmp_path: Path) -> AsyncIterator[Desktop]:
    async with web_rig(tmp_path / "state") as rig, chromium(tmp_path / "profile") as opened:
        await rig.add("anna")
        await rig.slots.add(tomorrow())
        yield Desktop(rig, opened)


async def fill_in(page: WebPage, rig: WebRig, **fields: str) -> None:
    """Go through the form by Tab, type, and send it by Enter."""
    for name, value in fields.items():
        await page.tab_to(f"#{name}")
        await page.type(value)
    await page.tab_to("#send")
    rig.clock.advance(LEAST_MS / 1000)
    await page.press("Enter")


async def test_somebody_registers_by_keyboard_alone(desktop: Desktop) -> None:
    rig = desktop.rig
    async with web_page(desktop.opened, f"{rig.site}/register/assembly") as page:
        await fill_in(page, rig, name="Mei Tanaka", delegation="Japan", email="mei")
        await page.until("document.activeElement.id === 'faults'")
        await page.press("Tab")
        await page.press("Enter")
        await page.until("document.activeElement.id === 'email'")
        assert await page.run("document.getElementById('name').value") == "Mei Tanaka"
        described = "document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[1])"
        assert "name@example.org" in await page.run(f"{described}.innerText")
        await page.press("End")
        await page.type("@example.org")
        await page.tab_to("#send")
        rig.clock.advance(LEAST_MS / 1000)
        await page.press("Enter")
        await page.sees("look into your mailbox")
        await page.go(rig.site + await rig.confirmation())
        await page.tab_to("#confirm")
        await page.press("Enter")
        await page.sees("You are registered")
    assert [p.name for p in rig.people.values()] == ["Anna", "Mei Tanaka"]


async def test_somebody_registers_without_javascript(desktop: Desktop) -> None:
    rig = desktop.rig
    async with web_page(desktop.opened, f"{rig.site}/register/assembly", plain=True) as page:
        await fill_in(page, rig, name="Mei Tanaka", delegation="Japan", email="mei@example.org")
        await page.sees("look into your mailbox")
        await page.go(rig.site + await rig.confirmation())
        await page.tab_to("#confirm")
        await page.press("Enter")
        await page.sees("You are registered")


async def test_a_session_is_booked_by_keyboard_in_the_meetings_and_the_own_time(desktop: Desktop) -> None:
    rig = desktop.rig
    booking = rig.site + rig.links.booking(ANNA, rig.clock.now_ms()).removeprefix(rig.links.site)
    async with web_page(desktop.opened, booking) as page:
        await page.page.command("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
        await page.go(booking)
        await page.sees("09:00–09:30")
        await page.sees("your time: Wed 16:00")
        await page.tab_to("input[name=slot]")
        await page.press("ArrowDown")
        await page.tab_to("#book")
        await page.press("Enter")
        await page.sees("Your session is booked")
        mine = rig.slots.of(ANNA)
        assert mine is not None
        await page.tab_to("#cancel")
        await page.press("Enter")
        await page.sees("Your session is cancelled")
    assert rig.slots.of(ANNA) is None


async def test_the_way_into_the_app_keeps_the_secret_from_every_server(desktop: Desktop) -> None:
    rig = desktop.rig
    async with web_page(desktop.opened, f"{rig.site}/join/assembly?lang=en{SECRET}") as page:
        link = await page.until("document.getElementById('open').getAttribute('href')")
        assert link == f"hemicycle://127.0.0.1:{rig.place.port}/assembly{SECRET}"
        await page.run("document.querySelector('.languages a').click()")
        await page.until("document.dir === 'rtl'")
        assert await page.until("document.getElementById('open').getAttribute('href')") == link
        await page.go(f"{rig.site}/join/assembly#nonsense")
        assert await page.run("document.getElementById('with-link').hidden")
        await page.sees("whole link")
    assert rig.asked
    assert not any("aaaa" in path for path in rig.asked)


async def test_every_page_fits_a_small_screen_in_both_directions_and_names_everything(desktop: Desktop) -> None:
    rig = desktop.rig
    await rig.rule(replace(OPEN, lists_followers=True))
    await rig.apply(email="omar@example.org")
    pages = {
        "register": "/register/assembly",
        "sent": "/register/assembly/sent",
        "confirm": await rig.confirmation(),
        "booking": rig.links.booking(ANNA, rig.clock.now_ms()).removeprefix(rig.links.site),
        "follow": "/follow/assembly",
        "join": f"/join/assembly{SECRET}",
        "telephone": f"/m/assembly{SECRET}",
        "gone": "/register/assembly/confirm?t=none",
    }
    async with web_page(desktop.opened, "about:blank") as page:
        for language, direction in (("en", "ltr"), ("ar", "rtl")):
            for width, scheme in ((320, "dark"), (1280, "light")):
                await page.look(width, 640, scheme, mobile=width == 320)
                for name, path in pages.items():
                    place, mark, secret = path.partition("#")
                    mixed = f"{place}{'&' if '?' in place else '?'}lang={language}{mark}{secret}"
                    await page.go(rig.site + mixed)
                    assert await page.faults() == {}, (name, language, width)
                    assert await page.run("[document.dir, document.documentElement.lang]") == [direction, language]
                    assert await page.run("document.querySelectorAll('h1').length") >= 1, name
                    assert await page.run("document.title"), name
