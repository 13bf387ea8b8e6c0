"""Tips on the sound of a voice: what each finding means to who must interpret it, and what to do."""

from typing import Final

from common.model.checks import Area, CheckName, Finding
from common.ui.errors import QT_TRANSLATE_NOOP

SOUND_TIPS: Final[dict[tuple[CheckName | Area, Finding], tuple[str, str]]] = {
    (Area.SOUND, Finding.NO_SPEECH): (
        QT_TRANSLATE_NOOP("CheckTips", "Not enough speech was heard to judge this."),
        QT_TRANSLATE_NOOP("CheckTips", "Record again, and read the sentences aloud until the time is over."),
    ),
    (Area.SOUND, Finding.SILENT): (
        QT_TRANSLATE_NOOP("CheckTips", "The microphone gives no sound at all."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Look for a mute switch on the headset or its cable. Then allow the microphone in the system's settings.",
        ),
    ),
    (Area.SOUND, Finding.NO_DEVICE): (
        QT_TRANSLATE_NOOP("CheckTips", "There is no microphone to listen by."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug in a headset with a cable, then record again."),
    ),
    (Area.SOUND, Finding.PULLED_OUT): (
        QT_TRANSLATE_NOOP("CheckTips", "The microphone was pulled out while it was listened to."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug it in again, then record again."),
    ),
    (Area.SOUND, Finding.BUSY): (
        QT_TRANSLATE_NOOP("CheckTips", "Another program uses the microphone."),
        QT_TRANSLATE_NOOP("CheckTips", "Close other programs for calls and meetings, then record again."),
    ),
    (Area.SOUND, Finding.NOT_RUN): (
        QT_TRANSLATE_NOOP("CheckTips", "Your voice was not recorded, so this is not known."),
        QT_TRANSLATE_NOOP("CheckTips", "Go back to the step with your voice when you have half a minute."),
    ),
    (CheckName.BAND, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Your voice sounds dull, as on a telephone: its high tones are missing. Interpreters need them.",
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Use a headset with a USB cable instead of Bluetooth. "
            "Switch off noise reduction in the headset's own program.",
        ),
    ),
    (CheckName.LEVEL, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "Your voice is too soft."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Bring the microphone to two fingers from your mouth, then turn it up in the system's settings.",
        ),
    ),
    (CheckName.LEVEL, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Your voice is too loud."),
        QT_TRANSLATE_NOOP("CheckTips", "Turn the microphone down in the system's settings of sound."),
    ),
    (CheckName.NOISE, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "There is noise around you while you are silent."),
        QT_TRANSLATE_NOOP("CheckTips", "Close windows and doors, switch off fans, or go to a quieter room."),
    ),
    (CheckName.SNR, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "Your voice hardly stands out from the noise around you."),
        QT_TRANSLATE_NOOP("CheckTips", "Bring the microphone nearer to your mouth, and go to a quieter room."),
    ),
    (CheckName.CLIPPING, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Loud parts of your voice are cut off and sound harsh. That tires and hurts the ear."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Turn the microphone down in the system's settings, and switch off its boost (amplification)."
        ),
    ),
    (CheckName.HUM, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "A hum from the mains lies under your voice."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Use a USB headset, another socket or USB port, or run the computer from its battery."
        ),
    ),
    (CheckName.REVERBERATION, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "The room echoes: your words run into each other."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Wear a headset, or go to a smaller room with carpet and curtains, and away from bare walls."
        ),
    ),
    (CheckName.GATE, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Something shuts your microphone off between your words, and cuts their beginnings."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Switch off noise suppression in the headset's own program and in the system's settings of sound.",
        ),
    ),
    (CheckName.GAIN_CONTROL, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Something turns your microphone up whenever you pause, so that the noise swells."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Switch off automatic gain in the headset's own program and in the system's settings of sound."
        ),
    ),
    (CheckName.COMPRESSION, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Loud and soft are made alike: your voice loses its life and tires who listens."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Switch off voice enhancement in the headset's own program and in the system's settings of sound.",
        ),
    ),
    (CheckName.COMPRESSION, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Loud and soft lie very far apart in your voice."),
        QT_TRANSLATE_NOOP("CheckTips", "Keep the microphone at the same distance, and speak evenly."),
    ),
    (CheckName.ECHO, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Your microphone hears what your loudspeaker plays: the hall would hear itself."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Wear a headset. If you do, turn its volume down."),
    ),
    (CheckName.ECHO, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "Your microphone hears what your loudspeaker plays: the hall would hear itself."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Wear a headset. If you do, turn its volume down."),
    ),
}
