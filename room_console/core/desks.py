"""Every desk of the console, and what they are made of."""

from dataclasses import dataclass
from pathlib import Path

from common.aio.clock import Clock
from room_console.core.admission.admission import Admission
from room_console.core.audience import Audience
from room_console.core.catalogue.desk import CatalogueDesk
from room_console.core.conductor import Conductor
from room_console.core.desk import Desk
from room_console.core.operations import Address
from room_console.core.people.desk import PeopleDesk
from room_console.core.registration import Registration
from room_console.core.safekeeping.desk import SafekeepingDesk
from room_console.core.settings import Settings
from room_console.core.store.store import Store
from room_console.core.web.desk import WebDesk


@dataclass(frozen=True, slots=True)
class Parts:
    """What desks share. `state` is the console's directory."""

    settings: Settings
    state: Path
    store: Store
    conductor: Conductor
    audience: Audience
    admission: Admission
    address: Address
    clock: Clock


def make_desks(parts: Parts) -> tuple[Desk, ...]:
    """Make every desk."""
    catalogue = CatalogueDesk(parts.conductor, parts.state)
    registration = Registration(parts.conductor, parts.admission, parts.clock)
    return (
        catalogue,
        registration,
        PeopleDesk(registration, parts.conductor, parts.store, parts.clock),
        SafekeepingDesk(
            parts.settings.store,
            parts.state,
            lambda: parts.conductor.meeting.revision,
            lambda: parts.store.is_writable,
            parts.clock,
        ),
        WebDesk(parts.address, parts.settings.server.app_url),
    )
