"""A field to find rows by; its cross is named too."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QToolButton


def search_field(hint: str) -> QLineEdit:
    """Make a field that says by what it finds, and can be emptied at once."""
    field = QLineEdit(placeholderText=hint, clearButtonEnabled=True)
    field.setAccessibleName(hint)
    for cross in field.findChildren(QToolButton):
        cross.setAccessibleName(QCoreApplication.translate("Search", "Show all again"))
    return field
