"""The sessions: planned, changed, opened and closed."""

from common.model.agenda import Session
from common.protocol.meetings import CloseSession, OpenSession, RemoveSession
from room_console.ui.office.programmepane import ProgrammePane
from room_console.ui.office.sessionform import SessionForm
from room_console.ui.state import ConsoleState
from room_console.ui.tables.programmemodels import SessionsModel
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.hold import HoldButton


class SessionsPane(ProgrammePane):
    """Closing a session takes the floor from everyone: its button is held."""

    def __init__(self) -> None:
        self.model, self.fields = SessionsModel(), SessionForm()
        super().__init__(ProgrammeTable(self.model, "", first_to_go=(4, 3)), self.fields)
        self.table.setAccessibleName(self.tr("Sessions"))
        self.form_area.setAccessibleName(self.tr("Session"))
        self.empty.setText(self.tr("No session is planned. Add the first one: day and hours, in the meeting's time."))
        self._now_ms = 0
        self.open = self.button(self.tr("Open"), "play", self._open, "primary")
        self.close_it = HoldButton(self.tr("Close session"), "stop")
        self.close_it.describe(
            self.tr("Close session"), detail=self.tr("Hold for a second: takes the floor, empties and closes the list")
        )
        self.close_it.held.connect(lambda: self.wish(CloseSession()))
        self.buttons.addWidget(self.close_it)
        self.add = self.button(self.tr("Add session"), "plus", self._add)
        self.change = self.button(self.tr("Edit"), "settings", self.edit)
        self.remove = self.button(self.tr("Remove"), "close", self._remove)
        self.fields.wanted.connect(lambda message: self.wish(message, ends_form=True))
        self.fields.cancelled.connect(lambda: self.show_form(False))

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show the sessions; `now_ms` is the console's clock."""
        self.state, self._now_ms = state, now_ms
        if state.view is not None:
            details = state.view.details
            self.model.timezone = details.timezone
            self.model.show(details.sessions, details.session(state.view.current_session))
        self.show_rows()
        self.enable()

    def edit(self) -> None:
        """Open the form on the selected session."""
        if (session := self._selected()) is not None:
            self._fill(session)

    def enable(self) -> None:
        """Enable what can be done."""
        view, selected = self.state.view, self._selected()
        is_attached = self.state.is_attached and view is not None
        current = view.current_session if view is not None else None
        self.add.setEnabled(is_attached)
        self.change.setEnabled(is_attached and selected is not None)
        is_other = selected is not None and selected.number != current
        self.remove.setEnabled(is_attached and is_other)
        self.open.setEnabled(is_attached and is_other and current is None)
        self.close_it.setEnabled(is_attached and current is not None)

    def _selected(self) -> Session | None:
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def _fill(self, session: Session | None) -> None:
        if self.state.view is not None:
            details = self.state.view.details
            self.fields.fill(session, details.sessions, details.timezone, self._now_ms)
            self.show_form(True)
            self.fields.name.setFocus()

    def _add(self) -> None:
        self._fill(None)

    def _open(self) -> None:
        if (session := self._selected()) is not None:
            self.wish(OpenSession(number=session.number))

    def _remove(self) -> None:
        if (session := self._selected()) is not None:
            self.wish(RemoveSession(number=session.number))
