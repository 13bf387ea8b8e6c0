"""A copy of the report to hand to one's own IT: a PDF, or a plain text."""

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, Qt
from PySide6.QtGui import QGuiApplication, QPageSize, QPdfWriter, QTextDocument, QTextOption

from common.model.checks import NOTABLE, Area, CheckResult, ReadinessReport, Verdict
from common.model.errors import ErrorCode, UserError
from common.ui import fonts
from common.ui.checkwords import check_word, limits_text, readiness_word, tip_of, value_text, verdict_word
from delegate_app.ui.checktext import area_sentence, heading, ordered, readiness_sentence, report_text, translate
from delegate_app.ui.savedfile import save_text

_TEXT_POINTS = 9.5
_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
"""Around a figure, so that its unit stays behind it in either direction (UAX 9)."""
_COLOURS = {Verdict.PASS: "#08633d", Verdict.WARN: "#744b00", Verdict.FAIL: "#a5171d", Verdict.SKIPPED: "#4a5866"}
_SHAPES = {Verdict.PASS: "●", Verdict.WARN: "▲", Verdict.FAIL: "■", Verdict.SKIPPED: "–"}
"""Told apart in black and white too."""


def save_copy(path: Path, report: ReadinessReport, target: str | None) -> None:
    """Write a PDF, or a text where the name ends in `.txt`. Raises: UserError(`disk`)."""
    if path.suffix.lower() == ".txt":
        save_text(path, report_text(report, target))
    else:
        save_pdf(path, report, target)


def save_pdf(path: Path, report: ReadinessReport, target: str | None) -> None:
    """Write a PDF on A4 in the window's language and direction. Raises: UserError(`disk`). Thread: main.

    Qt lays its own margins of 2 cm and the page's number around the text.
    """
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise UserError(ErrorCode.DISK, file.errorString())
    writer = QPdfWriter(file)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(translate("Check", "Hemicycle: readiness for the meeting"))
    document = _document(report, target)
    document.print_(writer)
    del writer
    if not file.commit():
        raise UserError(ErrorCode.DISK, file.errorString())


def _document(report: ReadinessReport, target: str | None) -> QTextDocument:
    document = QTextDocument()
    font = fonts.application_font(1)
    font.setPointSizeF(_TEXT_POINTS)
    document.setDefaultFont(font)
    option = QTextOption()
    option.setTextDirection(QGuiApplication.layoutDirection())
    document.setDefaultTextOption(option)
    document.setHtml(report_html(report, target))
    return document


def report_html(report: ReadinessReport, target: str | None) -> str:
    """Write a report in the part of HTML that Qt's documents know."""
    direction = "rtl" if _is_rtl() else "ltr"
    title = escape(translate("Check", "Hemicycle: readiness for the meeting"))
    head = "<br/>".join(f"{escape(name)}: <b>{escape(value)}</b>" for name, value in heading(report, target))
    colour, shape = _COLOURS[report.verdict], _SHAPES[report.verdict]
    verdict = f'<h2 style="color: {colour}">{shape} {escape(readiness_word(report.verdict))}</h2>'
    areas = "".join(_area_html(area, report) for area in Area)
    return (
        f'<html dir="{direction}"><body dir="{direction}" style="color: #10171f"><h1>{title}</h1><p>{head}</p>'
        f"{verdict}<p>{escape(readiness_sentence(report))}</p>{areas}</body></html>"
    )


def _area_html(area: Area, report: ReadinessReport) -> str:
    rows = "".join(_row_html(result) for result in ordered(report.of(area)))
    title = escape(area_sentence(area, report.results))
    return f'<h3>{title}</h3><table width="100%" cellspacing="0" cellpadding="4">{rows}</table>'


def _row_html(result: CheckResult) -> str:
    colour = _COLOURS[result.verdict]
    verdict = (
        f'<span style="color: {colour}"><b>{_SHAPES[result.verdict]} {escape(verdict_word(result.verdict))}</b></span>'
    )
    figure = f"{_ISOLATE}{escape(value_text(result))}{_POP_ISOLATE}"
    if result.value is not None and result.text:
        figure = f"{figure}<br/><small>{escape(result.text)}</small>"
    tip = tip_of(result.name, result.finding)
    words = [limits_text(result.name)]
    if result.verdict in NOTABLE:
        words += [tip.meaning, tip.advice]
    under = "".join(f"<br/><small>{escape(word)}</small>" for word in words if word)
    cells = [
        f'<td width="18%">{verdict}</td>',
        f'<td width="62%"><b>{escape(check_word(result.name))}</b>{under}</td>',
        f'<td width="20%">{figure}</td>',
    ]
    return f"<tr>{''.join(reversed(cells) if _is_rtl() else cells)}</tr>"


def _is_rtl() -> bool:
    """Tell whether cells must be turned round, which Qt's documents do not do by themselves."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
