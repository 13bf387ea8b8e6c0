"""Where staff sign in, and the office's page of their accounts."""

from PySide6.QtWidgets import QWidget

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.staff import AccountPassword, Staff, StaffAccount, StaffSession
from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.staff import StaffPage
from room_console.ui.state import ConsoleState, Phase
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

PLACE = f"hemicycle://hall.example.org:8443/ge-2-25#.{'0f1e2d3c' * 8}"
NAMES = {
    "en": ("Maria Keller", "Omar Haddad", "Lin Wei", "Jean-Baptiste de la Rochefoucauld-Montmorency"),
    "ar": ("ماريا كيلر", "عمر حداد", "لين وي", "سارة عبد الرحمن الخطيب"),
}


def staff(language: str, copies: int = 1) -> Staff:
    """Return accounts as the console tells them."""
    session = StaffSession("6f1d", "hemicycle-console", "192.0.2.17", NOW_MS - 3_600_000, NOW_MS + 9_000_000)
    made = []
    for number, name in enumerate(NAMES[language] * copies):
        made.append(
            StaffAccount(
                f"person-{number}",
                name,
                (Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT, Role.SECRETARIAT)[number % 4],
                ParticipantId(f"staff-person-{number}"),
                is_disabled=number % 4 == 3,
                is_password_new=number % 4 == 2,
                sessions=(session,) if number % 4 < 2 else (),
            )
        )
    return Staff(0, tuple(made), PLACE)


@scene("console.staff", states=("empty", "usual", "given", "crowded"), sizes=SIZES)
def accounts(state: str, language: str) -> QWidget:
    """The window on the page of accounts."""
    window = window_of(attached(language))
    page = next(page for page in window.office.pages if isinstance(page, StaffPage))
    window.show_page(page)
    page.show_state(attached(language))
    page.show_staff(Staff(0, (), PLACE) if state == "empty" else staff(language, 12 if state == "crowded" else 1))
    if state == "given":
        page.show_password(AccountPassword(1, "person-2", "k7m2p-9x4tq-hw3ra-n8ycd"))
    if state != "empty":
        page.table.select(1)
    return window


@scene("console.signin", states=("usual", "wrong", "first", "stranger"), sizes=SIZES)
def sign_in(state: str, language: str) -> QWidget:
    """The window where an account is asked for."""
    window: MainWindow = window_of(ConsoleState(phase=Phase.SIGN_IN))
    page = window.sign_in
    page.show_place("hall.example.org:8443")
    page.account.setText("maria")
    if state == "wrong":
        page.refused(ConferenceError(ErrorCode.SIGN_IN))
    elif state == "first":
        page.refused(ConferenceError(ErrorCode.PASSWORD_OLD))
    elif state == "stranger":
        page.show_stranger(bytes.fromhex("0f1e2d3c" * 8))
    return window
