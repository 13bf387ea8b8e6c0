"""The page of the authenticator app: what is seen, what is asked, and that the secret goes when it is left."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from delegate_app.ui.pages.authenticator import AuthenticatorPage, grouped
from tests.gallery.delegate_authenticator import LONG, SECRET, SHORT, offer_of
from tests.gallery.madeup import joined, request
from tests.helpers.delegatewindow import WindowDesk, worked

BEGIN, CONFIRM = "authenticator.begin", "authenticator.confirm"


class Desk(WindowDesk):
    """A window in a meeting, and a delegate whose console offers a secret."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application, joined("en"))
        self.delegate.answers[BEGIN] = offer_of(SHORT)

    @property
    def page(self) -> AuthenticatorPage:
        """The page that is tried."""
        return self.window.authenticator

    async def open(self) -> None:
        """Go to the page."""
        self.window.meeting.header.devices.click()
        self.window.devices.authenticator.click()
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a code and confirm it."""
        self.page.field.setText(text)
        self.page.field.textEdited.emit(text)
        self.page.confirm.click()
        await self.settle()

    def holds_secret(self) -> bool:
        """Tell whether the page shows or keeps anything of the secret."""
        page = self.page
        return bool(page._secret or page.key.text() or not page.qr.is_empty or not page._body.isHidden())


@pytest_asyncio.fixture
async def desk(qapp: QApplication) -> AsyncIterator[Desk]:
    made = Desk(qapp)
    async with worked(made):
        yield made


def test_a_secret_is_shown_in_groups_of_four() -> None:
    assert grouped(SECRET) == "JBSW Y3DP EHPK 3PXP\nGEZD GNBV GY3T QOJQ"
    assert grouped("ABCDE") == "ABCD E"
    assert grouped("") == ""


async def test_going_to_the_page_asks_for_a_secret_and_shows_it(desk: Desk) -> None:
    await desk.open()
    assert desk.window.page is desk.page
    assert desk.delegate.asked == [(BEGIN, None)]
    assert desk.page.key.text() == grouped(SECRET)
    assert desk.page.key.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert not desk.page.qr.is_empty
    assert desk.page.qr.accessibleName()


@pytest.mark.parametrize("width_px", [480, 640, 800, 1280])
@pytest.mark.parametrize("issuer", [SHORT, LONG])
async def test_the_whole_code_and_key_are_shown_in_any_window(desk: Desk, width_px: int, issuer: str) -> None:
    desk.delegate.answers[BEGIN] = offer_of(issuer)
    desk.window.resize(width_px, 560)
    await desk.open()
    QCoreApplication.processEvents()
    page = desk.page
    for part in (page.qr, page.key):
        assert part.size() == part.size().expandedTo(part.sizeHint())
        left = part.mapTo(page.card, part.rect().topLeft()).x()
        assert 0 <= left <= page.card.width() - part.width()


async def test_only_six_digits_of_any_script_are_confirmed_and_then_the_secret_is_gone(desk: Desk) -> None:
    await desk.open()
    await desk.type("31415")
    assert desk.delegate.asked == [(BEGIN, None)]
    await desk.type("٣١٤ ١٥٩")
    assert desk.delegate.asked[-1] == (CONFIRM, "314159")
    assert "is set up" in desk.page.notice.text
    assert not desk.holds_secret()


async def test_a_wrong_code_is_said_in_place_and_the_next_is_taken(desk: Desk) -> None:
    await desk.open()
    desk.delegate.refusal = ConferenceError(ErrorCode.CODE_WRONG)
    await desk.type("000000")
    assert "not the code" in desk.page.notice.text
    assert desk.holds_secret()
    desk.delegate.refusal = None
    await desk.type("314159")
    assert "is set up" in desk.page.notice.text


async def test_an_offer_that_has_ended_is_put_away_and_another_asked_for_by_the_button(desk: Desk) -> None:
    await desk.open()
    desk.delegate.refusal = ConferenceError(ErrorCode.CODE_EXPIRED)
    await desk.type("314159")
    assert not desk.holds_secret()
    desk.delegate.refusal = None
    desk.page.notice.acted.emit()
    await desk.settle()
    assert desk.delegate.asked[-1] == (BEGIN, None)
    assert desk.holds_secret()
    assert not desk.page.notice.text


@pytest.mark.parametrize(
    ("code", "words"), [(ErrorCode.NOT_ALLOWED, "not used in this meeting"), (ErrorCode.TOO_FAST, "too often")]
)
async def test_where_no_secret_is_offered_the_page_says_why(desk: Desk, code: ErrorCode, words: str) -> None:
    desk.delegate.refusal = ConferenceError(code)
    await desk.open()
    assert words in desk.page.notice.text
    assert not desk.holds_secret()


async def test_what_was_copied_goes_with_the_page_and_nothing_else_does(desk: Desk) -> None:
    clipboard = QGuiApplication.clipboard()
    await desk.open()
    desk.page.copy.click()
    assert clipboard.text() == SECRET
    desk.page.back.click()
    assert clipboard.text() == ""
    await desk.open()
    clipboard.setText("something else")
    desk.page.back.click()
    assert clipboard.text() == "something else"


async def test_the_secret_is_forgotten_when_the_floor_calls_away_or_the_answer_comes_too_late(desk: Desk) -> None:
    await desk.open()
    desk.delegate.become(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)))
    assert desk.window.meeting.isVisible()
    assert not desk.holds_secret()
    desk.delegate.become(joined("en"))
    desk.window.show_authenticator()
    desk.page.back.click()
    assert desk.window.devices.isVisible()
    await desk.settle()
    assert not desk.holds_secret()


async def test_no_two_buttons_of_the_meeting_have_one_key(desk: Desk) -> None:
    buttons = desk.window.meeting.findChildren(QAbstractButton)
    keys = Counter(b.shortcut().toString() for b in buttons if not b.shortcut().isEmpty())
    assert keys["Ctrl+D"] == 1
    assert [key for key, times in keys.items() if times > 1] == []
