"""Tips on headset, microphone and camera: what each finding means, and what to do."""

from typing import Final

from common.model.checks import Area, CheckName, Finding
from common.ui.errors import QT_TRANSLATE_NOOP

DEVICE_TIPS: Final[dict[tuple[CheckName | Area, Finding], tuple[str, str]]] = {
    (Area.DEVICES, Finding.NO_DEVICE): (
        QT_TRANSLATE_NOOP("CheckTips", "No device was found."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug it in. It is found within seconds."),
    ),
    (Area.DEVICES, Finding.BUSY): (
        QT_TRANSLATE_NOOP("CheckTips", "Another program uses this device."),
        QT_TRANSLATE_NOOP("CheckTips", "Close other programs for calls and meetings, and web pages that use it."),
    ),
    (Area.DEVICES, Finding.PULLED_OUT): (
        QT_TRANSLATE_NOOP("CheckTips", "The device was pulled out, or has switched itself off."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug it in again, or charge it, then check again."),
    ),
    (Area.DEVICES, Finding.NOT_RUN): (
        QT_TRANSLATE_NOOP("CheckTips", "This was not checked."),
        QT_TRANSLATE_NOOP("CheckTips", "Go back to this step when you have a minute."),
    ),
    (CheckName.MICROPHONE, Finding.NO_DEVICE): (
        QT_TRANSLATE_NOOP("CheckTips", "There is no microphone. Nobody could hear you."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug in a headset with a cable. It is found within seconds."),
    ),
    (CheckName.MICROPHONE, Finding.BUILT_IN): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "This is the microphone built into the computer. It also hears the room and the keys."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset with a cable, and choose it in the list of microphones."),
    ),
    (CheckName.MICROPHONE, Finding.LOUDSPEAKER): (
        QT_TRANSLATE_NOOP("CheckTips", "This microphone belongs to a loudspeaker. It hears the room from afar."),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset with a cable, with the microphone near your mouth."),
    ),
    (CheckName.MICROPHONE, Finding.HANDS_FREE): (
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "This Bluetooth headset is in its telephone mode. Interpreters cannot work from telephone sound.",
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset with a USB cable, or the cable that came with this one."),
    ),
    (CheckName.MICROPHONE, Finding.NOT_RECOGNISED): (
        QT_TRANSLATE_NOOP("CheckTips", "The name of this microphone does not say what it is."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "If it is the headset that you wear, all is well. Otherwise choose the headset."
        ),
    ),
    (CheckName.MICROPHONE, Finding.SILENT): (
        QT_TRANSLATE_NOOP("CheckTips", "The microphone gives no sound at all."),
        QT_TRANSLATE_NOOP(
            "CheckTips",
            "Look for a mute switch on the headset or its cable. Then allow the microphone in the system's settings.",
        ),
    ),
    (CheckName.HEADPHONE, Finding.NO_DEVICE): (
        QT_TRANSLATE_NOOP("CheckTips", "There is nothing to hear with."),
        QT_TRANSLATE_NOOP("CheckTips", "Plug in a headset with a cable. It is found within seconds."),
    ),
    (CheckName.HEADPHONE, Finding.BUILT_IN): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "You hear by the computer's loudspeaker. Your microphone would hear the hall again."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset, and choose it in the list of headphones."),
    ),
    (CheckName.HEADPHONE, Finding.LOUDSPEAKER): (
        QT_TRANSLATE_NOOP("CheckTips", "You hear by a loudspeaker. Your microphone would hear the hall again."),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset, and choose it in the list of headphones."),
    ),
    (CheckName.HEADPHONE, Finding.HANDS_FREE): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "This Bluetooth headset is in its telephone mode: you hear dull sound, and late."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Use a headset with a USB cable, or the cable that came with this one."),
    ),
    (CheckName.HEADPHONE, Finding.NOT_RECOGNISED): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "The name of this device does not say whether it is a headphone or a loudspeaker."
        ),
        QT_TRANSLATE_NOOP(
            "CheckTips", "If it is the headset that you wear, all is well. Otherwise choose the headset."
        ),
    ),
    (CheckName.CAMERA, Finding.NO_DEVICE): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "There is no camera, or it is switched off. You can speak, but nobody sees you."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Plug in a camera, open its shutter, or choose it in the list."),
    ),
    (CheckName.CAMERA, Finding.SILENT): (
        QT_TRANSLATE_NOOP("CheckTips", "The camera is there, but gives no picture, or a black one."),
        QT_TRANSLATE_NOOP("CheckTips", "Open its shutter. Then allow the camera in the system's settings."),
    ),
    (CheckName.CAMERA_LIGHT, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "Your face is too dark."),
        QT_TRANSLATE_NOOP("CheckTips", "Put a lamp behind the screen, or sit facing the window."),
    ),
    (CheckName.CAMERA_LIGHT, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "Your face is too bright."),
        QT_TRANSLATE_NOOP("CheckTips", "Move the lamp away from your face, or draw the curtain."),
    ),
    (CheckName.CAMERA_LIGHT, Finding.BACKLIGHT): (
        QT_TRANSLATE_NOOP(
            "CheckTips", "There is a bright light behind you, such as a window. Your face lies in the dark."
        ),
        QT_TRANSLATE_NOOP("CheckTips", "Turn round so that the light is in front of you, or close the curtain."),
    ),
    (CheckName.CAMERA_CONTRAST, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "The picture is flat: your face hardly stands out."),
        QT_TRANSLATE_NOOP("CheckTips", "Clean the lens, and let more light fall on you than on the wall behind."),
    ),
    (CheckName.CAMERA_FOCUS, Finding.TOO_LOW): (
        QT_TRANSLATE_NOOP("CheckTips", "The picture is blurred."),
        QT_TRANSLATE_NOOP(
            "CheckTips", "Clean the lens with a soft cloth. Sit at arm's length, and hold still a moment."
        ),
    ),
    (CheckName.CAMERA_FOCUS, Finding.NOT_RECOGNISED): (
        QT_TRANSLATE_NOOP("CheckTips", "There is too little to be seen in the picture to judge its sharpness."),
        QT_TRANSLATE_NOOP("CheckTips", "Sit before the camera in good light."),
    ),
    (CheckName.CAMERA_FRAMING, Finding.NOT_RECOGNISED): (
        QT_TRANSLATE_NOOP("CheckTips", "It is not certain where in the picture you are."),
        QT_TRANSLATE_NOOP("CheckTips", "Sit before the camera in good light, and move a little."),
    ),
    (CheckName.CAMERA_FRAMING, Finding.OFF_CENTRE): (
        QT_TRANSLATE_NOOP("CheckTips", "You are not in the middle of the picture."),
        QT_TRANSLATE_NOOP("CheckTips", "Move the camera, or your chair, until your face is in the middle."),
    ),
    (CheckName.CAMERA_FRAMING, Finding.TOO_HIGH): (
        QT_TRANSLATE_NOOP("CheckTips", "You are not in the middle of the picture."),
        QT_TRANSLATE_NOOP("CheckTips", "Move the camera, or your chair, until your face is in the middle."),
    ),
    (CheckName.CAMERA_FRAMING, Finding.NOBODY): (
        QT_TRANSLATE_NOOP("CheckTips", "Nobody is seen in the picture."),
        QT_TRANSLATE_NOOP("CheckTips", "Sit before the camera, and move a little."),
    ),
}
