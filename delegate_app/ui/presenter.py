"""Between the delegate and the window: states to widgets, wishes to verbs; no other part of it knows the delegate."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from common.aio.clock import Clock
from common.audio.meter import Level
from common.model.codeways import CodeWay
from common.model.errors import ErrorCode
from common.model.ids import ChannelNumber
from common.model.units import LEVELS_HZ
from common.ui.notice import Notice
from common.ui.pictures import PictureSource
from common.ui.theme import ThemeSwitch
from delegate_app.core.settings import HearsBy
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.authenticatorpresenter import AuthenticatorPresenter, Enrolling
from delegate_app.ui.chatpresenter import Chat, ChatPresenter
from delegate_app.ui.checkpresenter import CheckPresenter, Checks
from delegate_app.ui.documentpresenter import DocumentPresenter, Papers
from delegate_app.ui.floorpresenter import Floor, FloorPresenter
from delegate_app.ui.helppresenter import Help, HelpPresenter
from delegate_app.ui.leaving import Leaving
from delegate_app.ui.linkpresenter import LinkPresenter
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.sharepresenter import SharePresenter, Sharing
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.sidepresenter import Arrangement, SidePresenter
from delegate_app.ui.wishes import LatestWish, Wishes

_TICK_MS = round(1000 / LEVELS_HZ)
_TICKS_A_CLOCK = LEVELS_HZ // 4


class Delegate(Floor, Protocol):
    """What the window needs of `delegate_app.core.client.DelegateClient`."""

    @property
    def state(self) -> DelegateState: ...
    @property
    def clock_offset_ms(self) -> int: ...
    @property
    def stage_picture(self) -> PictureSource: ...
    @property
    def self_picture(self) -> PictureSource: ...
    @property
    def checks(self) -> Checks: ...
    @property
    def help(self) -> Help: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def chat(self) -> Chat: ...
    @property
    def sharing(self) -> Sharing: ...
    @property
    def authenticator(self) -> Enrolling: ...
    @property
    def arrangement(self) -> Arrangement: ...
    def subscribe(self, callback: Callable[[DelegateState], None]) -> Callable[[], None]: ...
    def microphone_level(self) -> Level: ...
    def output_level(self) -> Level: ...
    async def join(self, link_text: str) -> None: ...
    async def rejoin(self) -> None: ...
    async def enter_code(self, code: str) -> None: ...
    async def resend_code(self, way: CodeWay | None = None) -> None: ...
    async def choose_channel(self, channel: ChannelNumber) -> None: ...
    async def set_original_level(self, level: float) -> None: ...
    async def choose_microphone(self, name: str | None) -> None: ...
    async def choose_headphone(self, name: str | None) -> None: ...
    async def choose_camera(self, name: str | None) -> None: ...
    async def set_volume(self, volume: float) -> None: ...
    async def process_voice(self, hears_by: HearsBy, reduces_noise: bool, levels_gain: bool) -> None: ...
    async def leave(self) -> None: ...


class Presenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, delegate: Delegate, window: MainWindow, themes: ThemeSwitch, clock: Clock) -> None:
        super().__init__(window)
        self._delegate = delegate
        self._window = window
        self._clock = clock
        self._last_camera: str | None = None
        self._told: set[str] = set()
        self._ticks = 0
        self._phase_before = Phase.OFFLINE
        self._wishes = Wishes(self._refused, self._done)
        self._leaving = Leaving(window.meeting.leave_notice)
        self._leaving.on_over = self._leave
        self._checks = CheckPresenter(delegate.checks, window, self._wishes)
        self._help = HelpPresenter(delegate.help, window, self._wishes)
        self._floor = FloorPresenter(delegate, window.meeting, self._wishes)
        self._sharing = SharePresenter(delegate.sharing, window, self._wishes)
        self._documents = DocumentPresenter(delegate.papers, window, self._wishes)
        tab = window.meeting.side.tab(ChatTab)
        self._chat = ChatPresenter(delegate.chat, tab, window.chair_notice, self._wishes.tasks)
        self._side = SidePresenter(delegate.arrangement, window, self._wishes)
        self.links = LinkPresenter(delegate, window, self._wishes)
        self._authenticator = AuthenticatorPresenter(delegate.authenticator, window, self._wishes)
        self._connect_entry()
        self._connect_devices()
        self._connect_meeting()
        window.meeting.header.look.clicked.connect(themes.toggle)
        window.meeting.stage.picture.show_from(delegate.stage_picture)
        self._unsubscribe = delegate.subscribe(self.show)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def show(self, state: DelegateState) -> None:
        """Show a state."""
        if state.phase not in (Phase.JOINED, Phase.RECONNECTING):
            self._leaving.stay()
        self._last_camera = state.devices.camera or self._last_camera
        has_camera = state.devices.camera is not None
        window = self._window
        for own in (window.meeting.self_view, window.devices.preview):
            own.show_from(self._delegate.self_picture, has_camera)
        self._checks.show(state, self._delegate.self_picture)
        window.show_in_turns(state, self.console_now_ms())
        self._help.show(state)
        self._chat.show(state)
        self.links.show(state)
        self._side.recall()
        self._allow_closing()
        self._forget_the_loss(state)
        self._tell_once(state)

    async def close(self) -> None:
        """Stop showing, and end what is under way."""
        self._timer.stop()
        self._unsubscribe()
        await self._wishes.tasks.cancel_all()
        await self._documents.reading.close()

    def _connect_entry(self) -> None:
        delegate, join, code = self._delegate, self._window.join, self._window.code
        join.rejoin_wanted.connect(lambda: self._wishes.run(delegate.rejoin(), "rejoin"))
        join.cancelled.connect(self._leave)
        code.code_entered.connect(lambda text: self._wishes.run(delegate.enter_code(text), "enter the code"))
        code.resend_wanted.connect(lambda way: self._wishes.run(delegate.resend_code(way), "ask for a new code"))
        code.cancelled.connect(self._leave)

    def _connect_devices(self) -> None:
        delegate, devices = self._delegate, self._window.devices
        volume = LatestWish(self._wishes, delegate.set_volume, "volume")
        devices.microphone_picked.connect(lambda n: self._wishes.run(delegate.choose_microphone(n), "microphone"))
        devices.headphone_picked.connect(lambda n: self._wishes.run(delegate.choose_headphone(n), "headphone"))
        devices.camera_picked.connect(lambda n: self._wishes.run(delegate.choose_camera(n), "camera"))
        devices.volume_chosen.connect(volume.want)
        devices.voice_chosen.connect(
            lambda by, noise, gain: self._wishes.run(delegate.process_voice(by, noise, gain), "voice")
        )
        self._window.meeting.channels.volume_chosen.connect(volume.want)
        self._checks.connect_devices(delegate.choose_microphone, delegate.choose_headphone, delegate.choose_camera)

    def _connect_meeting(self) -> None:
        delegate, meeting = self._delegate, self._window.meeting
        original = LatestWish(self._wishes, delegate.set_original_level, "original level")
        meeting.channels.original_chosen.connect(original.want)
        meeting.channels.channel_chosen.connect(
            lambda number: self._wishes.run(delegate.choose_channel(ChannelNumber(number)), "channel")
        )
        meeting.controls.microphone_pressed.connect(self._switch_microphone)
        meeting.controls.camera_pressed.connect(self._switch_camera)
        meeting.header.leave.clicked.connect(self._begin_leaving)
        self._window.leave_wanted.connect(self._begin_leaving)
        self._window.room.microphone_wanted.connect(
            lambda is_on: self._wishes.run(delegate.set_muted(not is_on), "microphone of the private room")
        )
        meeting.leave_notice.acted.connect(self._allow_closing)

    def _switch_microphone(self) -> None:
        state = self._delegate.state
        if state.devices.microphone is None:
            self._window.show_devices(True)
        else:
            self._wishes.run(self._delegate.set_muted(not state.is_muted), "mute")

    def _switch_camera(self) -> None:
        devices = self._delegate.state.devices
        if devices.camera is not None:
            self._wishes.run(self._delegate.choose_camera(None), "camera off")
        elif devices.cameras:
            name = self._last_camera if self._last_camera in devices.cameras else devices.cameras[0]
            self._wishes.run(self._delegate.choose_camera(name), "camera on")

    def _begin_leaving(self) -> None:
        self._leaving.begin()
        self._allow_closing()

    def _leave(self) -> None:
        self._wishes.run(self._delegate.leave(), "leave")

    def _allow_closing(self) -> None:
        is_free = self._delegate.state.floor_phase is FloorPhase.NONE
        self._window.may_close = is_free or self._leaving.is_under_way

    def _refused(self, code: ErrorCode) -> None:
        window = self._window
        window.meeting.is_own_doing = False
        window.meeting.channels.forget_wish()
        tellers = (self._checks, self._help, self._documents, self._authenticator)
        if any(teller.refused(code) for teller in tellers):
            pass
        elif window.page is window.join:
            window.join.show_error(code)
        elif window.page is window.code:
            window.code.show_error(code)
        elif window.page is window.devices:
            window.devices.notice.say_error(code, may_dismiss=True)
        else:
            window.meeting.notice.say_error(code, may_dismiss=True)
        window.show_state(self._delegate.state, self.console_now_ms())

    def _done(self) -> None:
        self._window.devices.notice.clear()
        self._window.meeting.notice.clear()

    def _forget_the_loss(self, state: DelegateState) -> None:
        """Once the console is back, say nowhere any more that it can't be reached."""
        is_back = state.phase is Phase.JOINED and self._phase_before is Phase.RECONNECTING
        self._phase_before = state.phase
        for notice in self._window.findChildren(Notice) if is_back else ():
            if notice.error is ErrorCode.UNREACHABLE:
                notice.clear()

    def _tell_once(self, state: DelegateState) -> None:
        if state.phase is not Phase.JOINED:
            return
        if not state.is_secret_kept:
            self._tell(
                self.tr("This computer has no safe place for your link. Keep the invitation: you need it to come back.")
            )
        if not state.are_settings_intact:
            self._tell(self.tr("The settings could not be read. Check your headset and camera."))
        if not state.are_settings_kept:
            self._tell(
                self.tr(
                    "This computer's disk is full or closed to this program. What you choose holds until you leave."
                )
            )

    def _tell(self, text: str) -> None:
        if text not in self._told and not self._window.meeting.notice.text:
            self._told.add(text)
            self._window.meeting.notice.say(text, "accent", may_dismiss=True)

    def _tick(self) -> None:
        window, self._ticks = self._window, self._ticks + 1
        heard, played = self._delegate.microphone_level(), self._delegate.output_level()
        for meter in (window.meeting.self_view.meter, window.devices.input_meter):
            meter.set_level(heard.rms_dbfs, heard.peak_dbfs)
        window.devices.output_meter.set_level(played.rms_dbfs, played.peak_dbfs)
        window.check.show_level(heard.rms_dbfs, heard.peak_dbfs)
        if self._ticks % _TICKS_A_CLOCK == 0:
            window.show_time(self._delegate.state, self.console_now_ms())
            window.devices.show_hint()
            window.check.headset.show_hint()

    def console_now_ms(self) -> int:
        """Return the console's time, ms since the Unix epoch, UTC."""
        return self._clock.now_ms() + self._delegate.clock_offset_ms
