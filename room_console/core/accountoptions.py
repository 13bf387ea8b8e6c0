"""What the command `account` takes."""

import argparse

from common.model.people import Role
from room_console.core.command import add_arguments

ROLES = (Role.OPERATOR, Role.CHAIR, Role.SECRETARIAT)


def add_account_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare it."""
    add_arguments(parser)
    parser.add_argument("act", choices=("add", "reset", "disable", "enable", "list"))
    parser.add_argument("account", nargs="?", default="", help="small letters, digits, dashes")
    parser.add_argument("--name", default="", help="the person's name; the account's if not given")
    parser.add_argument("--role", default=Role.OPERATOR.value, choices=[role.value for role in ROLES])
