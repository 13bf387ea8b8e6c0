"""The office's page of everyone who takes part."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from common.model.ids import ParticipantId
from common.model.people import Attendance, Category, Person
from common.model.registration import Obstacle, Overflow, RegistrationRules
from common.protocol.people import (
    ApiKeyInfo,
    ApiKeys,
    FieldChange,
    ImportEntries,
    ImportEntry,
    ImportFault,
    ImportPreview,
    PeopleListed,
    Registration,
)
from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.people import PeoplePage
from room_console.ui.state import ConsoleState
from tests.gallery.console_window import SIZES
from tests.gallery.consoledata import attached, crowded, quiet
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

_CATEGORIES = tuple(Category)
RULES = RegistrationRules(
    deadline_at_ms=NOW_MS // 60_000 * 60_000 + 5 * 86_400_000,
    is_page_open=True,
    on_site_quota=4,
    quotas={"Switzerland": 8, "Côte d'Ivoire": 6},
    overflow=Overflow.WEBCAST,
    webcast_url="https://webcast.example.org/ge2",
    lists_followers=True,
)


def registered(state: ConsoleState) -> PeopleListed:
    """Return everyone of a state with all that is known of them."""
    people = state.view.participants.values() if state.view is not None else ()
    return PeopleListed(
        tuple(
            Person(
                p.participant,
                p.name,
                p.delegation,
                p.role,
                f"{p.participant}@example.org",
                title="Ms.",
                function="First Secretary",
                attendance=Attendance.ON_SITE if n % 3 == 0 else Attendance.REMOTE,
                category=_CATEGORIES[n % len(_CATEGORIES)],
                group="Group B",
                order=n // 2,
                mobile=f"+4179{n:07d}",
                language="fr",
                key=f"R-{n:05d}",
            )
            for n, p in enumerate(people, start=1)
        )
    )


def on_people(state: ConsoleState) -> tuple[MainWindow, PeoplePage]:
    """Return the window on the page."""
    window = MainWindow()
    window.show_state(state, NOW_MS)
    page = next(page for page in window.office.pages if isinstance(page, PeoplePage))
    page.now_ms = lambda: NOW_MS
    window.show_page(page)
    page.show_state(state)
    for message in (
        registered(state),
        Registration(RULES),
        ApiKeys((ApiKeyInfo("8c1f02ab", "Registration system", NOW_MS - 9_000_000, NOW_MS - 60_000),)),
    ):
        page.take(message)
    return window, page


def _preview(page: PeoplePage) -> None:
    page.tabs.setCurrentWidget(page.imports)
    page.imports.upload("people.csv", b"")
    page.imports.take(ENTRIES)
    page.imports.notice.clear()
    page.imports.show_preview(ImportPreview(1, 3, 2, 1, 2_994, 1, 1, 3, 1, "Windows-1252", ";"))


def _edit(page: PeoplePage) -> None:
    page.list.table.select(ParticipantId("p-3"))
    page.list.change.click()


def _filtered(page: PeoplePage) -> None:
    page.list.search.setText("zzz")


def _listing(page: PeoplePage) -> None:
    page.tabs.setCurrentWidget(page.rules)
    page.rules.emails.setChecked(True)
    page.rules.emails.setFocus()


def _key(page: PeoplePage) -> None:
    page.tabs.setCurrentWidget(page.keys)
    page.keys.label.setText("Badge office")


ENTRIES = ImportEntries(
    new=(ImportEntry(2, "Anna Keller", "Switzerland"), ImportEntry(9, "فاطمة الزهراء", "المغرب")),
    changed=(
        ImportEntry(
            3,
            "Omar Haddad",
            "Jordan",
            (FieldChange("attendance", "remote", "on_site"), FieldChange("mobile", "", "+41791234567")),
        ),
    ),
    missing=(ImportEntry(0, "Li Ming", "China", participant=ParticipantId("li-ming")),),
    webcast=(ImportEntry(3_001, "Zoe Adams", "Norland", obstacle=Obstacle.FULL),),
    faults=(
        ImportFault(5, "E-mail", "zoe.example.org", "email", ""),
        ImportFault(12, "*", 'R-7,"Ivan', "quotes", ""),
        ImportFault(44, "Attendance", "on-site", "quota", ""),
        ImportFault(61, "Delegation", "Сhina", "lookalike", "", is_warning=True),
    ),
)
ACTS: dict[str, tuple[Callable[[str], ConsoleState], Callable[[PeoplePage], None]]] = {
    "usual": (attached, lambda page: page.list.table.select(ParticipantId("p-2"))),
    "empty": (quiet, lambda page: None),
    "crowded": (crowded, lambda page: None),
    "nobody-matches": (attached, _filtered),
    "edit": (attached, _edit),
    "import-start": (attached, lambda page: page.tabs.setCurrentWidget(page.imports)),
    "import": (attached, _preview),
    "rules": (attached, lambda page: page.tabs.setCurrentWidget(page.rules)),
    "rules-listing": (attached, _listing),
    "keys": (attached, _key),
}


@scene("console.people", states=tuple(ACTS), sizes=SIZES)
def people(state: str, language: str) -> QWidget:
    """The window on the page of everyone who takes part."""
    build, act = ACTS[state]
    window, page = on_people(build(language))
    act(page)
    return window
