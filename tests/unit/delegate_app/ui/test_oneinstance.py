"""A second start gives its link to the window that is open, and opens one of its own where there is none."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from delegate_app.ui import oneinstance
from delegate_app.ui.oneinstance import SIGN, OneInstance, hand_over
from tests.helpers.control import until
from tests.helpers.leftovers import qt_timers_left

LINK = "hemicycle://console.example.org:8443/assembly#" + "t" * 32


@pytest.fixture
def first(qapp: QApplication, tmp_path: Path) -> Iterator[OneInstance]:
    made = OneInstance(tmp_path / "kept" / SIGN)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


SECOND = """
import sys
from pathlib import Path
from delegate_app.ui.oneinstance import hand_over
sys.exit(hand_over(Path(sys.argv[1]), sys.argv[2]))
"""


def started(sign: Path, link: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SECOND, str(sign), link])


async def second(qapp: QApplication, sign: Path, link: str) -> bool:
    """Start the program a second time, beside a window whose events are carried out."""
    program = started(sign, link)

    def is_done() -> bool:
        qapp.processEvents()
        return program.poll() is not None

    await until(is_done, 20.0)
    return program.returncode == 1


@pytest.mark.parametrize("link", [LINK, ""])
async def test_the_window_that_is_open_is_given_the_link(
    qapp: QApplication, first: OneInstance, tmp_path: Path, link: str
) -> None:
    given: list[str] = []
    first.link_given.connect(given.append)
    assert await second(qapp, tmp_path / "kept" / SIGN, link)
    assert given == [link]


async def test_the_time_limit_of_who_gave_a_link_goes_with_them(
    qapp: QApplication, first: OneInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oneinstance, "READ_MS", 60_000)
    assert await second(qapp, tmp_path / "kept" / SIGN, LINK)

    def is_over() -> bool:
        qapp.processEvents()
        return not qt_timers_left()

    await until(is_over)


async def test_after_it_was_closed_nobody_is_given_anything(
    qapp: QApplication, first: OneInstance, tmp_path: Path
) -> None:
    sign = tmp_path / "kept" / SIGN
    first.close()
    assert not sign.exists()
    assert not await second(qapp, sign, LINK)


async def test_a_window_that_was_killed_takes_nothing(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / SIGN).write_text("hemicycle-of-one-that-is-gone")
    assert not await second(qapp, tmp_path / SIGN, LINK)


def test_a_window_that_hangs_is_as_good_as_none(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delegate_app.ui.oneinstance.ANSWER_MS", 50)
    silent = QLocalServer()
    assert silent.listen(f"hemicycle-silent-{tmp_path.name}")
    (tmp_path / SIGN).write_text(f"hemicycle-silent-{tmp_path.name}")
    assert not hand_over(tmp_path / SIGN, LINK)
    silent.close()


def test_a_folder_that_cannot_be_written_costs_nothing_else(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    OneInstance(tmp_path / "file" / SIGN).close()
    assert not hand_over(tmp_path / "file" / SIGN, LINK)


async def test_who_sends_without_end_is_cut_off(qapp: QApplication, first: OneInstance, tmp_path: Path) -> None:
    given: list[str] = []
    first.link_given.connect(given.append)
    socket = QLocalSocket()
    socket.connectToServer((tmp_path / "kept" / SIGN).read_text())
    socket.write(b"x" * 64 * 1024)

    def is_cut() -> bool:
        qapp.processEvents()
        return socket.state() is QLocalSocket.LocalSocketState.UnconnectedState

    await until(is_cut)
    assert given == []
