"""What holds for each kind of request: whether there is any, before which others, who may ask and when, how long."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from common.model.floor import DEFAULT_PRECEDENCE, RequestKind
from common.model.meeting import Rules
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.floorwords import kind_word
from common.ui.text import ElidedLabel, paragraph
from room_console.ui.widgets.timespin import TimeSpin

_UP_PX, _NAME_PX, _BOX_PX = 32, 82, 24
_NAME = 1
"""The column of the names."""


@dataclass
class _Row:
    """The widgets of a kind, from where reading begins."""

    kind: RequestKind
    is_known: QCheckBox
    name: ElidedLabel
    when_closed: QCheckBox
    members_only: QCheckBox
    time: TimeSpin
    up: IconButton

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """All of them."""
        return self.is_known, self.name, self.when_closed, self.members_only, self.time, self.up


class KindRules(QWidget):
    """A row for each kind, in their precedence. A button, or Alt with an arrow, moves the row that has the focus."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_PX // 2)
        self._grid.setVerticalSpacing(theme.SPACE_PX // 2)
        self._grid.setColumnStretch(_NAME, 1)
        self._grid.setColumnMinimumWidth(_NAME, theme.current().scaled_px(_NAME_PX))
        self.rows = [self._row(kind) for kind in DEFAULT_PRECEDENCE]
        heads = (self.tr("Kind, the first goes first"), self.tr("When closed"), self.tr("Members"), self.tr("Time"))
        for column, head in zip((0, _NAME + 1, _NAME + 2, _NAME + 3), heads, strict=True):
            self._grid.addWidget(paragraph(head, "small", "muted"), 0, column, 1, _NAME + 1 if column == 0 else 1)
        self._place()

    def show_rules(self, rules: Rules) -> None:
        """Show what holds."""
        by_kind = {row.kind: row for row in self.rows}
        order = [k for k in rules.precedence if k in by_kind]
        self.rows = [by_kind.pop(kind) for kind in order] + list(by_kind.values())
        for row in self.rows:
            row.is_known.setChecked(row.kind in rules.precedence)
            row.when_closed.setChecked(row.kind in rules.when_closed)
            row.members_only.setChecked(row.kind in rules.members_only)
            row.time.setValue(rules.timers.by_kind_s.get(row.kind, 0))
        self._place()
        self._look()

    def put_into(self, rules: Rules) -> Rules:
        """Return the rules with what stands here."""
        times = {row.kind: row.time.value() for row in self.rows if row.time.value()}
        shown = {row.kind for row in self.rows}
        kept = {kind: s for kind, s in rules.timers.by_kind_s.items() if kind not in shown}
        return replace(
            rules,
            precedence=tuple(row.kind for row in self.rows if row.is_known.isChecked()),
            when_closed=_in_order_of(rules.when_closed, [r.kind for r in self.rows if r.when_closed.isChecked()]),
            members_only=_in_order_of(rules.members_only, [r.kind for r in self.rows if r.members_only.isChecked()]),
            timers=replace(rules.timers, by_kind_s={**kept, **times}),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the row by Alt and an arrow."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        focused = next((row for row in self.rows if self.focusWidget() in row.parts), None)
        if focused is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_row(focused.kind, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def move_row(self, kind: RequestKind, step: int) -> None:
        """Move a kind before another, or behind it."""
        at = next(place for place, row in enumerate(self.rows) if row.kind is kind)
        to = at + step
        if 0 <= to < len(self.rows):
            self.rows.insert(to, self.rows.pop(at))
            self._place()
            self.changed.emit()

    def _row(self, kind: RequestKind) -> _Row:
        name = kind_word(kind)
        row = _Row(kind, QCheckBox(), ElidedLabel(name), QCheckBox(), QCheckBox(), TimeSpin(), _up())
        row.time.setFixedWidth(row.time.minimumWidth())
        row.is_known.setFixedWidth(theme.current().scaled_px(_BOX_PX))
        row.is_known.setAccessibleName(self.tr("{kind}: may be asked for").format(kind=name))
        row.when_closed.setAccessibleName(self.tr("{kind}: taken while the list is closed").format(kind=name))
        row.members_only.setAccessibleName(self.tr("{kind}: for members only").format(kind=name))
        row.time.setAccessibleName(self.tr("{kind}: time").format(kind=name))
        row.up.describe(self.tr("{kind}: go before the kind above").format(kind=name))
        for part in (row.is_known, row.when_closed, row.members_only, row.time):
            part.setToolTip(part.accessibleName())
        row.is_known.toggled.connect(self._look)
        for box in (row.is_known, row.when_closed, row.members_only):
            box.toggled.connect(self.changed)
        row.time.valueChanged.connect(self.changed)
        row.up.clicked.connect(lambda: self.move_row(kind, -1))
        return row

    def _place(self) -> None:
        for place, row in enumerate(self.rows, start=1):
            for column, part in enumerate(row.parts):
                self._grid.addWidget(part, place, column)
            row.up.setEnabled(place > 1)
        for before, after in zip(self._tab_stops(), self._tab_stops()[1:], strict=False):
            QWidget.setTabOrder(before, after)

    def _tab_stops(self) -> list[QWidget]:
        return [part for row in self.rows for part in row.parts if not isinstance(part, ElidedLabel)]

    def _look(self) -> None:
        """Leave one kind at least, and nothing to set of those that there are not."""
        known = [row for row in self.rows if row.is_known.isChecked()]
        for row in self.rows:
            is_known = row in known
            row.is_known.setEnabled(not is_known or len(known) > 1)
            for part in (row.name, row.when_closed, row.members_only, row.time):
                part.setEnabled(is_known)


def _up() -> IconButton:
    button = IconButton(icon="arrow-up", kind="quiet")
    button.setMaximumWidth(_UP_PX)
    return button


def _in_order_of(before: Sequence[RequestKind], chosen: Sequence[RequestKind]) -> tuple[RequestKind, ...]:
    """Keep the order that was: what is the same set is the same rule."""
    kept = tuple(kind for kind in before if kind in chosen)
    return kept + tuple(kind for kind in chosen if kind not in kept)
