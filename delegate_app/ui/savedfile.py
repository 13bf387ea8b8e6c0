"""A file that is written whole or not at all."""

from pathlib import Path

from PySide6.QtCore import QSaveFile

from common.model.errors import ErrorCode, UserError


def save_text(path: Path, text: str) -> None:
    """Write a text as UTF-8. Raises: UserError(`disk`)."""
    file = QSaveFile(str(path))
    data = text.encode("utf-8")
    is_written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data)
    if not is_written or not file.commit():
        raise UserError(ErrorCode.DISK, f"{path}: {file.errorString()}")
