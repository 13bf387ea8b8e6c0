"""What the command `store` takes; apart, so that no other command loads what it works with."""

import argparse
from pathlib import Path

from room_console.core.command import add_arguments


def add_store_commands(store: argparse.ArgumentParser) -> None:
    """Declare what `store` takes."""
    add_arguments(store)
    actions = store.add_subparsers(title="actions", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="check every page of the database, the whole journal, and each document")
    verify.set_defaults(act="verify")
    backup = actions.add_parser("backup", help="copy all that a console keeps into a second place; the core may run")
    backup.add_argument("--to", type=Path, metavar="DIR", help="the place (default: store.backup_directory)")
    backup.add_argument("--keep", type=int, metavar="N", help="how many are kept (default: store.backups_kept)")
    backup.set_defaults(act="backup")
    backups = actions.add_parser("backups", help="list the backups, newest first")
    backups.add_argument("--to", type=Path, metavar="DIR", help="the place (default: store.backup_directory)")
    backups.set_defaults(act="backups")
    restore = actions.add_parser("restore", help="make an empty state directory of a backup")
    restore.add_argument("backup", type=Path, help="a directory that `backups` lists")
    restore.set_defaults(act="restore")
    back = actions.add_parser("back", help="go back to the database of before the last change of its schema")
    back.set_defaults(act="back")
    erase = actions.add_parser("erase", help="erase personal data; no core may run")
    what = erase.add_mutually_exclusive_group(required=True)
    what.add_argument("--person", action="append", default=[], metavar="ID", help="this participant whole; repeatable")
    what.add_argument("--everyone", action="store_true", help="all participants whole, names too")
    what.add_argument("--contacts", action="store_true", help="all means to reach people; names stay for the minutes")
    what.add_argument("--due", action="store_true", help="as --contacts, once store.retention_days have passed")
    erase.set_defaults(act="erase")
