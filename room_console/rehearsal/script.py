"""The rehearsal's configuration, and what each player is told on the command line."""

from pathlib import Path

from room_console.rehearsal.cast import (
    CHAIR,
    FIRST_SWITCH_S,
    GUEST,
    LANGUAGES,
    PLAYERS,
    SWITCH_EVERY_S,
    Player,
)
from room_console.rehearsal.report import Folder


def configuration() -> str:
    """Write the core's configuration: a small assembly on a virtual hall, any free port."""
    head = """[meeting]
id = "rehearsal"
symbol = "REH/1"
title = "Rehearsal of the assembly"

[server]
port = 0
"""
    return head + "".join(_participant(player) for player in (CHAIR, GUEST, *PLAYERS))


def delegate_arguments(player: Player, link: str, outbox: Path, folder: Folder) -> list[str]:
    """Return what starts a player: the delegate app without a window."""
    arguments = ["delegate_app", "--headless", link, "--code-from", str(outbox), "--code-to", player.email]
    arguments += ["--audio-in", player.sound, "--channel", player.channel, "--report", str(folder.report(player))]
    if player.is_recorded:
        arguments += ["--audio-out", str(folder.heard(player))]
    if player.asks_at_s is not None:
        arguments += ["--request-floor", "--speak-seconds", str(player.speaks_s), "--camera", "test:"]
        arguments += ["--record-in", str(folder.spoken(player))]
    if player.switches:
        for number, language in enumerate((*LANGUAGES, "floor")):
            arguments += ["--switch", f"{language}@{FIRST_SWITCH_S + number * SWITCH_EVERY_S}"]
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
