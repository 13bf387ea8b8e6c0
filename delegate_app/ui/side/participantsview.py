"""The participants on the screen: a flat model with headings, rows of one height, and what draws them."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Attendance, Presence
from common.ui import fonts, theme
from common.ui.pen import Pen
from common.ui.theme import Step
from delegate_app.ui.side import participantwords as words
from delegate_app.ui.side.roster import Heading, Roster, Row

Index = QModelIndex | QPersistentModelIndex
_ICON_PX = 16
_WIDTH_PX = 160


class ParticipantsModel(QStringListModel):
    """Works off what has changed a little at each turn of Qt's loop. Qt counts the rows by itself, very often."""

    worked = Signal()
    """Counts have changed."""
    placing = Signal()
    """The rows are about to be others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.roster = Roster()
        self.rows: list[Row] = []
        self.own_delegation = ""
        self.me: ParticipantId | None = None
        self._places: dict[Row, int] = {}
        self._search = ""
        self._is_other = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    def show_people(self, people: dict[ParticipantId, ParticipantView], me: ParticipantId | None) -> None:
        """Show these; a few changes at once, many in steps."""
        own = people.get(me) if me is not None else None
        self.me, self.own_delegation = me, own.delegation if own is not None else ""
        self.roster.take(people)
        if self.roster.is_due and not self._timer.isActive():
            self._work()

    def search(self, text: str) -> None:
        """Show those in whose name or delegation these words are."""
        self._search = text
        self._place()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be gone to, not written in."""
        del index
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def person(self, index: Index) -> ParticipantView | None:
        """Return who stands in a row; None for a heading."""
        row = self.rows[index.row()] if index.isValid() else None
        return None if row is None or isinstance(row, Heading) else self.roster.people.get(row)

    def is_own(self, row: Row) -> bool:
        """Tell whether a row is of one's own delegation."""
        if not self.own_delegation:
            return row == self.me
        if isinstance(row, Heading):
            return row.delegation == self.own_delegation
        person = self.roster.people.get(row)
        return person is not None and person.delegation == self.own_delegation

    def place_of(self, row: Row) -> QModelIndex:
        """Return where a row is; nowhere where it is not shown."""
        place = self._places.get(row)
        return QModelIndex() if place is None else self.index(place)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row as text, or as read out."""
        if not index.isValid():
            return None
        row, is_read_out = self.rows[index.row()], role == Qt.ItemDataRole.AccessibleTextRole
        if not is_read_out and role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if isinstance(row, Heading):
            named = words.heading_words(row)
            return f"{named}, {words.count_words(self.roster.count(row))}" if is_read_out else named
        person = self.roster.people.get(row)
        if person is None:
            return None
        return person.name if role == Qt.ItemDataRole.DisplayRole else words.person_sentence(person)

    def _work(self) -> None:
        changed, is_other = self.roster.step()
        self._is_other |= is_other
        if not self._is_other:
            for who in changed:
                self._tell(who)
        if self.roster.is_due:
            self._timer.start()
            return
        self._timer.stop()
        if self._is_other:
            self._is_other = False
            self._place()
        self.worked.emit()

    def _tell(self, who: ParticipantId) -> None:
        for row in (who, *self.roster.headings(who)):
            if (index := self.place_of(row)).isValid():
                self.dataChanged.emit(index, index)

    def _place(self) -> None:
        rows = self.roster.rows(self._search)
        self.placing.emit()
        self.rows = rows
        self._places = {row: place for place, row in enumerate(rows)}
        self.setStringList([""] * len(rows))


class ParticipantPainter(QStyledItemDelegate):
    """Draws a heading with its count, or a person with presence before the name and attendance behind it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for one line of text; every row the same."""
        del option, index
        height_px = QFontMetrics(fonts.application_font(theme.current().size_px(Step.BODY))).height()
        return QSize(_WIDTH_PX, height_px + theme.SPACE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; one's own delegation on a block of colour with a bar before it."""
        model = index.model()
        assert isinstance(model, ParticipantsModel)
        row = model.rows[index.row()]
        colours, direction = theme.current().colours, option.direction
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = rect.adjusted(2, 0, -2, 0)
        if model.is_own(row):
            painter.fillRect(block, QColor(colours.control))
            bar = QRect(block.left(), block.top(), 3, block.height())
            painter.fillRect(QStyle.visualRect(direction, block, bar), QColor(colours.accent_ink))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(block.adjusted(0, 1, -1, -1), theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)
        text = block.adjusted(theme.SPACE_PX, 0, -theme.SPACE_PX, 0)
        pen = Pen(painter, direction)
        if isinstance(row, Heading):
            self._heading(pen, text, row, model)
        elif (person := model.roster.people.get(row)) is not None:
            self._person(pen, text, person, row == model.me)
        painter.restore()

    def _heading(self, pen: Pen, space: QRect, heading: Heading, model: ParticipantsModel) -> None:
        look, colours = theme.current(), theme.current().colours
        small = fonts.application_font(look.size_px(Step.SMALL))
        step = Step.BODY if heading.delegation else Step.SMALL
        font = fonts.application_font(look.size_px(step), is_bold=True)
        count = model.roster.count(heading)
        said = f"{count.here}/{count.all}" if heading.delegation else words.count_words(count)
        said_px = QFontMetrics(small).horizontalAdvance(said) + 2
        ink = colours.text if heading.delegation else colours.accent_ink
        pen.end(small, colours.muted, space, 0, said_px, said)
        pen.start(font, ink, space, 0, space.width() - said_px - theme.SPACE_PX, words.heading_words(heading))
        if not heading.delegation:
            pen.painter.fillRect(space.left(), space.bottom() - 1, space.width(), 1, QColor(colours.border))

    def _person(self, pen: Pen, space: QRect, person: ParticipantView, is_me: bool) -> None:
        look, colours = theme.current(), theme.current().colours
        small = fonts.application_font(look.size_px(Step.SMALL))
        body = fonts.application_font(look.size_px(Step.BODY), is_bold=is_me)
        icon_px, gap_px = look.scaled_px(_ICON_PX), theme.SPACE_PX // 2
        is_here = person.presence is Presence.JOINED
        tones = {Presence.JOINED: colours.live_ink, Presence.RECONNECTING: colours.warn_ink}
        pen.icon(
            words.presence_icon(person),
            tones.get(person.presence, colours.muted),
            pen.from_start(space, 0, icon_px),
            icon_px,
        )
        place = "hall" if person.attendance is Attendance.ON_SITE else "globe"
        pen.icon(place, colours.muted, pen.from_end(space, 0, icon_px), icon_px)
        said = ", ".join(fact for fact in (words.role_word(person), words.standing_word(person)) if fact)
        said_px = min(QFontMetrics(small).horizontalAdvance(said) + 2, space.width() // 2)
        pen.end(small, colours.muted, space, icon_px + gap_px, said_px, said)
        name_px = space.width() - 2 * icon_px - said_px - 4 * gap_px
        pen.start(body, colours.text if is_here else colours.muted, space, icon_px + gap_px * 2, name_px, person.name)


class ParticipantsList(QListView):
    """Keeps its place where rows come and go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.participants = ParticipantsModel(self)
        self.setModel(self.participants)
        self.setItemDelegate(ParticipantPainter(self))
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("Participants by delegation"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self._kept: tuple[Row | None, int] = (None, 0)
        self.participants.placing.connect(self._keep)
        self.participants.modelReset.connect(self._recall)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint a row that is as high as before, and lay out none anew."""
        del last, roles
        self.viewport().update(self.visualRect(first))

    def _keep(self) -> None:
        index = self.currentIndex()
        self._kept = (
            self.participants.rows[index.row()] if index.isValid() else None,
            self.verticalScrollBar().value(),
        )

    def _recall(self) -> None:
        row, value = self._kept
        if row is not None and (index := self.participants.place_of(row)).isValid():
            self.setCurrentIndex(index)
        self.verticalScrollBar().setValue(value)
