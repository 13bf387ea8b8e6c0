"""Devices put to use on the media loop, and taken out of it before they are stopped."""

import time
from collections.abc import Callable

from common.devices.audio import AudioInput
from common.devices.fake import SilentInput
from common.devices.mailbox import PictureMailbox
from delegate_app.core.sockets import DeviceSockets
from delegate_app.core.webcam import Webcam
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.voicebooth import booth


class Watched(SilentInput):
    """A microphone that calls this first when it is stopped."""

    def __init__(self, before_stop: Callable[[AudioInput], None]) -> None:
        super().__init__()
        self._before_stop = before_stop

    def stop(self) -> None:
        self._before_stop(self)
        super().stop()


async def test_a_microphone_is_stopped_when_the_media_loop_has_let_go_of_it() -> None:
    async with booth() as b:
        was_in_use: list[bool] = []

        class Kit(FakeKit):
            def open_input(self, name: str) -> AudioInput:
                del name
                return Watched(lambda device: was_in_use.append(b.side.microphone.device is device))

        place = DeviceSockets(Kit(), b.runner, b.side, Webcam(b.runner, b.side, PictureMailbox(None))).input
        for name in ("first", "second", None):
            b.runner.call(time.sleep, 0.05)
            await place.put(name)
        assert was_in_use == [False, False]
        assert b.side.microphone.device is None
        assert place.device is None
