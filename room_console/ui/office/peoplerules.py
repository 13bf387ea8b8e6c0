"""Deadline, limits and quotas of registration, and what becomes of those for whom there is no place."""

from collections.abc import Callable
from datetime import date, time
from typing import cast

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from common.model.errors import ConferenceError
from common.model.registration import Overflow, RegistrationRules
from common.model.zones import UTC, at_ms_of, in_zone
from common.protocol.codec import ConsoleMessage
from common.protocol.people import SetRegistration
from common.ui import theme, when
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import label
from room_console.ui.office.fields import Fields, line, named
from room_console.ui.office.page import Ask
from room_console.ui.peoplewords import overflow_word
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.panel import scrolled

CEILING, LONGEST_URL, QUOTAS_PX = 10_000, 300, 96


class PeopleRules(QWidget):
    """Shows what the console has until somebody begins to change it."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], Ask]
        self.state = ConsoleState()
        self._timezone = UTC
        self._kept = RegistrationRules()
        self.has_deadline = QCheckBox(self.tr("Registration closes at"))
        self.day, self.clock = QDateEdit(), QTimeEdit()
        self.day.setCalendarPopup(True)
        for part, shown_as in ((self.day, "d MMM yyyy"), (self.clock, "HH:mm")):
            part.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            part.setDisplayFormat(shown_as)
        self.local = label(step="small", ink="muted")
        self.page_open = QCheckBox(self.tr("The registration page is open to everyone"))
        self.page_active = QCheckBox(self.tr("Who registers there may ask for the floor"))
        self.followers = QCheckBox(self.tr("Who follows the webcast may give their name for the List of Participants"))
        self.emails = QCheckBox(self.tr("The List of Participants may show e-mail addresses"))
        self.most, self.most_active = QSpinBox(minimum=1, maximum=CEILING), QSpinBox(maximum=CEILING)
        self.quota = QSpinBox(minimum=-1, maximum=CEILING)
        self.quota.setSpecialValueText(self.tr("No limit"))
        self.overflow, self.webcast = QComboBox(), line(LONGEST_URL)
        for overflow in Overflow:
            self.overflow.addItem(overflow_word(overflow), overflow)
        self.quotas = QPlainTextEdit(placeholderText=self.tr("Switzerland = 8"))
        self.quotas.setTabChangesFocus(True)
        self.notice = Notice()
        self.save = IconButton(self.tr("Save rules"), "check", "primary")
        self._lay_out()
        self.has_deadline.toggled.connect(self._look)
        self.overflow.currentIndexChanged.connect(self._look)
        self.page_open.toggled.connect(self._look)
        for signal in (self.day.dateChanged, self.clock.timeChanged):
            signal.connect(self._look)
        self.save.clicked.connect(self._save)

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Follow the link, and the meeting's time zone."""
        self.state = state
        zone = state.view.details.timezone if state.view is not None else UTC
        if zone != self._timezone or not self.day.date().isValid():
            self._timezone = zone
            self.fill(self._kept, now_ms)
        self._look()

    def fill(self, rules: RegistrationRules, now_ms: int) -> None:
        """Show these rules."""
        self._kept = rules
        self.has_deadline.setChecked(rules.deadline_at_ms is not None)
        shown = in_zone(now_ms if rules.deadline_at_ms is None else rules.deadline_at_ms, self._timezone)
        self.day.setDate(QDate(shown.year, shown.month, shown.day))
        self.clock.setTime(QTime(shown.hour, shown.minute))
        self.page_open.setChecked(rules.is_page_open)
        self.page_active.setChecked(rules.is_page_active)
        self.followers.setChecked(rules.lists_followers)
        self.emails.setChecked(rules.lists_emails)
        self.most.setValue(rules.most)
        self.most_active.setValue(rules.most_active)
        self.quota.setValue(-1 if rules.on_site_quota is None else rules.on_site_quota)
        self.overflow.setCurrentIndex(self.overflow.findData(rules.overflow))
        self.webcast.setText(rules.webcast_url)
        self.quotas.setPlainText("\n".join(f"{name} = {quota}" for name, quota in sorted(rules.quotas.items())))
        self._look()

    def rules(self) -> RegistrationRules:
        """Return what stands in the fields. Raises: ValueError naming a line of the quotas that is none."""
        return RegistrationRules(
            deadline_at_ms=self._deadline_at_ms() if self.has_deadline.isChecked() else None,
            is_page_open=self.page_open.isChecked(),
            is_page_active=self.page_active.isChecked(),
            most=self.most.value(),
            most_active=self.most_active.value(),
            on_site_quota=None if self.quota.value() < 0 else self.quota.value(),
            quotas=quotas_of(self.quotas.toPlainText()),
            overflow=Overflow(self.overflow.currentData()),
            webcast_url=self.webcast.text().strip(),
            lists_followers=self.followers.isChecked(),
            lists_emails=self.emails.isChecked(),
        )

    def _lay_out(self) -> None:
        times, limits, rest = Fields(3), Fields(3), Fields(3)
        times.add(self.tr("Day"), self.day)
        times.add(self.tr("Time"), self.clock)
        limits.add(self.tr("Participants in all"), self.most)
        limits.add(self.tr("Who may take the floor"), self.most_active)
        limits.add(self.tr("In the hall, of each delegation"), self.quota)
        rest.add(self.tr("When no place is left"), self.overflow)
        rest.add(self.tr("Address of the webcast"), self.webcast, span=2)
        for fields in (times, limits, rest):
            fields.stretch(1, 1, 1)
        quotas = named(self.tr("Delegations with a number of their own, one a line"), self.quotas)
        quotas.setFixedHeight(theme.current().scaled_px(QUOTAS_PX))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.SPACE_PX, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.has_deadline, times, self.local, limits):
            column.addWidget(part)
        column.addWidget(quotas)
        for part in (rest, self.page_open, self.page_active, self.followers, self.emails):
            column.addWidget(part)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        whole.addWidget(self.notice)
        whole.addWidget(scrolled(inner, self.tr("Rules of registration")), 1)
        whole.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeading)

    def _deadline_at_ms(self) -> int:
        day, clock = cast("date", self.day.date().toPython()), cast("time", self.clock.time().toPython())
        return at_ms_of(day, clock, self._timezone)

    def _look(self) -> None:
        has_deadline = self.has_deadline.isChecked()
        for field in (self.day, self.clock):
            field.setEnabled(has_deadline)
        at_ms = self._deadline_at_ms()
        self.local.setText(when.instant(at_ms, self._timezone) if has_deadline else "")
        self.local.setVisible(has_deadline)
        self.page_active.setEnabled(self.page_open.isChecked())
        self.save.setEnabled(self.state.is_attached)

    def _save(self) -> None:
        try:
            rules = self.rules()
        except (ValueError, ConferenceError) as error:
            self.notice.say(self.tr("This is no quota: {line}").format(line=error), "warn", may_dismiss=True)
            return
        self.ask()(SetRegistration(registration=rules), self.notice, self._saved)

    def _saved(self, _: ConsoleMessage) -> None:
        self.notice.say(self.tr("The rules of registration are saved."), "live", may_dismiss=True)


def quotas_of(text: str) -> dict[str, int]:
    """Read a quota from each line. Raises: ValueError with the line that is none."""
    found = {}
    for written in filter(str.strip, text.splitlines()):
        name, _, quota = written.rpartition("=")
        if not name.strip() or not quota.strip().isdecimal() or len(quota.strip()) > 6:
            raise ValueError(written.strip())
        found[name.strip()] = int(quota)
    return found
