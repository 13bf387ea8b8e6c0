"""A delegate without a window, from its join link to its goodbye."""

import asyncio
import json
import logging
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

from common.aio.clock import Clock, SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.devices.screen import ScreenChoice
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.interpretation import Channel
from common.model.rooms import Trouble
from delegate_app.core.client import DelegateClient
from delegate_app.core.headless.codes import AskForCode
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.headless.record import FloorNote, Record, SwitchNote
from delegate_app.core.state import CodePrompt, DelegateState, FloorPhase, Phase

CONNECT_TIMEOUT_S = 60.0
"""Without an answer from the console for so long, it is given up; waiting for a code doesn't count."""
LEAVE_TIMEOUT_S = 4.0
_log = logging.getLogger(__name__)


class ExitCode(IntEnum):
    """How the process ends."""

    FINE = 0
    USAGE = 2
    REFUSED = 3
    NEVER_CONNECTED = 4


class HeadlessRun:
    """Carries the options out. Thread: one loop's."""

    def __init__(
        self,
        options: HeadlessOptions,
        client: DelegateClient,
        ask_for_code: AskForCode,
        say: Callable[[str], None],
        clock: Clock | None = None,
    ) -> None:
        self.record = Record(clock or SystemClock())
        self._options = options
        self._client = client
        self._ask_for_code = ask_for_code
        self._say = say
        self._clock = clock or SystemClock()
        self._changed = asyncio.Event()
        self._stop = asyncio.Event()
        self._tasks = TaskOwner("headless")
        self._prompt: CodePrompt | None = None

    def stop(self) -> None:
        """Leave soon: the answer to SIGINT and SIGTERM."""
        self._stop.set()
        self._changed.set()

    async def run(self) -> ExitCode:
        """Join, do what the options say, leave, report. Raises: UserError(`link_invalid`, `disk`)."""
        await self._client.start()
        unsubscribe = self._client.subscribe(self._note)
        try:
            await self._client.join(self._options.link)
            code = await self._follow()
        finally:
            await self._tasks.cancel_all()
            await self._goodbye()
            unsubscribe()
        if self._options.report is not None:
            await asyncio.to_thread(write_report, self._options.report, self.record.report(self._client))
        return code

    async def _follow(self) -> ExitCode:
        if not await self._entered():
            return ExitCode.REFUSED if self.record.refused else ExitCode.NEVER_CONNECTED
        self._say("joined")
        works = (("channels", self._choose_channels()), ("floor", self._speak()), ("help", self._call_for_help()))
        for name, work in works:
            spawn(work, name=name, owner=self._tasks)
        try:
            async with asyncio.timeout(self._options.seconds):
                await self._until(lambda s: self._stop.is_set() or s.phase in {Phase.OFFLINE, Phase.LEFT})
        except TimeoutError:
            return ExitCode.FINE
        return ExitCode.FINE if self._stop.is_set() else self._refused()

    async def _entered(self) -> bool:
        """Wait until joined with a view; false when refused, stopped, or out of time."""
        try:
            await self._client_answers()
            await self._until(lambda s: (s.phase is Phase.JOINED and s.view is not None) or self._is_over(s))
        except TimeoutError:
            return False
        except ConferenceError as error:
            self.record.refused = error.code
            self._say(f"refused: {error.code}")
            return False
        if self._client.state.phase is Phase.OFFLINE:
            self._refused()
        return self._client.state.phase is Phase.JOINED

    async def _client_answers(self) -> None:
        """Enter codes as long as they are asked for. Raises: TimeoutError, ConferenceError."""
        while True:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await self._until(
                    lambda s: s.phase is Phase.JOINED or self._is_over(s) or s.code not in (None, self._prompt)
                )
            prompt = self._client.state.code
            if prompt is None or prompt == self._prompt or self._is_over(self._client.state):
                return
            self._prompt = prompt
            await self._client.enter_code(await self._ask_for_code(prompt))

    def _is_over(self, state: DelegateState) -> bool:
        return self._stop.is_set() or (state.phase is Phase.OFFLINE and state.error is not None)

    def _refused(self) -> ExitCode:
        error = self._client.state.error or ErrorCode.UNREACHABLE
        self.record.refused = error
        self._say(f"refused: {error}")
        return ExitCode.REFUSED

    async def _choose_channels(self) -> None:
        options = self._options
        begun_s = self._clock.mono_s()
        await self._choose(options.channel)
        if options.original_level > 0.0:
            await self._set_original_level(options.original_level)
        for switch in sorted(options.switches, key=lambda s: s.at_s):
            await asyncio.sleep(max(0.0, begun_s + switch.at_s - self._clock.mono_s()))
            await self._choose(switch.language)

    async def _choose(self, language: str) -> None:
        view = self._client.state.view
        note = SwitchNote(language, self._clock.now_ms())
        self.record.switches.append(note)
        try:
            note.channel = find_channel(view.details.channels if view else (), language).number
            await self._client.choose_channel(note.channel)
        except ConferenceError as error:
            note.refused = error.code
            self._say(f"channel {language} refused: {error.code}")
            return
        note.done_at_ms = self._clock.now_ms()

    async def _set_original_level(self, level: float) -> None:
        try:
            await self._client.set_original_level(level)
        except ConferenceError as error:
            self._say(f"original level refused: {error.code}")

    async def _call_for_help(self) -> None:
        if not self._options.calls_for_help:
            return
        try:
            await self._client.help.call(Trouble.OTHER)
            self._say("help called for")
        except ConferenceError as error:
            self._say(f"help refused: {error.code}")

    async def _speak(self) -> None:
        options = self._options
        if options.request_floor is None:
            return
        note = FloorNote(self._clock.now_ms())
        self.record.floor.append(note)
        try:
            await self._client.request_floor(options.request_floor, options.on_behalf_of, options.language)
            self._say("floor requested")
            await self._until(lambda s: s.floor_phase is FloorPhase.ON_AIR)
            self._say("on air")
            await self._share()
            if options.speak_s is not None:
                await asyncio.sleep(options.speak_s)
                await self._client.release_floor()
                self._say("floor released")
        except ConferenceError as error:
            note.refused = error.code
            self._say(f"floor refused: {error.code}")

    async def _share(self) -> None:
        if (key := self._options.screen) is not None:
            await self._client.sharing.share(ScreenChoice(key, "screen", key))
            self._say("screen shared")

    async def _goodbye(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await self._client.leave()
        except (TimeoutError, ConferenceError):
            _log.info("x the goodbye was not heard")
        await self._client.close()

    def _note(self, state: DelegateState) -> None:
        self.record.note(state)
        self._changed.set()

    async def _until(self, is_so: Callable[[DelegateState], bool]) -> None:
        while not is_so(self._client.state):
            self._changed.clear()
            await self._changed.wait()


def find_channel(channels: tuple[Channel, ...], language: str) -> Channel:
    """Find a channel by its language. Raises: UserError(`not_found`)."""
    for channel in channels:
        if channel.language == language:
            return channel
    raise UserError(ErrorCode.NOT_FOUND, f"no channel {language}")


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Write the report, whole or not at all. Raises: UserError(`disk`)."""
    partial = path.with_name(path.name + ".new")
    try:
        partial.write_text(json.dumps(report, indent=2) + "\n")
        partial.replace(path)
    except OSError as error:
        raise UserError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
