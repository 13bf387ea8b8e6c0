"""The agenda: items made, ordered and called."""

from common.model.agenda import AgendaItem
from common.protocol.meetings import CallItem, MoveItem, RemoveItem
from room_console.ui.office.itemform import ItemForm
from room_console.ui.office.programmepane import ProgrammePane
from room_console.ui.state import ConsoleState
from room_console.ui.tables.programmemodels import AgendaModel
from room_console.ui.tables.programmetable import ProgrammeTable


class AgendaPane(ProgrammePane):
    """A called item brings its own rules of the floor."""

    def __init__(self) -> None:
        self.model, self.fields = AgendaModel(), ItemForm()
        super().__init__(ProgrammeTable(self.model, "", first_to_go=(4, 2, 3)), self.fields)
        self.table.setAccessibleName(self.tr("Agenda"))
        self.form_area.setAccessibleName(self.tr("Item of the agenda"))
        self.empty.setText(self.tr("The agenda is empty. Add the first item, and how it is debated."))
        self.call = self.button(self.tr("Call"), "podium", self._call, "primary")
        self.finish = self.button(self.tr("End item"), "stop", lambda: self.wish(CallItem(number=None)))
        self.add = self.button(self.tr("Add item"), "plus", self._add)
        self.change = self.button(self.tr("Edit"), "settings", self.edit)
        self.remove = self.button(self.tr("Remove"), "close", self._remove)
        self.up = self.button("", "arrow-up", lambda: self._move(-1))
        self.up.describe(self.tr("Move up"))
        self.down = self.button("", "arrow-down", lambda: self._move(1))
        self.down.describe(self.tr("Move down"))
        self.fields.wanted.connect(lambda message: self.wish(message, ends_form=True))
        self.fields.cancelled.connect(lambda: self.show_form(False))

    def show_state(self, state: ConsoleState) -> None:
        """Show the agenda; the selection stays with its item."""
        self.state = state
        if state.view is not None:
            selected = self._selected()
            details = state.view.details
            self.model.show(details.agenda, details.item(state.view.current_item))
            if selected is not None and (item := details.item(selected.number)) is not None:
                self.table.select(details.agenda.index(item))
        self.show_rows()
        self.enable()

    def edit(self) -> None:
        """Open the form on the selected item."""
        if (item := self._selected()) is not None:
            self._fill(item)

    def enable(self) -> None:
        """Enable what can be done."""
        view, selected = self.state.view, self._selected()
        is_attached = self.state.is_attached and view is not None
        current = view.current_item if view is not None else None
        needs_session = view is not None and bool(view.details.sessions) and view.current_session is None
        is_other = selected is not None and selected.number != current
        self.call.setEnabled(is_attached and is_other and not needs_session)
        self.call.setToolTip(self.tr("Open a session first") if needs_session else "")
        self.finish.setEnabled(is_attached and current is not None)
        self.add.setEnabled(is_attached)
        self.change.setEnabled(is_attached and selected is not None)
        self.remove.setEnabled(is_attached and is_other)
        row, last = self.table.row, len(self.model.rows) - 1
        self.up.setEnabled(is_attached and row is not None and row > 0)
        self.down.setEnabled(is_attached and row is not None and row < last)

    def _selected(self) -> AgendaItem | None:
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def _fill(self, item: AgendaItem | None) -> None:
        if self.state.view is not None:
            details = self.state.view.details
            self.fields.fill(item, details.agenda, details.sessions)
            self.show_form(True)
            self.fields.name.setFocus()

    def _add(self) -> None:
        self._fill(None)

    def _call(self) -> None:
        if (item := self._selected()) is not None:
            self.wish(CallItem(number=item.number))

    def _remove(self) -> None:
        if (item := self._selected()) is not None:
            self.wish(RemoveItem(number=item.number))

    def _move(self, by: int) -> None:
        item, row = self._selected(), self.table.row
        if item is not None and row is not None:
            self.wish(MoveItem(number=item.number, position=row + by))
