"""The mail as a person would get it: as HTML, as text, and its calendar."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from common.protocol.invitations import InvitationPreview
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel


class _Page(QTextBrowser):
    """Shows HTML and fetches nothing."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give nothing: a preview does not tell anybody that it is looked at."""
        return None


class PreviewPane(QWidget):
    """Hidden until a mail is shown."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.subject = ElidedLabel(is_bold=True)
        self.close_button = IconButton(icon="close", kind="quiet")
        self.close_button.describe(self.tr("Close the preview"))
        self.close_button.clicked.connect(self.closed)
        self.html = _Page()
        self.html.setOpenLinks(False)
        self.html.setStyleSheet("background: #f3f4f6; color: #16202b;")
        self.text, self.calendar = QPlainTextEdit(), QPlainTextEdit()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for view, name in (
            (self.html, self.tr("As HTML")),
            (self.text, self.tr("As text")),
            (self.calendar, self.tr("Calendar")),
        ):
            view.setReadOnly(True)
            view.setAccessibleName(name)
            self.tabs.addTab(view, name)
        head = QHBoxLayout()
        head.addWidget(self.subject, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self.hide()

    def show_mail(self, mail: InvitationPreview) -> None:
        """Show a mail."""
        self.subject.setText(mail.subject)
        self.html.setHtml(mail.html)
        self.text.setPlainText(mail.text)
        self.calendar.setPlainText(mail.calendar)
        self.tabs.setTabVisible(2, bool(mail.calendar))
        self.show()
        self.close_button.setFocus()
