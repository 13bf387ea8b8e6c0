"""Documents that are gone or changed are named, where the console keeps them and in its backups."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from room_console.core.command import EXIT_FAILED, EXIT_FINE
from room_console.core.safekeeping.backup import make_backup
from room_console.core.safekeeping.command import run_store
from room_console.core.safekeeping.options import add_store_commands
from tests.helpers.keptstate import TEXT, keep_meeting


def run(*words: object) -> int:
    parser = ArgumentParser()
    add_store_commands(parser)
    return run_store(parser.parse_args([*map(str, words)]))


async def test_a_document_that_changed_or_is_gone_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await keep_meeting(tmp_path)
    assert run("--state", tmp_path, "verify") == EXIT_FINE
    assert "1 documents, each as it was handed in" in capsys.readouterr().out
    document = tmp_path / "documents" / "1"
    document.write_bytes(TEXT[:-1] + b"T")
    assert run("--state", tmp_path, "verify") == EXIT_FAILED
    assert "statement.txt (1): not as it was handed in" in capsys.readouterr().out
    document.unlink()
    assert run("--state", tmp_path, "verify") == EXIT_FAILED
    assert "statement.txt (1): is gone" in capsys.readouterr().out


async def test_a_damaged_document_of_a_backup_is_said_and_all_else_restored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await keep_meeting(tmp_path / "state")
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=1).path
    (made / "documents" / "1").write_bytes(b"?")
    assert run("--state", made, "verify") == EXIT_FAILED
    assert run("--state", tmp_path / "again", "restore", made) == EXIT_FAILED
    assert "1 of 1 documents" in capsys.readouterr().err
    (tmp_path / "again" / "documents" / "1").write_bytes(TEXT)
    assert run("--state", tmp_path / "again", "verify") == EXIT_FINE
