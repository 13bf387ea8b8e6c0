"""The code page: which ways are offered, and what pressing one asks."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from common.model.codeways import CodeWay
from common.model.errors import ErrorCode
from delegate_app.core.state import CodePrompt
from delegate_app.ui.pages.code import CodePage, digits_of

PROMPT = CodePrompt("a…@example.org", 600, 5, 0, ways=tuple(CodeWay))


@pytest.fixture
def page(qtbot: QtBot) -> CodePage:
    page = CodePage(mono_s=lambda: 0.0)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize("way", list(CodeWay))
def test_every_way_but_the_one_in_use_is_offered_and_pressing_it_asks_for_it(
    page: CodePage, qtbot: QtBot, way: CodeWay
) -> None:
    page.show_prompt(replace(PROMPT, way=way))
    assert {w for w, button in page.ways.items() if not button.isHidden()} == set(CodeWay) - {way}
    for other in set(CodeWay) - {way}:
        with qtbot.waitSignal(page.resend_wanted) as asked:
            page.ways[other].click()
        assert asked.args == [other]


def test_a_way_that_the_person_does_not_have_is_not_offered(page: CodePage) -> None:
    page.show_prompt(replace(PROMPT, ways=(CodeWay.EMAIL,)))
    assert all(button.isHidden() for button in page.ways.values())


def test_the_same_way_again_is_asked_for_by_no_name_and_only_when_it_may_be(page: CodePage, qtbot: QtBot) -> None:
    page.show_prompt(replace(PROMPT, resend_in_s=30))
    assert not page.resend.isEnabled()
    page.show_prompt(PROMPT)
    with qtbot.waitSignal(page.resend_wanted) as asked:
        page.resend.click()
    assert asked.args == [None]


def test_an_app_sends_nothing_so_nothing_is_sent_again_until_its_tries_are_used_up(page: CodePage) -> None:
    page.show_prompt(replace(PROMPT, way=CodeWay.TOTP))
    assert page.resend.isHidden()
    page.show_prompt(replace(PROMPT, way=CodeWay.TOTP, tries_left=0))
    assert not page.resend.isHidden()
    assert not page.field.isEnabled()


def test_a_code_is_read_in_any_script_and_entered_once(page: CodePage, qtbot: QtBot) -> None:
    assert digits_of("٣١٤-१५९ 7") == "314159"
    page.show_prompt(PROMPT)
    page.field.setText("314 159")
    page.field.textEdited.emit(page.field.text())
    with qtbot.waitSignal(page.code_entered) as entered:
        page.enter.click()
    assert entered.args == ["314159"]
    assert not page.enter.isEnabled()


def test_a_code_of_which_every_try_is_used_up_is_good_for_nothing(page: CodePage) -> None:
    page.show_prompt(CodePrompt("n…@example.org", 500, 0, 27))
    assert page.left.isHidden()
    assert page.notice.error is ErrorCode.CODE_LOCKED
    page.show_prompt(CodePrompt("n…@example.org", 600, 5, 30))
    assert not page.left.isHidden()


def test_that_a_code_has_expired_is_said_once(page: CodePage) -> None:
    page.show_prompt(replace(PROMPT, expires_in_s=0))
    assert page.left.isVisible()
    page.show_prompt(replace(PROMPT, expires_in_s=0, error=ErrorCode.CODE_EXPIRED))
    assert page.notice.error is ErrorCode.CODE_EXPIRED
    assert not page.left.isVisible()
