"""What is chosen is kept without holding the window up, and what can't be kept is said."""

import threading

from common.model.errors import ErrorCode, UserError
from delegate_app.core.keyringstore import MemoryStore
from delegate_app.core.recollection import Recollection
from delegate_app.core.settings import Settings
from delegate_app.core.statekeeper import StateKeeper


class Disk:
    """Keeps what it is given; `is_full` refuses, and nothing is written before `gate` is open."""

    def __init__(self) -> None:
        self.kept: list[Settings] = []
        self.is_full = False
        self.gate = threading.Event()
        self.gate.set()

    def load(self) -> tuple[Settings, bool]:
        return Settings(), True

    def save(self, settings: Settings) -> None:
        self.gate.wait(5)
        if self.is_full:
            raise UserError(ErrorCode.DISK, "no space is left")
        self.kept.append(settings)


async def test_slow_disk_holds_nothing_up_and_gets_what_is_newest() -> None:
    disk, keeper = Disk(), StateKeeper()
    memory = Recollection(disk, MemoryStore(), keeper)
    disk.gate.clear()
    for level in range(50):
        memory.remember(volume=level / 100)
    disk.gate.set()
    await memory.close()
    assert disk.kept[-1].volume == 0.49
    assert len(disk.kept) <= 2, "those in between are not worth a write"


async def test_full_disk_is_said_until_there_is_room_again() -> None:
    disk, keeper = Disk(), StateKeeper()
    memory = Recollection(disk, MemoryStore(), keeper)
    disk.is_full = True
    memory.remember(volume=0.3)
    await memory.close()
    full = keeper.state
    assert (full.are_settings_kept, full.are_settings_intact) == (False, True), "what was read is whole"
    disk.is_full = False
    memory.remember(microphone=None)
    await memory.close()
    assert keeper.state.are_settings_kept
    assert (disk.kept[-1].volume, disk.kept[-1].microphone) == (0.3, None)
