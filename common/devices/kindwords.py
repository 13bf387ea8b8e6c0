"""The words by which systems name sound devices, in lower case, in the languages that their users have.

English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Chinese (both), Japanese, Korean, Arabic.
"""

from typing import Final

Words = tuple[str, ...]

ON_THE_HEAD: Final[Words] = (
    *("headset", "headphone", "earphone", "earbud", "earpods", "airpods", "casque", "écouteur", "kopfhörer"),
    *("ohrhörer", "auricular", "cuffi", "auscultador", "fones", "hoofdtelefoon", "słuchawk", "наушник", "гарнитур"),
    *("耳机", "耳機", "頭戴", "ヘッド", "イヤホン", "헤드", "이어폰", "سماعة رأس", "سماعات الرأس", "سماعة الرأس"),
)
IN_THE_ROOM: Final[Words] = (
    *("speaker", "built-in output", "hdmi", "displayport", "display port", "monitor", "soundbar", "haut-parleur"),
    *("lautsprecher", "altavoz", "altavoces", "altoparlant", "alto-falante", "altifalante", "luidspreker", "głośnik"),
    *("динамик", "колонк", "扬声器", "揚聲器", "喇叭", "スピーカー", "스피커", "مكبر", "digital output", "s/pdif"),
)
HANDS_FREE: Final[Words] = (
    *("hands-free", "handsfree", "hands free", "ag audio", "headset-head-unit", "headset_head_unit", "(hfp", "(hsp"),
    *("hfp/hsp", "hsp/hfp", "freisprech", "mains libres", "mains-libres", "manos libres", "mãos livres", "mãos-livres"),
    *("viva-voz", "viva voz", "vivavoce", "handenvrij", "głośnomówiąc", "громкой связи", "громкая связь", "免提"),
    *("免持", "ハンズフリー", "핸즈프리", "حر اليدين", "بدون استخدام اليدين"),
)
SPEAKERPHONE: Final[Words] = (
    *("speakerphone", "speaker phone", "jabra speak", "powerconf", "meetup", "poly sync", "plantronics calisto"),
    *("emeet", "echo cancelling", "echo-cancelling", "freisprechtelefon", "konferenztelefon", "conference cam"),
    *("rally", "soundstation"),
)
WEBCAM: Final[Words] = (
    *("webcam", "web cam", "camera", "facetime", "lifecam", "streamcam", " brio", "c270", "c310", "c505", "c615"),
    *("c910", "c920", "c922", "c925", "c930", "kiyo", "facecam", "caméra", "kamera", "cámara", "câmera", "câmara"),
    *("telecamera", "камер", "摄像", "攝影", "网络摄像", "カメラ", "카메라", "كاميرا"),
)
OF_THE_MACHINE: Final[Words] = (
    *("built-in", "builtin", "internal", "macbook", "imac ", "studio display", "microphone array", "mic array"),
    *("digital microphone", "dmic", "eingebaut", "integriert", "mikrofonarray", "intégré", "interne", "incorporad"),
    *("integrad", "interno", "matriz de micr", "réseau de micro", "incorporat", "integrat", "gruppo microfoni"),
    *(
        "ingebouwd",
        "wbudowan",
        "встроен",
        "внутренн",
        "массив микрофонов",
        "内置",
        "内建",
        "內建",
        "內置",
        "阵列",
        "陣列",
    ),
    *("内蔵", "配列", "내장", "배열", "مدمج", "داخلي", "صفيف"),
)
CHIPS: Final[Words] = (
    *("realtek", "high definition", "conexant", "cirrus", "smart sound", "built-in", "intel", "amd audio", "amd high"),
    *("hda ", "hda:", "sof-", "senary", "synaptics", "via hd", "idt ", "cx20", "alc2", "alc8", "maxx"),
)
"""Of a computer's own sound, whatever is plugged into its sockets."""
WIRED: Final[Words] = ("usb", "jack", "external", "line in", "line-in")
HARDWARE: Final[Words] = ("(hw:", "(plughw:")
"""What ALSA reaches without a sound server."""
BLUETOOTH_PRODUCTS: Final[Words] = (
    *("bluetooth", "bluez", "airpods", "galaxy buds", "pixel buds", "freebuds", "earbuds", "wh-1000", "wf-1000"),
    *("wh-ch", "wf-c", "linkbuds", "quietcomfort", "bose qc", "bose nc", "beats ", "powerbeats", "jabra elite"),
    *("momentum tw", "momentum true", "momentum 4", "soundcore", "tws", "jabra link", "bt600", "bt700"),
)
"""Whatever else they can: their microphone works in the telephone mode, or through an adapter that has no other."""
HEADSET_PRODUCTS: Final[Words] = (
    *("jabra evolve", "jabra biz", "jabra engage", "plantronics c", "blackwire", "encorepro", "poly voyager"),
    *("sennheiser sc", "epos", "logitech h", "logi h", "zone wired", "lifechat", "hyperx cloud", "arctis", "kraken"),
    *("corsair void", "corsair hs", "yealink uh", "h340", "h390", "h570", "h650", "axtel"),
)
NO_MICROPHONE: Final[Words] = (
    *("stereo mix", "stereomix", "what u hear", "loopback", "monitor of", "vb-audio", "cable output", "blackhole"),
    *("voicemeeter", "virtual", "mixage stéréo", "mezcla estéreo", "missaggio stereo", "mixagem estéreo"),
    *("стерео микшер", "стереомикшер", "立体声混音", "立體聲混音", "ステレオ ミキサー", "스테레오 믹스", "مزيج ستيريو"),
)
"""Inputs that give what a program plays."""
