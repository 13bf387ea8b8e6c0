"""The delegate: one object with a state to show and verbs to call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from common.aio.looprunner import LoopRunner
from common.aio.tasks import TaskOwner, spawn
from common.audio.meter import Level
from common.control.joinlink import JoinLink, parse_join_link
from common.devices.mailbox import PIXELS, PictureMailbox
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.ids import ChannelNumber
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import SetMuted
from delegate_app.core.attachment import Attachment
from delegate_app.core.chatting import Chatting
from delegate_app.core.checks.making import check_parts
from delegate_app.core.checks.network import NetworkCheck, open_check_link
from delegate_app.core.checks.report import OpenLink, ReportPost, Way
from delegate_app.core.checks.run import CheckRun, NetworkMeasuring
from delegate_app.core.devices import DeviceDesk
from delegate_app.core.enrolment import Enrolment
from delegate_app.core.floorverbs import FloorVerbs
from delegate_app.core.helping import Helping
from delegate_app.core.keyringstore import SecretStore
from delegate_app.core.legs import Waits
from delegate_app.core.linkmeter import LinkMeter
from delegate_app.core.media import MediaSide
from delegate_app.core.mediaport import MediaPort
from delegate_app.core.papers import Papers
from delegate_app.core.recollection import Recollection, SettingsStore
from delegate_app.core.seams import Connect, DeviceKit, Peers
from delegate_app.core.settings import HearsBy
from delegate_app.core.sharing import ScreenShare
from delegate_app.core.sockets import DeviceSockets
from delegate_app.core.state import DelegateState, Phase
from delegate_app.core.statekeeper import StateKeeper, Subscriber
from delegate_app.core.voice import VoiceDesk, VoiceReports
from delegate_app.core.webcam import Webcam


@dataclass(frozen=True, slots=True)
class Parts:
    """What a delegate is made of. `pixel_format` is that of the pictures shown; None shows none.

    `app` is how the program is named in its reports, `measure` measures a network, `open_check_link` attaches for that.
    """

    connect: Connect
    peers: Peers
    kit: DeviceKit
    secrets: SecretStore
    settings: SettingsStore
    make_waits: Callable[[], Waits]
    pixel_format: str | None = PIXELS
    app: str = "delegate"
    measure: Callable[[Way], NetworkMeasuring] = lambda way: NetworkCheck(way.link, way.request)
    open_check_link: OpenLink = open_check_link


class DelegateClient(FloorVerbs):
    """A delegate's place in a meeting.

    What a verb asks and is refused, that verb raises (ConferenceError; `unreachable` while the link is lost). What
    happens by itself, the entry included, stands in `state`. Thread: the loop that called `start`; no verb blocks it.
    """

    def __init__(self, parts: Parts) -> None:
        self.stage_picture, self.self_picture = PictureMailbox(parts.pixel_format), PictureMailbox(parts.pixel_format)
        self._parts = parts
        self._keeper = StateKeeper()
        self._memory = Recollection(parts.settings, parts.secrets, self._keeper)
        self.arrangement = self._memory.arrangement
        self._runner = LoopRunner("media")
        self._side = MediaSide(parts.peers, self.stage_picture)
        self._media = MediaPort(self._runner, self._side)
        webcam = Webcam(self._runner, self._side, self.self_picture)
        self._devices = DeviceSockets(parts.kit, self._runner, self._side, webcam)
        self._desk = DeviceDesk(parts.kit, self._keeper, self._devices.sockets)
        microphone = self._side.microphone
        microphone.playing_ms = lambda: self._side.playout.latency_ms
        self._side.playout.on_played = microphone.played
        self._voice = VoiceDesk(self._keeper, lambda p: self._runner.call(microphone.process_by, p))
        self._voice_reports = VoiceReports(self._post)
        self._attachment: Attachment | None = None
        self._meter = LinkMeter()
        self._tasks = TaskOwner("delegate")
        made = check_parts(self._keeper, self._runner, self._side, webcam, parts.measure, self._way_to_check, parts.app)
        post = ReportPost(lambda kept: self._memory.remember(report=kept), parts.open_check_link)
        self.checks = CheckRun(self._keeper, made, post)
        shown = PictureMailbox(parts.pixel_format)
        self.sharing = ScreenShare(self._request, self._keeper, self._runner, self._side, shown)
        self.help = Helping(self._request, self._keeper)
        self.chat = Chatting(self._request, self._post, self._keeper)
        self.authenticator = Enrolment(self._request)
        self.papers = Papers(self._request, lambda: self._attachment.link if self._attachment else None, self._keeper)

    @property
    def state(self) -> DelegateState:
        """All that is to be shown."""
        return self._keeper.state

    @property
    def xruns(self) -> int:
        """Blocks lost or late at the devices in use."""
        return self._devices.xruns

    @property
    def playout_gaps(self) -> int:
        """Blocks of silence heard because no sound had come."""
        return self._side.playout.gaps

    @property
    def meter(self) -> LinkMeter:
        """How the downlink arrived so far, in this or the last meeting."""
        return self._attachment.meter if self._attachment else self._meter

    @property
    def clock_offset_ms(self) -> int:
        """The console's clock less this machine's, by the last pings."""
        return self._attachment.control.clock_offset_ms if self._attachment else 0

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback` with the present state and with every new one; return what ends that."""
        return self._keeper.subscribe(callback)

    def microphone_level(self) -> Level:
        """How loud the microphone is, muted or not; from any thread."""
        return self._side.microphone_level

    def output_level(self) -> Level:
        """How loud the headphone is; from any thread."""
        return self._side.playout.level

    async def start(self) -> None:
        """Start the media thread and the devices; call once, before anything else."""
        settings = self._memory.load()
        self._desk.want(microphone=settings.microphone, headphone=settings.headphone, camera=settings.camera)
        self._keeper.change_devices(volume=settings.volume)
        self._keeper.subscribe(self._voice_reports.note)
        self.checks.recall(settings.report)
        self._voice.choose(settings.hears_by, settings.reduces_noise, settings.levels_gain)
        self._voice.start()
        loop = asyncio.get_running_loop()
        self._side.microphone.on_failed = lambda: loop.call_soon_threadsafe(self._voice.failed)
        self._runner.start()
        self._runner.call(self._side.playout.set_volume, settings.volume)
        self._runner.call(self._side.start)
        spawn(self._desk.run(), name="devices", owner=self._tasks)
        await self._memory.recall()

    async def join(self, link_text: str) -> None:
        """Come in by a join link, clicked or pasted. Raises: UserError(`link_invalid`)."""
        link = parse_join_link(link_text)
        await self._prepare()
        self._attach(link, await self._memory.device_key(link))

    async def rejoin(self) -> None:
        """Go back to `state.remembered` with the token kept. Raises: UserError(`not_found`)."""
        way_back = await self._memory.way_back()
        await self._prepare()
        self._attach(*way_back)

    async def enter_code(self, code: str) -> None:
        """Enter the one-time code, blanks in it or not; the answer comes in the state."""
        self._require_attachment().control.enter_code("".join(code.split()))

    async def resend_code(self, way: CodeWay | None = None) -> None:
        """Ask for a new code; the answer comes in the state."""
        self._require_attachment().control.resend_code(way)

    async def choose_channel(self, channel: ChannelNumber) -> None:
        """Hear this channel."""
        own = self.state.own
        await self._request(ChooseChannel(channel=channel, original_level=own.original_level if own else 0.0))

    async def set_original_level(self, level: float) -> None:
        """Hear the original so loud under the interpretation, 0 to 1."""
        own = self.state.own
        if own is None:
            raise ConferenceError(ErrorCode.UNREACHABLE, "not in the meeting yet")
        await self._request(ChooseChannel(channel=own.channel, original_level=level))

    async def set_muted(self, is_muted: bool) -> None:
        """Close or open our own switch.

        Closing takes effect here at once, link or no link, and is told as soon as it can be; opening needs the console.
        """
        attachment = self._require_attachment()
        if not is_muted:
            await self._request(SetMuted(is_muted=False))
            return
        self._keeper.change(is_mute_pending=True)
        attachment.apply()
        if self.state.phase is Phase.JOINED:
            await attachment.tell_mute()

    async def choose_microphone(self, name: str | None) -> None:
        """Use this microphone (None: none) and remember it. Raises: ConferenceError(`device`)."""
        self._memory.remember(microphone=name)
        await self._desk.choose("microphone", name)

    async def choose_headphone(self, name: str | None) -> None:
        """Use this headphone (None: none) and remember it. Raises: ConferenceError(`device`)."""
        self._memory.remember(headphone=name)
        await self._desk.choose("headphone", name)

    async def choose_camera(self, name: str | None) -> None:
        """Use this camera (None: none) and remember it. Raises: ConferenceError(`device`)."""
        self._memory.remember(camera=name)
        await self._desk.choose("camera", name)

    async def set_volume(self, volume: float) -> None:
        """Set the headphone's volume, 0 to 1, and remember it."""
        level = min(1.0, max(0.0, volume))
        self._runner.call(self._side.playout.set_volume, level)
        self._keeper.change_devices(volume=level)
        self._memory.remember(volume=level)

    async def process_voice(self, hears_by: HearsBy, reduces_noise: bool, levels_gain: bool) -> None:
        """Say by what one hears, and what shall be done to one's voice; remember it. `state.voice` tells the effect."""
        self._voice.choose(hears_by, reduces_noise, levels_gain)
        self._memory.remember(hears_by=hears_by, reduces_noise=reduces_noise, levels_gain=levels_gain)

    async def leave(self) -> None:
        """Say goodbye: the request is withdrawn, the floor released."""
        attachment, self._attachment = self._attachment, None
        if attachment is not None:
            self._meter = attachment.meter
            await attachment.leave()
            await self._memory.recall()

    async def close(self) -> None:
        """Let go of everything, within 5 s; without a goodbye where `leave` was not called: our place is kept."""
        for part in (self.checks, self.papers, self._memory, self.sharing):
            await part.close()
        await self._detach()
        await self._tasks.cancel_all()
        await self._voice.stop()
        await self._desk.release()
        await self._runner.run(self._side.stop())
        await asyncio.to_thread(self._runner.stop)

    async def _prepare(self) -> None:
        await self._detach()
        self.help.forget()
        self.chat.forget()
        self.papers.forget()
        self._keeper.change(phase=Phase.CONNECTING, error=None, code=None, me=None, view=None, is_mute_pending=False)

    async def _way_to_check(self, link_text: str | None) -> Way | None:
        """Find the console to be measured: of the link, else of the meeting one is in, else of the last one."""
        if link_text:
            return Way(parse_join_link(link_text))
        attachment, view = self._attachment, self.state.view
        if attachment is not None and view is not None:
            return Way(attachment.link, view.details.title, attachment.request)
        try:
            link, _ = await self._memory.way_back()
        except UserError:
            return None
        return Way(link, self.state.remembered.title if self.state.remembered else "")

    def _attach(self, link: JoinLink, device_key: str) -> None:
        def admitted() -> None:
            spawn(self._memory.keep(link, device_key), name="keep the token", owner=self._tasks)
            self.checks.attached(Way(link, request=self._request))

        def take(message: ConsoleMessage) -> None:
            for desk in (self.help, self.chat, self.papers):
                desk.take(message)

        parts = self._parts
        self._attachment = Attachment(
            link, device_key, parts.connect, self._keeper, self._media, parts.make_waits, admitted, take
        )
        self._attachment.start()

    async def _detach(self) -> None:
        attachment, self._attachment = self._attachment, None
        if attachment is not None:
            self._meter = attachment.meter
            await attachment.close()

    async def _request(self, message: Request) -> ConsoleMessage:
        return await self._require_attachment().request(message)

    def _post(self, message: Request) -> None:
        if self._attachment is not None:
            self._attachment.control.post(message)

    def _require_attachment(self) -> Attachment:
        if self._attachment is None:
            raise ConferenceError(ErrorCode.UNREACHABLE, "no meeting was joined")
        return self._attachment
