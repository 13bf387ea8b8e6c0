"""One item of the agenda: how it is debated, its rules of the floor, its documents and links."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QPlainTextEdit, QSpinBox

from common.model.agenda import DEFAULT_RULES, MAX_LINKS, AgendaItem, Link, SegmentKind, SegmentRules, Session
from common.model.floor import DiscussionMode
from common.protocol.meetings import PutItem
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.floorwords import mode_word
from common.ui.flow import flowing
from common.ui.text import label
from room_console.ui.meetingwords import kind_word, session_name
from room_console.ui.office.fields import Fields, as_form, line, named
from room_console.ui.widgets.timespin import TimeSpin

LONGEST_NUMBER, LONGEST_TITLE, LONGEST_LINK, LONGEST_URL = 16, 300, 120, 500
MOST_MICS, MOST_STANDBY = 64, 8
_SCHEMES = ("https://", "http://")


class ItemForm(QFrame):
    """Another kind of debate brings its usual rules, which can be changed."""

    wanted = Signal(object)
    """A `PutItem`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._replaces: str | None = None
        self.number, self.name = line(LONGEST_NUMBER), line(LONGEST_TITLE)
        self.session, self.kind = QComboBox(), QComboBox()
        for kind in SegmentKind:
            self.kind.addItem(kind_word(kind), kind)
        self.mics, self.standby = QSpinBox(minimum=1, maximum=MOST_MICS), QSpinBox(minimum=0, maximum=MOST_STANDBY)
        self.mode, self.speech = QComboBox(), TimeSpin(self.tr("As the meeting"))
        for mode in DiscussionMode:
            self.mode.addItem(mode_word(mode), mode)
        self.is_list_open = QCheckBox(self.tr("List of speakers open"))
        self.links = QPlainTextEdit()
        self.links.setTabChangesFocus(True)
        self.links.setPlaceholderText(self.tr("One a line: title, then address (https://…)"))
        self.wrong = label(step="small", ink="fail")
        self.save = IconButton(self.tr("Save item"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self._lay_out()
        self.kind.activated.connect(self._take_usual_rules)
        for field in (self.number, self.name):
            field.textChanged.connect(self._look)
            field.returnPressed.connect(self._save)
        self.links.textChanged.connect(self._look)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)

    def fill(self, item: AgendaItem | None, agenda: tuple[AgendaItem, ...], sessions: tuple[Session, ...]) -> None:
        """Show an item, or begin one."""
        self._replaces = item.number if item is not None else None
        shown = item or AgendaItem(_next_number(agenda), "", agenda[-1].session if agenda else 0)
        self.session.clear()
        self.session.addItem(self.tr("No session yet"), 0)
        for session in sessions:
            self.session.addItem(session_name(session), session.number)
        self.number.setText(shown.number)
        self.name.setText(shown.title)
        self.session.setCurrentIndex(max(0, self.session.findData(shown.session)))
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self._show_rules(shown.rules)
        self.links.setPlainText("\n".join(f"{link.title} {link.url}" for link in shown.links))
        self._look()

    def item(self) -> AgendaItem:
        """Return what stands in the fields."""
        return AgendaItem(
            self.number.text().strip(),
            self.name.text().strip(),
            int(self.session.currentData()),
            SegmentKind(self.kind.currentData()),
            SegmentRules(
                self.mics.value(),
                self.is_list_open.isChecked(),
                self.standby.value(),
                DiscussionMode(self.mode.currentData()),
                self.speech.value(),
            ),
            tuple(link for link in map(parse_link, self._lines()) if link is not None),
        )

    def _lines(self) -> list[str]:
        return [text.strip() for text in self.links.toPlainText().splitlines() if text.strip()]

    def _lay_out(self) -> None:
        fields = Fields(4)
        fields.add(self.tr("Item"), self.number)
        fields.add(self.tr("Title"), self.name, span=3)
        fields.add(self.tr("Debate"), self.kind)
        fields.add(self.tr("Session"), self.session)
        fields.add(self.tr("Open microphones"), self.mics)
        fields.add(self.tr("On standby"), self.standby)
        fields.add(self.tr("Who opens microphones"), self.mode, span=2)
        fields.add(self.tr("Time for a speech"), self.speech, span=2)
        fields.stretch(1, 2, 1, 1)
        self.links.setFixedHeight(theme.current().scaled_px(64))
        links = named(self.tr("Documents and links"), self.links)
        verbs = flowing(self.save, self.cancel)
        as_form(self, fields, self.is_list_open, links, self.wrong, verbs, gap_px=theme.SPACE_PX // 2)

    def _take_usual_rules(self) -> None:
        self._show_rules(DEFAULT_RULES[SegmentKind(self.kind.currentData())])

    def _show_rules(self, rules: SegmentRules) -> None:
        self.mics.setValue(rules.max_open_mics)
        self.standby.setValue(rules.standby)
        self.is_list_open.setChecked(rules.is_list_open)
        self.mode.setCurrentIndex(self.mode.findData(rules.mode))
        self.speech.setValue(rules.speech_s)

    def _look(self) -> None:
        wrong = next((text for text in self._lines() if parse_link(text) is None), "")
        is_many = len(self._lines()) > MAX_LINKS
        if is_many:
            self.wrong.setText(self.tr("{most} links at most.").format(most=MAX_LINKS))
        elif wrong:
            self.wrong.setText(self.tr("Each line ends in an address that begins with https:// or http://."))
        self.wrong.setVisible(bool(wrong) or is_many)
        is_named = bool(self.number.text().strip() and self.name.text().strip())
        self.save.setEnabled(is_named and not wrong and not is_many)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.wanted.emit(PutItem(item=self.item(), replaces=self._replaces))


def parse_link(text: str) -> Link | None:
    """Read `title address`, or an address alone; None for anything else."""
    title, _, url = text.strip().rpartition(" ")
    if not url.startswith(_SCHEMES) or len(url) > LONGEST_URL or len(title) > LONGEST_LINK:
        return None
    return Link(title.strip() or url.partition("://")[2][:LONGEST_LINK], url)


def _next_number(agenda: tuple[AgendaItem, ...]) -> str:
    """Propose the number that follows the highest plain one."""
    return str(max((int(i.number) for i in agenda if i.number.isascii() and i.number.isdigit()), default=0) + 1)
