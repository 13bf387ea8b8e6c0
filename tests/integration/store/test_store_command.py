"""`python -m room_console store` as a technician uses it."""

import subprocess
import sys
from pathlib import Path

from tests.helpers.keptstate import keep_meeting

ROOT = Path(__file__).parents[3]


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "room_console", "store", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


async def test_from_backup_to_the_end_of_personal_data(tmp_path: Path) -> None:
    last = await keep_meeting(tmp_path / "state")
    config = tmp_path / "console.toml"
    place = tmp_path / "second"
    config.write_text(f'[meeting]\nid = "a"\ntitle = "A"\n[store]\nbackup_directory = "{place}"\n')
    here = ("--config", config, "--state", tmp_path / "state")
    assert f"whole, {last} entries" in run(*here, "verify").stdout
    assert run(*here, "backup").returncode == 0
    (backup,) = place.iterdir()
    assert str(backup) in run(*here, "backups").stdout
    assert f"{last} entries" in run("--state", tmp_path / "again", "restore", backup).stdout
    assert "nothing is due" in run(*here, "erase", "--due").stdout
    said = run(*here, "erase", "--person", "anna").stdout.splitlines()
    assert [line.partition(":")[0] for line in said] == [str(backup), str(tmp_path / "state")]
    assert b"Anna" not in (backup / "console.db").read_bytes() + (tmp_path / "state" / "console.db").read_bytes()
    assert run(*here, "verify").returncode == 0


def test_what_goes_wrong_is_one_line(tmp_path: Path) -> None:
    for words in (("verify",), ("back",), ("erase", "--person", "anna"), ("backup", "--to", tmp_path / "second")):
        done = run("--state", tmp_path / "state", *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("error: ")
        assert len(done.stderr.splitlines()) == 1
