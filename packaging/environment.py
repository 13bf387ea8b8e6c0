"""The Python environment in `.venv`: made once, brought up to date only when `pyproject.toml` has changed."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from systemlibraries import SetupError

STAMP_NAME = "hemicycle-stamp.json"


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from."""

    pyproject_sha256: str
    python: str
    extras: tuple[str, ...]

    def serves(self, wanted: "Stamp") -> bool:
        """Tell whether an environment of this stamp has all that `wanted` asks for."""
        is_same = (self.pyproject_sha256, self.python) == (wanted.pyproject_sha256, wanted.python)
        return is_same and set(wanted.extras) <= set(self.extras)


def stamp_for(root: Path, extras: Sequence[str]) -> Stamp:
    """Say what an environment for this tree, this Python and these extras is made from."""
    digest = hashlib.sha256((root / "pyproject.toml").read_bytes() + str(root).encode()).hexdigest()
    return Stamp(digest, sys.version, tuple(extras))


def read_stamp(venv: Path) -> Stamp | None:
    """Read the stamp of an environment, or None where it is not there or not whole."""
    try:
        fields = json.loads((venv / STAMP_NAME).read_text())
        return Stamp(fields["pyproject_sha256"], fields["python"], tuple(fields["extras"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_stamp(venv: Path, stamp: Stamp) -> None:
    """Mark an environment as finished."""
    (venv / STAMP_NAME).write_text(json.dumps(stamp.__dict__))


def python_of(venv: Path) -> Path:
    """Return the environment's Python."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(root: Path, extras: Sequence[str], say: Callable[[str], None]) -> Path:
    """Make the environment, or bring it up to date; return its Python. Raises: SetupError."""
    venv, wanted = root / ".venv", stamp_for(root, extras)
    python, found = python_of(venv), read_stamp(venv)
    if found is not None and found.serves(wanted) and python.exists():
        return python
    if found is None or found.python != wanted.python or not python.exists():
        say(f"making the environment in {venv}")
        _make(venv)
    kept = sorted({*extras, *(found.extras if found else ())})
    target = f"{root}[{','.join(kept)}]" if kept else str(root)
    say("installing the Python packages (some minutes at the first time)")
    _run([*_pip(python), "install", "--disable-pip-version-check", "--quiet", "--editable", target])
    write_stamp(venv, stamp_for(root, kept))
    return python


def _make(venv: Path) -> None:
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    _run([sys.executable, "-m", "venv", "--clear", *([] if has_ensurepip else ["--without-pip"]), str(venv)])


def _pip(python: Path) -> list[str]:
    """Return the command of the environment's pip, or of this Python's pip working for it."""
    if subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [str(python), "-m", "pip"]
    if importlib.util.find_spec("pip") is None:
        raise SetupError("this Python has neither ensurepip nor pip; on Debian and Ubuntu: apt-get install python3-pip")
    return [sys.executable, "-m", "pip", "--python", str(python)]


def _run(command: list[str]) -> None:
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise SetupError(f"this failed: {' '.join(command)}")
