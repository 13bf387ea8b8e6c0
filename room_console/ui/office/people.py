"""Everyone who takes part: registered by hand, by files, by other systems, within the rules."""

from PySide6.QtWidgets import QTabWidget, QVBoxLayout

from common.protocol.codec import ConsoleMessage
from common.protocol.people import ApiKeys, ImportEntries, ListPeople, PeopleListed, Registration
from room_console.ui.office.page import OfficePage
from room_console.ui.office.peopleimport import PeopleImport
from room_console.ui.office.peoplekeys import PeopleKeys
from room_console.ui.office.peoplelist import PeopleList
from room_console.ui.office.peoplerules import PeopleRules
from room_console.ui.state import ConsoleState


class PeoplePage(OfficePage):
    """Addresses and numbers come only while the window is attached, and to nobody but who prepares."""

    icon = "people"
    key = "Alt+2"

    def __init__(self) -> None:
        super().__init__()
        self.list, self.imports, self.rules, self.keys = PeopleList(), PeopleImport(), PeopleRules(), PeopleKeys()
        for pane in (self.list, self.imports, self.rules, self.keys):
            pane.ask = lambda: self.ask
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of registration"))
        self.tabs.addTab(self.list, self.tr("List"))
        self.tabs.addTab(self.imports, self.tr("Import"))
        self.tabs.addTab(self.rules, self.tr("Rules"))
        self.tabs.addTab(self.keys, self.tr("Other systems"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("People")

    def show_state(self, state: ConsoleState) -> None:
        """Show how everyone is joined."""
        self.list.show_state(state)
        self.imports.show_state(state)
        self.rules.show_state(state, self.now_ms())
        self.keys.show_state(state)

    def take(self, message: ConsoleMessage) -> None:
        """Take what the console tells of registration."""
        match message:
            case PeopleListed(people=people, removed=removed):
                self.list.model.learn_people(people, removed)
                self.list.look()
            case Registration(registration=rules):
                self.rules.fill(rules, self.now_ms())
            case ApiKeys(keys=keys):
                self.keys.show_keys(keys)
            case ImportEntries():
                self.imports.take(message)
            case _:
                pass

    def opened(self) -> None:
        """Ask for everyone."""
        self.ask(ListPeople(), self.list.notice)

    def search(self) -> None:
        """Look for somebody."""
        self.tabs.setCurrentWidget(self.list)
        self.list.search.setFocus()
