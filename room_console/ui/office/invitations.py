"""Invitations in the office: how they go, to whom they did not, and the verbs for all or for those selected."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from common.model.ids import ParticipantId
from common.model.invitations import REACHED, UNDER_WAY, UNREACHED, InvitationState, MailTrouble
from common.protocol.codec import ConsoleMessage
from common.protocol.invitations import (
    MOST_AT_ONCE,
    ForgetAuthenticator,
    InvitationList,
    InvitationPreview,
    InvitationProgress,
    ListInvitations,
    PauseInvitations,
    PreviewInvitation,
    SendInvitations,
    SendTestMail,
)
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, paragraph
from room_console.ui.invitationwords import trouble_words
from room_console.ui.office.invitationpreview import PreviewPane
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.invitationmodel import InvitationColumn as Column
from room_console.ui.tables.invitationmodel import InvitationModel
from room_console.ui.tables.peopletable import PeopleTable
from room_console.ui.tables.row import Row
from room_console.ui.widgets.hold import HoldButton
from room_console.ui.widgets.searchfield import search_field

_FIRST_TO_GO = (Column.WHEN, Column.EMAIL, Column.REMARK)
_SAMPLES: dict[int, str] = {
    Column.STATE: "Not invited",
    Column.REMARK: "550 5.1.1 no such user at the far server",
    Column.EMAIL: "anna.keller@example.org",
    Column.WHEN: "Wed 30 Dec 2026, 23:59",
}


class InvitationsPage(OfficePage):
    """Nothing is sent without a click or the deadline; a second invitation is held for, because it voids the first."""

    icon = "mail"
    key = "Alt+3"

    def __init__(self) -> None:
        super().__init__()
        self._progress: InvitationProgress | None = None
        self._is_attached = False
        self.model = InvitationModel(self)
        self.table = PeopleTable(self.model, self.tr("Invitations"), _SAMPLES, _FIRST_TO_GO, Column.STATE)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.search_box = search_field(self.tr("Find by any text"))
        self.states = self._choice()
        self.send_all = IconButton(self.tr("Invite all who wait"), "mail", "primary")
        self.send_all.describe(
            self.tr("Invite all who wait"),
            detail=self.tr("Everyone remote who was not invited yet, or whose mail failed or was returned"),
        )
        self.send = HoldButton(self.tr("Send to selected"), "mail")
        self.send.describe(
            self.tr("Send to those selected"),
            detail=self.tr("Hold for a second: a new link is made for each, and the last one opens nothing any more"),
        )
        self.pause = IconButton(self.tr("Pause"), "stop")
        self.show_preview = IconButton(self.tr("Preview"), "document")
        self.forget = HoldButton(self.tr("Forget authenticator"), "key")
        self.forget.describe(
            self.tr("Forget the authenticator app"),
            detail=self.tr("Hold for a second: for a person who has lost it; codes go by e-mail or SMS again"),
        )
        self.test_to = QLineEdit()
        self.test_to.setAccessibleName(self.tr("Address for a test mail"))
        self.test_to.setPlaceholderText(self.tr("me@example.org"))
        self.test_to.setMaxLength(254)
        self.test = IconButton(self.tr("Send test mail"), kind="quiet")
        self.notice, self.outcome, self.preview = Notice(), Notice(), PreviewPane()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.count, self.automatic = ElidedLabel(), paragraph(ink="muted")
        self.empty = paragraph(ink="muted")
        self._lay_out()
        self._connect()
        self.look()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Invitations")

    def show_state(self, state: ConsoleState) -> None:
        """Show who there is."""
        self._is_attached = state.is_attached
        self.model.show_people(state.view.participants if state.view is not None else {}, {}, {})
        self.look()

    def take(self, message: ConsoleMessage) -> None:
        """Take what the core tells of invitations."""
        match message:
            case InvitationList(rows=rows, is_whole=is_whole):
                self.model.learn_rows(rows, is_whole)
                self.look()
            case InvitationProgress():
                self._progress = message
                self.look()
            case _:
                pass

    def opened(self) -> None:
        """Ask how everyone's stands."""
        self.ask(ListInvitations(), self.notice)

    def search(self) -> None:
        """Look for somebody."""
        self.search_box.setFocus()

    def look(self) -> None:
        """Say how it goes, and enable what can be done."""
        progress = self._progress or InvitationProgress(0, 0, 0)
        done, left = self.model.count(REACHED), self.model.count(UNDER_WAY)
        missed, unasked = self.model.count(UNREACHED), self.model.count((InvitationState.NONE,))
        self.bar.setMaximum(max(1, done + left + missed))
        self.bar.setValue(done + missed)
        self.bar.setVisible(left > 0)
        words = self.tr("{sent} sent, {waiting} under way, {missed} did not arrive, {unasked} not invited")
        text = words.format(sent=done, waiting=left, missed=missed, unasked=unasked)
        if progress.rate_per_s >= 1:
            text += self.tr(" – {rate} a second").format(rate=f"{progress.rate_per_s:.0f}")
        self.count.setText(isolated(text))
        self.automatic.setText(self._by_itself(progress))
        self.automatic.setVisible(bool(self.automatic.text()))
        if progress.trouble and (left or progress.trouble is MailTrouble.RETURNS):
            self.outcome.say(trouble_words(progress.trouble), "warn")
        else:
            self.outcome.clear()
        self.pause.setText(self.tr("Go on") if progress.is_paused else self.tr("Pause"))
        self.pause.show_icon("play" if progress.is_paused else "stop")
        self.pause.setVisible(left > 0 or progress.is_paused)
        shown = self.model.rowCount()
        self.table.setVisible(shown > 0 or self.model.is_filling)
        self.empty.setVisible(self.table.isHidden())
        self.empty.setText(self._why_empty(unasked + done + left + missed))
        self.set_mark(str(missed) if missed else "", is_urgent=False)
        self._enable()

    def selected(self) -> list[ParticipantId]:
        """Return who is selected."""
        ranges = self.table.selectionModel().selection().toList()
        places = sorted({place for found in ranges for place in range(found.top(), found.bottom() + 1)})
        return [row.who for row in map(self.model.row_at, places) if isinstance(row, Row)]

    def _by_itself(self, progress: InvitationProgress) -> str:
        parts = []
        if progress.is_outbox:
            parts.append(self.tr("No mail server is set: mails are laid into the outbox folder."))
        elif not progress.may_bounce:
            parts.append(self.tr("No mailbox is set for returned mails: those that come back later are not seen here."))
        if progress.sends_by_itself_at_ms is not None:
            parts.append(self.tr("Once registration has closed, everyone remote is invited by itself."))
        return " ".join(parts)

    def _why_empty(self, total: int) -> str:
        if not self._is_attached and not total:
            return self.tr("Not known before the core is attached.")
        if total:
            return self.tr("Nobody matches. Clear the search and the filter to see everyone.")
        return self.tr("Nobody takes part from elsewhere yet. Register people with an e-mail address.")

    def _choice(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("How the invitation stands"))
        for text, states in (
            (self.tr("Any invitation"), frozenset[InvitationState]()),
            (self.tr("Did not arrive"), UNREACHED),
            (self.tr("Not invited"), frozenset({InvitationState.NONE})),
            (self.tr("Under way"), UNDER_WAY),
            (self.tr("Sent"), REACHED),
        ):
            box.addItem(text, states)
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search_box, 1)
        top.addWidget(self.states)
        verbs = QWidget()
        buttons = FlowLayout(verbs)
        for button in (self.send_all, self.send, self.pause, self.show_preview, self.forget, self.test_to, self.test):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(top)
        column.addWidget(verbs)
        for widget in (self.outcome, self.notice, self.count, self.bar, self.automatic):
            column.addWidget(widget)
        column.addWidget(self.preview, 1)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)

    def _connect(self) -> None:
        self.model.settled.connect(self.look)
        self.search_box.textChanged.connect(self._filter)
        self.states.currentIndexChanged.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.send_all.clicked.connect(lambda: self.ask(SendInvitations(), self.notice))
        self.send.held.connect(self._send_selected)
        self.pause.clicked.connect(self._pause)
        self.show_preview.clicked.connect(self._preview)
        self.preview.closed.connect(self.preview.hide)
        self.forget.held.connect(self._forget)
        self.test.clicked.connect(self._test)
        self.test_to.textChanged.connect(self._enable)
        self.test_to.returnPressed.connect(self._test)

    def _filter(self) -> None:
        self.model.look_for(self.search_box.text())
        self.model.keep_only(frozenset(self.states.currentData()))
        self.look()

    def _enable(self) -> None:
        chosen = self.selected()
        apps = [w for w in chosen if (found := self.model.invitation(w)) is not None and found.has_authenticator]
        self.send_all.setEnabled(self._is_attached)
        self.send.setEnabled(self._is_attached and bool(chosen))
        self.forget.setVisible(bool(apps))
        self.show_preview.setEnabled(self._is_attached)
        self.test.setEnabled(self._is_attached and "@" in self.test_to.text())

    def _send_selected(self) -> None:
        chosen: Sequence[ParticipantId] = self.selected()
        for start in range(0, len(chosen), MOST_AT_ONCE):
            self.ask(SendInvitations(participants=tuple(chosen[start : start + MOST_AT_ONCE])), self.notice)

    def _pause(self) -> None:
        is_paused = self._progress is not None and self._progress.is_paused
        self.ask(PauseInvitations(is_paused=not is_paused), self.notice)

    def _forget(self) -> None:
        for who in self.selected():
            found = self.model.invitation(who)
            if found is not None and found.has_authenticator:
                self.ask(ForgetAuthenticator(participant=who), self.notice)

    def _test(self) -> None:
        to = self.test_to.text().strip()
        if self.test.isEnabled():
            words = self.tr("The test mail to {address} was taken by the mail server.").format(address=to)
            self.ask(SendTestMail(to=to), self.notice, lambda _: self.notice.say(words, "accent", may_dismiss=True))

    def _preview(self) -> None:
        chosen = self.selected()
        self.ask(PreviewInvitation(participant=chosen[0] if chosen else None), self.notice, self._show)

    def _show(self, answer: ConsoleMessage) -> None:
        if isinstance(answer, InvitationPreview):
            self.preview.show_mail(answer)
