"""The rehearsal's configuration, and what each player is told on the command line."""

from pathlib import Path

from room_console.rehearsal.cast import CHAIR, GUEST, LANGUAGES, Cast, Player
from room_console.rehearsal.report import Folder


def configuration(cast: Cast) -> str:
    """Write the core's configuration: a small assembly on a virtual hall, any free port.

    The picture is small: everybody in it, six processes and more, is decoded on one machine.
    """
    head = """[meeting]
id = "rehearsal"
symbol = "REH/1"
title = "Rehearsal of the assembly"

[server]
port = 0

[media]
picture_width = 640
picture_height = 360
"""
    return head + "".join(_participant(player) for player in (CHAIR, GUEST, *cast.players))


def delegate_arguments(player: Player, link: str, outbox: Path, folder: Folder) -> list[str]:
    """Return what starts a player: the delegate app without a window."""
    arguments = ["delegate_app", "--headless", link, "--code-from", str(outbox), "--code-to", player.email]
    arguments += ["--audio-in", player.sound, "--channel", player.channel, "--report", str(folder.report(player))]
    if player.is_recorded:
        arguments += ["--audio-out", str(folder.heard(player))]
    if player.asks:
        arguments += ["--request-floor", "--speak-seconds", str(player.speaks_s), "--camera", "test:"]
        arguments += ["--record-in", str(folder.spoken(player))]
    if player.switch_every_s is not None:
        for number, language in enumerate(LANGUAGES, 1):
            arguments += ["--switch", f"{language}@{number * player.switch_every_s}"]
    return arguments


def _participant(player: Player) -> str:
    return f"""
[[participants]]
id = "{player.key}"
name = "{player.name}"
delegation = "{player.delegation}"
role = "{player.role}"
email = "{player.email}"
"""
