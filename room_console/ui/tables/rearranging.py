"""A change of order as views want it: told before and after, and with what is selected carried along."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from common.model.ids import ParticipantId

if TYPE_CHECKING:
    from room_console.ui.tables.peoplemodel import PeopleModel


class Rearranging:
    """While it lasts, the order may change altogether; what is selected stays selected where it is still shown."""

    def __init__(self, model: "PeopleModel") -> None:
        self._model = model
        self._held: list[tuple[QModelIndex, ParticipantId]] = []

    def __enter__(self) -> None:
        model = self._model
        model.layoutAboutToBeChanged.emit()
        self._held = [(index, model.row_at(index.row()).who) for index in model.persistentIndexList()]

    def __exit__(self, *_: object) -> None:
        model = self._model
        after = []
        for index, who in self._held:
            place = model.place_of(who)
            after.append(QModelIndex() if place is None else model.index(place, index.column()))
        model.changePersistentIndexList([index for index, _ in self._held], after)
        model.layoutChanged.emit()
