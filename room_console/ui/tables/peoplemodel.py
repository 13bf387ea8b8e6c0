"""People as a table that sorts and filters itself: made for 3,000 rows of which a few change at a time.

A proxy would ask Python for every comparison that it makes. Here a sorted list of keys says the order; a row that has
to go elsewhere is taken out and put in by bisection. What concerns very many rows is worked out in slices, and shown
at once when it is: until then the table stands as it did.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from common.model.checks import ReadinessReport
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.protocol.operator import LinkReport
from common.ui.slices import ROWS, Slices, sliced
from room_console.ui.tables.order import Order, SortKey
from room_console.ui.tables.peoplecolumns import Index, PeopleColumns
from room_console.ui.tables.rearranging import Rearranging
from room_console.ui.tables.row import Row, differing

MOST_TOLD = 48
"""So many changed rows are told of cell by cell; of more, all at once: only what is in sight is drawn anyway."""
MOST_MOVED = 24
"""So many rows are moved one by one; more are sorted anew."""
_NO_INDEX = QModelIndex()
Stay = list[tuple[Row, Row]]
Move = list[tuple[ParticipantId, Row | None, SortKey | None]]


class PeopleModel(PeopleColumns):
    """Subclasses say what the columns are."""

    settled = Signal()
    """What was worked out in slices is shown."""

    def __init__(self, parent: QObject, columns: int, figures: frozenset[int]) -> None:
        super().__init__(parent, columns, figures)
        self._people: Mapping[ParticipantId, ParticipantView] = {}
        self._reports: Mapping[ParticipantId, LinkReport] = {}
        self._readiness: Mapping[ParticipantId, ReadinessReport] = {}
        self._rows: dict[ParticipantId, Row] = {}
        self._keys: dict[ParticipantId, SortKey] = {}
        self._order = Order()
        self._texts: dict[ParticipantId, str] = {}
        self._words: tuple[str, ...] = ()
        self._keyed_by = self._sorted_by = 0
        self._is_descending = self._is_to_arrange = False
        self._due: dict[ParticipantId, None] = {}
        self._slices = Slices(self, self.settled.emit)

    @property
    def is_filling(self) -> bool:
        """Tell whether the first rows are worked out, and none is there yet."""
        return self._slices.is_busy and not self._rows

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self._rows)

    def everyone(self) -> list[Row]:
        """Return all rows, shown or not."""
        return list(self._rows.values())

    def shown(self) -> list[Row]:
        """Return the rows that are shown, in their order."""
        return [self._rows[who] for who in self._order.everyone()]

    def row_at(self, place: int) -> Row:
        """Return what stands at a place from the top."""
        return self._rows[self._order.who_is_at(place)]

    def row_of(self, who: ParticipantId | None) -> Row | None:
        """Return what is known of someone, shown or not."""
        return self._rows.get(who) if who is not None else None

    def place_of(self, who: ParticipantId) -> int | None:
        """Return at which place from the top someone stands; None if they are not shown."""
        return self._order.place(self._keys.get(who))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def show_people(
        self,
        people: Mapping[ParticipantId, ParticipantView],
        reports: Mapping[ParticipantId, LinkReport],
        readiness: Mapping[ParticipantId, ReadinessReport],
    ) -> None:
        """Show these; values that are the same objects as before are taken to be the same."""
        changed = dict.fromkeys(differing(self._people, people))
        changed.update(dict.fromkeys(differing(self._reports, reports)))
        for who in differing(self._readiness, readiness):
            changed[who] = None
            self.learn(who, readiness.get(who))
        self._people, self._reports, self._readiness = people, reports, readiness
        if changed:
            self._take(who for who in changed if who in people or who in self._rows)

    def look_for(self, text: str) -> None:
        """Keep those who have every word of `text`."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self.arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self._is_descending = order == Qt.SortOrder.DescendingOrder
        self._sorted_by = max(0, column)
        self.arrange()

    def arrange(self) -> None:
        """Filter and sort anew; what is selected stays selected where it is still shown."""
        self._is_to_arrange = True
        self._begin()

    def _take(self, changed: Iterable[ParticipantId]) -> None:
        """Look at these anew."""
        self._due.update(dict.fromkeys(changed))
        self._begin()

    def _begin(self) -> None:
        """Work out what is due: little at once, more in slices and from the start."""
        is_to_arrange = self._is_to_arrange or not self._rows
        work = self._arranged() if is_to_arrange else self._taken()
        if len(self._due) + is_to_arrange * len(self._rows) > ROWS or self._slices.is_busy:
            self._slices.begin(work)
        else:
            for _ in work:
                pass

    def _taken(self) -> Iterator[None]:
        """Tell of the rows that changed, and move those that belong elsewhere now."""
        stay: Stay = []
        move: Move = []
        for some in sliced(list(self._due)):
            self._compare(some, stay, move)
            yield
        self._due.clear()
        if len(move) > MOST_MOVED:
            self._rebuild(stay, move)
            return
        self._replace(stay)
        for who, row, key in move:
            self._move(who, row, key)

    def _compare(self, some: Sequence[ParticipantId], stay: Stay, move: Move) -> None:
        """Sort those who changed into who keeps their place and who does not."""
        for who in some:
            old, new = self._rows.get(who), self._row(who)
            self._texts.pop(who, None)
            key = self._key(new) if new is not None else None
            if old is not None and new is not None and key == self._keys[who] and self._is_as_shown(new, key):
                stay.append((old, new))
            else:
                move.append((who, new, key))

    def _arranged(self) -> Iterator[None]:
        """Work out everyone's key and who is shown, then show that."""
        rows, keys, kept = dict(self._rows), dict[ParticipantId, SortKey](), list[SortKey]()
        for due in sliced(list(self._due)):
            self._renew(due, rows)
            yield
        for some in sliced(list(rows.values())):
            found = {row.who: self._key(row) for row in some}
            keys |= found
            kept += sorted(found[row.who] for row in some if self._is_kept(row))
            yield
        with Rearranging(self):
            self._due.clear()
            self._is_to_arrange = False
            self._rows, self._keys, self._keyed_by = rows, keys, self._sorted_by
            self._order.is_descending = self._is_descending
            self._order.fill(kept)

    def _renew(self, due: Sequence[ParticipantId], rows: dict[ParticipantId, Row]) -> None:
        """Put what is known now into rows that are not shown yet."""
        for who in due:
            self._texts.pop(who, None)
            if (row := self._row(who)) is None:
                rows.pop(who, None)
            else:
                rows[who] = row

    def _rebuild(self, stay: Stay, move: Move) -> None:
        with Rearranging(self):
            self._rows.update((new.who, new) for _, new in stay)
            out = [self._keys[who] for who, _, _ in move if self.place_of(who) is not None]
            for who, row, key in move:
                self._keep(who, row, key)
            self._order.change(out, [key for _, row, key in move if key is not None and self._is_kept(row)])

    def _replace(self, stay: Stay) -> None:
        self._rows.update((new.who, new) for _, new in stay)
        if len(stay) > MOST_TOLD and self._order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, self._columns - 1))
            return
        for old, new in stay:
            if (place := self.place_of(new.who)) is not None:
                self._tell(place, old, new)

    def _tell(self, place: int, old: Row, new: Row) -> None:
        """Tell of the cells that look otherwise: a view draws all of itself again for more than one at once."""
        for column in range(self._columns):
            if self.text(old, column) != self.text(new, column) or self.ink(old, column) != self.ink(new, column):
                cell = self.index(place, column)
                self.dataChanged.emit(cell, cell)

    def _move(self, who: ParticipantId, row: Row | None, key: SortKey | None) -> None:
        """Put a row in, take it out, or move it."""
        start = self.place_of(who)
        before = self._keys[who] if start is not None else None
        end = self._order.place_after(before, key) if key is not None and self._is_kept(row) else None
        end_it = self._announce(start, end)
        if before is not None:
            self._order.remove(before)
        self._keep(who, row, key)
        if end is not None and key is not None:
            self._order.insert(key)
        end_it()
        if end is not None:
            self.dataChanged.emit(self.index(end, 0), self.index(end, self._columns - 1))

    def _announce(self, start: int | None, end: int | None) -> Callable[[], None]:
        """Announce what is about to be done; return what says that it is done."""
        if start is None and end is not None:
            self.beginInsertRows(_NO_INDEX, end, end)
            return self.endInsertRows
        if start is not None and end is None:
            self.beginRemoveRows(_NO_INDEX, start, start)
            return self.endRemoveRows
        if start is not None and end is not None and start != end:
            self.beginMoveRows(_NO_INDEX, start, start, _NO_INDEX, end + (end > start))
            return self.endMoveRows
        return lambda: None

    def _keep(self, who: ParticipantId, row: Row | None, key: SortKey | None) -> None:
        if row is not None and key is not None:
            self._rows[who], self._keys[who] = row, key
        else:
            self._rows.pop(who, None)
            self._keys.pop(who, None)

    def _row(self, who: ParticipantId) -> Row | None:
        person = self._people.get(who)
        return Row(person, self._reports.get(who), self._readiness.get(who)) if person is not None else None

    def _key(self, row: Row) -> SortKey:
        person, known = row.person, self._rows.get(row.person.participant)
        if known is row and self._keyed_by == self._sorted_by:
            return self._keys[row.who]
        if known is not None and known.person is person:
            tail = self._keys[person.participant][1]
        else:
            tail = (person.delegation.casefold(), person.name.casefold(), person.participant)
        return self.sort_key(row, self._sorted_by), tail

    def _is_as_shown(self, row: Row, key: SortKey | None) -> bool:
        return self._is_kept(row) == (self._order.place(key) is not None)

    def _is_kept(self, row: Row | None) -> bool:
        if row is None or not self.is_wanted(row):
            return False
        if not self._words:
            return True
        who = row.person.participant
        text = self._texts.get(who)
        if text is None:
            text = self._texts[who] = self.search_text(row).casefold()
        return all(word in text for word in self._words)
