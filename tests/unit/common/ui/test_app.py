"""What is done before there is a window."""

import subprocess
import sys

FIRST_MET = """
import enum
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QTableView, QWidget

from common.ui.app import make_application
from common.ui.look import Look

application = make_application("Hemicycle", Look(language="en"))
table, made = QTableView(), []
make = enum.EnumType.__new__


def counted(kind, name, *rest, **more):
    made.append(name)
    return make(kind, name, *rest, **more)


enum.EnumType.__new__ = counted
table.viewport()
table.findChildren(QWidget)
print(len(made))
"""


def test_no_window_waits_for_the_names_of_all_kinds_of_widgets() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_MET], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) < 10, "of 43 there are a few of its own that one kind makes late"
