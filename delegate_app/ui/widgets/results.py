"""Results of checks: for each its figure, its limits, its verdict as word, colour and shape, and the tip in place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.model.checks import NOTABLE, CheckName, CheckResult, Finding
from common.ui import theme
from common.ui.checkwords import check_word, limits_text, tip_of, value_text, verdict_icon, verdict_role, verdict_word
from common.ui.icon import IconLabel
from common.ui.text import ElidedLabel, InkName, StepName, label, paragraph, restyle
from delegate_app.ui.checktext import result_sentence

_ICON_PX = 20


def icon_ink(role: InkName) -> str:
    """Return the role of an icon's colour on a card that goes with that of a word."""
    return role if role in ("text", "muted") else f"{role}_ink"


class VerdictMark(QWidget):
    """A shape and a word in the colour of a verdict."""

    def __init__(self, step: StepName = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("minus", "muted", _ICON_PX)
        self._word = label(step=step, is_bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX // 2)
        row.addWidget(self._icon)
        row.addWidget(self._word)
        row.addStretch()

    def show_verdict(self, icon: str, word: str, role: InkName) -> None:
        """Show a shape and a word in a colour."""
        self._icon.show_icon(icon, icon_ink(role))
        self._word.setText(word)
        restyle(self._word, ink=role)


class ResultRow(QFrame):
    """One result. Where there is something to do it can be reached by Tab, and is read out whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: CheckResult | None = None
        self.setProperty("kind", "result")
        self._name = ElidedLabel(is_bold=True)
        self._figure = label(is_bold=True)
        self._mark = VerdictMark()
        self._limits = paragraph(step="small", ink="muted")
        self._meaning = paragraph()
        self._advice = paragraph()
        self._lay_out()

    @property
    def result(self) -> CheckResult | None:
        """What it shows."""
        return self._shown

    def show_result(self, result: CheckResult) -> None:
        """Show a result."""
        if result == self._shown:
            return
        self._shown = result
        is_notable = result.verdict in NOTABLE
        self._name.setText(check_word(result.name))
        self._figure.setText(value_text(result) if result.value is not None else "")
        self._mark.show_verdict(
            verdict_icon(result.verdict), verdict_word(result.verdict), verdict_role(result.verdict)
        )
        tip = tip_of(result.name, result.finding)
        self._put(self._limits, "  ".join(part for part in (result.text, limits_text(result.name)) if part))
        self._put(self._meaning, tip.meaning if result.finding is not Finding.NOT_RUN else "")
        self._put(self._advice, tip.advice if is_notable else "")
        restyle(self._meaning, ink="text" if is_notable else "muted")
        self._arrow.setVisible(bool(self._advice.text()))
        self.setAccessibleName(result_sentence(result))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_notable else Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX * 2)
        head.addWidget(self._name, 1)
        head.addWidget(self._figure)
        head.addWidget(self._mark)
        self._arrow = IconLabel("info", "accent_ink", _ICON_PX)
        advice = QHBoxLayout()
        advice.setSpacing(theme.SPACE_PX)
        advice.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignTop)
        advice.addWidget(self._advice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_PX // 2, theme.SPACE_PX, theme.SPACE_PX // 2, theme.SPACE_PX)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addLayout(head)
        column.addWidget(self._limits)
        column.addWidget(self._meaning)
        column.addLayout(advice)

    def _put(self, place: QWidget, text: str) -> None:
        place.setText(text)  # type: ignore[attr-defined]
        place.setVisible(bool(text))


class ResultList(QWidget):
    """Results one under the other, with thin lines between them; a row stays where its check stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[CheckName, ResultRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def rows(self) -> Sequence[ResultRow]:
        """The rows as they are seen."""
        return tuple(self._rows.values())

    def show_results(self, results: Sequence[CheckResult]) -> None:
        """Show these, in this order."""
        names = [result.name for result in results]
        if names != list(self._rows):
            self._make_rows(names)
        for result in results:
            self._rows[result.name].show_result(result)
        self.setVisible(bool(results))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines between the rows."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().colours.border))
        for row in self.rows[1:]:
            painter.drawLine(0, row.y(), self.width(), row.y())
        painter.end()

    def _make_rows(self, names: Sequence[CheckName]) -> None:
        there, self._rows = self._rows, {}
        for name, row in there.items():
            self._column.removeWidget(row)
            if name not in names:
                row.hide()
                row.deleteLater()
        for name in names:
            self._rows[name] = there.get(name) or ResultRow()
            self._column.addWidget(self._rows[name])
