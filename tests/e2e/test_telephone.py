"""A telephone as an assistance case: a real core, a real browser, sound both ways, a crash in between (R18)."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from common.audio.testsignal import TALKBACK_VOICE, Voice
from common.audio.wav import WavWriter
from common.model.chat import ChatKind
from common.model.ids import SlotNumber
from common.model.people import Role
from common.model.rooms import CaseOutcome, Trouble
from common.protocol.chat import ChatSaid, NoticePosted, PostNotice, SendChat, WithdrawNotice
from common.protocol.floor import GrantFloor, RevokeFloor
from common.protocol.operator import Levels, LinkReports
from common.protocol.rooms import CallForHelp, CloseCase, CloseRoom, GrantMobile, MobileLinkIssued, OpenRoom
from tests.helpers.chromium import Opener, chromium
from tests.helpers.control import until
from tests.helpers.coreprocess import VIRTUAL_HALL, CoreProcess, Participant, core_process, participants, request_of
from tests.helpers.rawlink import newest_code
from tests.helpers.telephone import Telephone, telephone
from tests.helpers.webpage import TRUST_ANY

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]

PEOPLE = {"anna": Role.DELEGATE, "olga": Role.OPERATOR}
FLOOR_VOICE, FRENCH_VOICE, ANNAS_VOICE = 0, 2, 6
SPOKEN_DBFS = -45.0
WAIT_S = 20.0


@dataclass
class Hall:
    """A core, its operator, and a browser with a voice at its microphone."""

    core: CoreProcess
    olga: Participant
    anna: Participant
    opened: Opener

    async def granted_link(self) -> str:
        """Let Anna call for help, and grant her telephone."""
        await self.anna.client.request(CallForHelp(trouble=Trouble.OTHER))
        issued = await self.olga.client.request(GrantMobile(participant=self.anna.name, is_granted=True))
        assert isinstance(issued, MobileLinkIssued)
        return issued.link

    async def let_in(self, phone: Telephone) -> None:
        """Join by keyboard, with the code that is mailed."""
        await phone.page.tab_to("#headset")
        await phone.page.press("Space")
        await phone.press_on("#join")
        await phone.page.sees("a…@example.org")
        await phone.page.until("document.activeElement.id === 'code-input'")
        await phone.page.type(newest_code(self.core.state / "outbox", "anna@example.org"))
        await phone.page.press("Enter")
        await phone.page.sees("Meeting in a test")

    async def grant(self) -> None:
        """Give Anna the floor once she asks for it."""
        await until(lambda: request_of(self.olga.view, self.anna.name) is not None, WAIT_S)
        request = request_of(self.olga.view, self.anna.name)
        assert request is not None
        await self.olga.client.request(GrantFloor(request=request.request))

    def is_heard_privately(self) -> bool:
        """Tell whether the operator hears how Anna sounds."""
        reports = [m for m in self.olga.watcher.messages if isinstance(m, LinkReports)]
        return any(self.anna.name in m.reports and m.reports[self.anna.name].fitness for m in reports)

    def said_to_technicians(self) -> list[str]:
        """Return what was written in chats of help, as the operator was told."""
        said = [m for m in self.olga.watcher.messages if isinstance(m, ChatSaid) and m.kind is ChatKind.HELP]
        return [line.text for m in said for line in m.lines]

    def is_spoken_on_slot(self) -> bool:
        """Tell whether somebody is heard on the first slot."""
        levels = [m for m in self.olga.watcher.messages if isinstance(m, Levels)]
        self.olga.watcher.messages.clear()
        return any(SlotNumber(1) in m.slots and m.slots[SlotNumber(1)].rms_dbfs > SPOKEN_DBFS for m in levels)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    microphone = tmp_path / "voice.wav"
    with WavWriter(microphone) as file:
        voice = Voice(ANNAS_VOICE)
        for _ in range(1000):
            file.write(voice.read())
    async with contextlib.AsyncExitStack() as stack:
        core = await stack.enter_async_context(core_process(CoreProcess(tmp_path / "core", PEOPLE, VIRTUAL_HALL)))
        people = await stack.enter_async_context(participants(await core.links(PEOPLE)))
        opened = await stack.enter_async_context(chromium(tmp_path / "profile", microphone, TRUST_ANY))
        yield Hall(core, people["olga"], people["anna"], opened)


async def test_a_telephone_listens_chooses_speaks_and_outlives_a_crash_of_the_core(hall: Hall) -> None:
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        assert "#" not in await phone.page.run("location.href")
        await hall.let_in(phone)
        await phone.until_hears(FLOOR_VOICE)
        await phone.page.tab_to("#channels input")
        await phone.page.press("ArrowDown")
        await phone.page.press("ArrowDown")
        await phone.until_hears(FRENCH_VOICE)
        assert await phone.page.faults() == {}
        await phone.press_on("#floor-action")
        await phone.until_floor("next")
        assert await phone.open_microphones() == 0
        await hall.grant()
        await phone.until_floor("onair")
        await until(hall.is_spoken_on_slot, WAIT_S)
        assert await phone.open_microphones() == 1
        await phone.press_on("#floor-mute")
        await phone.until_floor("muted")
        await phone.press_on("#floor-mute")
        await phone.until_floor("onair")
        hall.core.kill()
        await phone.page.sees("Reconnecting by itself")
        hall.core.start()
        await phone.until_floor("onair")
        await phone.until_hears(FRENCH_VOICE)
        await hall.olga.wait_welcome(hall.core.started_mono_s)
        request = request_of(hall.olga.view, hall.anna.name)
        assert request is not None
        await hall.olga.client.request(RevokeFloor(request=request.request))
        await phone.until_floor("free")
        assert await phone.open_microphones() == 0
        await phone.page.until("window.said.some((words) => words.startsWith('Your microphone is off'))")
        said = await phone.said()
        wanted = ("You are next", "You have the floor", "You are on air", "You are muted")
        assert [w for w in wanted if not any(words.startswith(w) for words in said)] == []
        await phone.press_on("#leave")
        await phone.page.sees("You have left the meeting")


async def test_a_telephone_that_nobody_granted_stays_out_and_is_told_why(hall: Hall) -> None:
    links = await hall.core.links(["anna"], local=False)
    secret = str(links["anna"]).partition("#")[2]
    async with telephone(hall.opened, f"https://127.0.0.1:{hall.core.port}/m/crash#{secret}") as phone:
        await phone.press_on("#join")
        await phone.page.sees("only where the technician has allowed it")


async def test_a_grant_that_is_withdrawn_shows_the_telephone_out(hall: Hall) -> None:
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        await hall.let_in(phone)
        await hall.olga.client.request(GrantMobile(participant=hall.anna.name, is_granted=False))
        await phone.page.sees("This link has expired")
        await phone.press_on("#again")
        await phone.press_on("#join")
        await phone.page.sees("not valid any more")


async def test_a_telephone_is_helped_in_private_by_chat_and_by_notices(hall: Hall) -> None:
    operator = hall.olga.client
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        await operator.request(SendChat(kind=ChatKind.HELP, participant=hall.anna.name, text="Use the link"))
        await hall.let_in(phone)
        await phone.page.until("document.getElementById('help-lines').textContent.includes('Use the link')")
        await operator.request(PostNotice(text="Lunch <b>at one</b>"))
        await phone.page.sees("Lunch <b>at one</b>")
        await phone.page.until("window.said.includes('Notice of the chair: Lunch <b>at one</b>')")
        posted = next(m for m in hall.olga.watcher.messages if isinstance(m, NoticePosted))
        await operator.request(WithdrawNotice(number=posted.notice.number))
        await phone.page.until("document.getElementById('notices').hidden")
        await phone.until_hears(FLOOR_VOICE)
        await operator.request(OpenRoom(participant=hall.anna.name))
        await phone.page.sees("nobody else hears you")
        await phone.until_hears(TALKBACK_VOICE)
        await until(hall.is_heard_privately, WAIT_S)
        assert await phone.open_microphones() == 1
        await operator.request(SendChat(kind=ChatKind.HELP, participant=hall.anna.name, text="Closer, please"))
        await phone.page.sees("Closer, please")
        await phone.page.tab_to("#help-input")
        await phone.page.type("Better now?")
        await phone.page.press("Enter")
        await until(lambda: "Better now?" in hall.said_to_technicians(), WAIT_S)
        assert await phone.page.faults() == {}
        await phone.press_on("#room-close")
        await phone.until_hears(FLOOR_VOICE)
        assert await phone.open_microphones() == 0


async def test_a_telephone_is_asked_into_the_private_room_and_may_say_no(hall: Hall) -> None:
    operator = hall.olga.client
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        await hall.let_in(phone)
        await operator.request(CloseCase(participant=hall.anna.name, outcome=CaseOutcome.SOLVED))
        await operator.request(OpenRoom(participant=hall.anna.name))
        await phone.page.sees("asks to talk with you in private")
        assert await phone.open_microphones() == 0
        await phone.press_on("#room-close")
        await phone.page.until("document.getElementById('room').hidden")
        await operator.request(OpenRoom(participant=hall.anna.name))
        await phone.press_on("#room-enter")
        await phone.until_hears(TALKBACK_VOICE)
        assert await phone.open_microphones() == 1
        await operator.request(CloseRoom())
        await phone.page.until("window.said.some((words) => words.startsWith('The private room has ended'))")
        await phone.until_hears(FLOOR_VOICE)
        assert await phone.open_microphones() == 0
