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
from common.model.voice import MicrophoneState
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
NOTE_SENT = """(() => {
  window.sent = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { window.sent.push(JSON.parse(data).type); send.call(this, data); };
})()"""
REFUSALS = """(async () => {
  const found = performance.getEntriesByType("resource").find(({ name }) => name.includes("mobile/words"));
  const words = await import(found.name);
  return ["already", "not_found", "not_allowed"].map(words.refusalText);
})()"""
"""What the page says of a wish that something else has overtaken, and of one that is not theirs."""
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
        return any(self.anna.name in m.reports and m.reports[self.anna.name].fitness for m in self._reports())

    def microphone_of_anna(self) -> MicrophoneState | None:
        """Return what the operator was told last of Anna's microphone."""
        reports = [m.reports[self.anna.name] for m in self._reports() if self.anna.name in m.reports]
        return reports[-1].microphone if reports else None

    def _reports(self) -> list[LinkReports]:
        return [m for m in self.olga.watcher.messages if isinstance(m, LinkReports)]

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


async def test_what_the_device_itself_stops_is_said_and_goes_on(hall: Hall) -> None:
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        await hall.let_in(phone)
        await phone.until_hears(FLOOR_VOICE)
        await phone.page.run("document.getElementById('sound').pause()")
        await phone.page.until("window.said.some((words) => words.startsWith('This device has stopped the sound'))")
        await phone.press_on("#sound-on")
        await phone.page.until("document.getElementById('sound-on').hidden")
        await phone.until_hears(FLOOR_VOICE)
        await phone.page.run("document.getElementById('sound').pause()")
        await phone.page.until("!document.getElementById('sound-on').hidden")
        await phone.page.run("document.dispatchEvent(new Event('visibilitychange'))")
        await phone.page.until("document.getElementById('sound-on').hidden")
        await phone.press_on("#floor-action")
        await phone.until_floor("next")
        await hall.grant()
        await phone.until_floor("onair")
        await phone.page.run("window.microphones.at(-1).dispatchEvent(new Event('mute'))")
        await phone.page.until("document.getElementById('floor-words').textContent.includes('Nobody hears you')")
        await until(lambda: hall.microphone_of_anna() is MicrophoneState.LOST, WAIT_S)
        await phone.page.run("window.microphones.at(-1).dispatchEvent(new Event('unmute'))")
        await phone.page.until("document.getElementById('floor-words').textContent.startsWith('On air')")
        await until(lambda: hall.microphone_of_anna() is MicrophoneState.IN_USE, WAIT_S)


async def test_a_button_that_is_pressed_twice_asks_once_and_complains_of_nothing(hall: Hall) -> None:
    async with telephone(hall.opened, await hall.granted_link()) as phone:
        await hall.let_in(phone)
        await phone.page.run(NOTE_SENT)
        for words in ("I need no more help", "Call the technician"):
            await phone.page.until(f"document.getElementById('help-call').textContent === '{words}'")
            await phone.page.run("for (const _ of [1, 2]) document.getElementById('help-call').click()")
        await phone.page.until("document.getElementById('help-call').textContent === 'I need no more help'")
        await phone.page.run(
            "document.getElementById('help-input').value = 'Once';"
            "for (const _ of [1, 2]) document.getElementById('help-form').requestSubmit()"
        )
        await until(lambda: "Once" in hall.said_to_technicians(), WAIT_S)
        await phone.page.until("document.getElementById('help-input').value === ''")
        assert hall.said_to_technicians() == ["Once"]
        assert await phone.page.run("window.sent.filter((kind) => kind.includes('help'))") == [
            "withdraw_help",
            "call_for_help",
        ]
        assert await phone.page.run("document.getElementById('fault').hidden")
        assert await phone.page.run(REFUSALS) == ["", "", "That is not possible for you now."]
