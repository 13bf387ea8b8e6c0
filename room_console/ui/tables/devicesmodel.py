"""The sound devices of the console's machine: a row each, as the core lists them."""

from collections.abc import Sequence
from typing import ClassVar

from common.model.hall import sound_system_of
from common.protocol.operator import Device
from common.ui.text import InkName, isolated
from room_console.ui.devicewords import device_word, rate_word
from room_console.ui.tables.programmemodels import ProgrammeModel


class DevicesModel(ProgrammeModel[Device]):
    """The one by which the hall's sound comes in is bold; one without inputs can only be for what goes out."""

    figures: ClassVar[frozenset[int]] = frozenset({2, 3, 4})

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (
            self.tr("System"),
            self.tr("Device"),
            self.tr("In"),
            self.tr("Out"),
            self.tr("Rate"),
        )

    def text(self, row: Device, column: int) -> str:
        """Say what stands in a column."""
        system = sound_system_of(row.name)
        match column:
            case 1:
                return device_word(row.name)
            case _ if not system:
                return "–"
            case 0:
                return isolated(system)
            case 2:
                return str(row.inputs)
            case 3:
                return str(row.outputs)
            case _:
                return rate_word(row.sample_rate_hz)

    def ink(self, row: Device, column: int) -> InkName | None:
        """Leave what can't be heard by in the background."""
        return None if row.inputs else "muted"
