"""The choice of the language that somebody will speak: those of the meeting's channels."""

from PySide6.QtWidgets import QComboBox

from common.model.interpretation import FLOOR, Channel


class SpokenLanguage(QComboBox):
    """Begins with that it was not said."""

    def __init__(self) -> None:
        super().__init__()
        self._channels: tuple[Channel, ...] | None = None
        self.setAccessibleName(self.tr("Language that they will speak"))
        self.setToolTip(self.tr("The language that they will speak: the interpreters see it."))
        self.show_channels(())

    @property
    def language(self) -> str:
        """What is chosen (BCP 47); empty where it was not said."""
        chosen: str = self.currentData()
        return chosen

    def show_channels(self, channels: tuple[Channel, ...]) -> None:
        """Offer the languages of these channels; what is chosen stays."""
        if channels == self._channels:
            return
        self._channels, chosen = channels, self.currentData()
        self.clear()
        self.addItem(self.tr("Language: not said"), "")
        for channel in channels:
            if channel.number != FLOOR:
                self.addItem(channel.name, channel.language)
        self.choose(chosen or "")

    def choose(self, language: str) -> None:
        """Choose a language, also one that no channel has."""
        if self.findData(language) < 0:
            self.addItem(language, language)
        self.setCurrentIndex(self.findData(language))
