"""Tips on the network: what each finding means, and what to do."""

from typing import Final

from common.model.checks import Area, CheckName, Finding
from common.ui.errors import QT_TRANSLATE_NOOP

NETWORK_TIPS: Final[dict[tuple[CheckName | Area, Finding], tuple[str, str]]] = {
    (Area.NETWORK, Finding.NO_NETWORK): (
        QT_TRANSLATE_NOOP("CheckTips", "This computer is not connected to a network."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug in a network cable or choose a wireless network, then check again."),
    ),
    (Area.NETWORK, Finding.CAPTIVE_PORTAL): (
        QT_TRANSLATE_NOOP("CheckTips", "This network wants you to sign in first, as in hotels and airports."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Open your web browser, sign in on the page that appears, then check again here."
        ),
    ),
    (Area.NETWORK, Finding.CONSOLE_GONE): (
        QT_TRANSLATE_NOOP("CheckTips", "The meeting's console stopped answering during the check."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Check again in a few minutes. If it happens again while your web browser works, tell the technician.",
        ),
    ),
    (Area.NETWORK, Finding.BUSY): (
        QT_TRANSLATE_NOOP("CheckTips", "The console is measuring the lines of others at this moment."),
        QT_TRANSLATE_NOOP("CheckTips", "Nothing is wrong. Check again in a minute."),
    ),
    (Area.NETWORK, Finding.NOT_RUN): (
        QT_TRANSLATE_NOOP("CheckTips", "This was not measured, because something before it did not work."),
        QT_TRANSLATE_NOOP("CheckTips", "Solve what is marked as a problem first, then check again."),
    ),
    (Area.NETWORK, Finding.NOT_OFFERED): (
        QT_TRANSLATE_NOOP("CheckTips", "The console does not offer this way. Nothing is wrong."),
        "",
    ),
    (Area.NETWORK, Finding.NOT_FOUND): (
        QT_TRANSLATE_NOOP("CheckTips", "What was asked for is not known there."),
        QT_TRANSLATE_NOOP("CheckTips", "Use the newest link that you were sent, or ask the secretariat for it."),
    ),
    (Area.NETWORK, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "No answer came. A firewall on the way may hold it back."),
        QT_TRANSLATE_NOOP("CheckTips", "Give a copy of this report to your IT, or try another network."),
    ),
    (Area.NETWORK, Finding.REFUSED): (
        QT_TRANSLATE_NOOP("CheckTips", "The other end answered, and refused."),
        QT_TRANSLATE_NOOP("CheckTips", "Check again in a few minutes, then give a copy of this report to your IT."),
    ),
    (CheckName.NAME, Finding.NOT_FOUND): (
        QT_TRANSLATE_NOOP("CheckTips", "The name of the console is not known on your network."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Check that other pages open in your web browser. If they do, ask your IT about the name server.",
        ),
    ),
    (CheckName.NAME, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The name server of your network does not answer."),
        QT_TRANSLATE_NOOP("CheckTips", "Restart your router, or try another network."),
    ),
    (CheckName.TCP, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The console cannot be reached from your network."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Switch off your VPN, or try another network. Your IT may have to allow the address and port shown.",
        ),
    ),
    (CheckName.TCP, Finding.REFUSED): (
        QT_TRANSLATE_NOOP("CheckTips", "The computer at this address answers, but no meeting is served there."),
        QT_TRANSLATE_NOOP("CheckTips", "The meeting may not be open yet. Check again later, or ask the secretariat."),
    ),
    (CheckName.TLS, Finding.WRONG_CERTIFICATE): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "What answered is not the console that your link names, or something on the way reads along."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Do not join over this network. Try another one, and show this report to your IT or the secretariat.",
        ),
    ),
    (CheckName.TLS, Finding.CLOCK_AHEAD): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "The right console answers; by the date of this computer its certificate is over."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Let the system set its clock by the network, in its settings of date and time."
        ),
    ),
    (CheckName.TLS, Finding.CLOCK_BEHIND): (
        QT_TRANSLATE_NOOP("CheckTips", "The right console answers; by the date of this computer it is not valid yet."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Let the system set its clock by the network, in its settings of date and time."
        ),
    ),
    (CheckName.TLS, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "The protected connection could not be made: something on the way breaks it off."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Switch off your VPN or web filter, or try another network."),
    ),
    (CheckName.CONTROL, Finding.REFUSED): (
        QT_TRANSLATE_NOOP("CheckTips", "The console does not accept this link."),
        QT_TRANSLATE_NOOP("CheckTips", "Use the newest link that you were sent, or ask the secretariat for it."),
    ),
    (CheckName.CONTROL, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The console was reached, but the meeting's messages do not get through."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "A web filter may hold WebSocket connections back. Show this report to your IT."
        ),
    ),
    (CheckName.UDP, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "Your network holds back UDP, the direct way for sound and picture."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "If a relay below is good, the meeting uses it by itself, with more delay. "
            "For the direct way, ask your IT to allow UDP to the address shown.",
        ),
    ),
    (CheckName.RELAY_UDP, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The relay does not answer over UDP."),
        QT_TRANSLATE_NOOP("CheckTips", "Nothing is to be done if the direct way or another relay is good."),
    ),
    (CheckName.RELAY_TCP, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The relay does not answer over TCP."),
        QT_TRANSLATE_NOOP("CheckTips", "Nothing is to be done if the direct way or another relay is good."),
    ),
    (CheckName.RELAY_TLS, Finding.BLOCKED): (
        QT_TRANSLATE_NOOP("CheckTips", "The relay does not answer over a protected connection."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "This is the last way through a strict firewall. Nothing is to be done if another way is good."
        ),
    ),
    (CheckName.CLOCK, Finding.CLOCK_AHEAD): (
        QT_TRANSLATE_NOOP("CheckTips", "The clock of this computer is ahead."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Let the system set its clock by the network, in its settings of date and time."
        ),
    ),
    (CheckName.CLOCK, Finding.CLOCK_BEHIND): (
        QT_TRANSLATE_NOOP("CheckTips", "The clock of this computer is behind."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Let the system set its clock by the network, in its settings of date and time."
        ),
    ),
    (CheckName.ROUND_TRIP, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Sound takes long to the hall and back. Questions and answers will overlap."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Use a cable instead of wireless or mobile, and switch off your VPN. A satellite line stays slow.",
        ),
    ),
    (CheckName.JITTER, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Sound arrives unevenly, so that it must wait longer before it is heard."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Use a cable instead of wireless, sit nearer to the router, and stop downloads and other calls.",
        ),
    ),
    (CheckName.LOSS, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Parts of the sound are lost on the way. Your voice will break up."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Use a cable instead of wireless, sit nearer to the router, and stop downloads and other calls.",
        ),
    ),
    (CheckName.LOADED_ROUND_TRIP, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "When your line is busy, sound is held up behind everything else."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "During the meeting, stop downloads, backups and films on your network, those of others too."
        ),
    ),
    (CheckName.DOWN, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "Your line receives too little. Picture and sound of the hall will suffer."),
        QT_TRANSLATE_NOOP("CheckTips", "Stop downloads and other calls, use a cable, or try another network."),
    ),
    (CheckName.UP, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "Your line sends too little. Your picture and your voice will suffer."),
        QT_TRANSLATE_NOOP("CheckTips", "Stop uploads and backups, use a cable, or try another network."),
    ),
}
