"""Test signals: a tone, a chirp to measure delay by, and seven voices that can be told apart."""

from common.audio.testsignal.identify import identify_voice
from common.audio.testsignal.simple import CHIRP_S, chirp, room_tone, tone
from common.audio.testsignal.voice import TALKBACK_VOICE, VOICES, Voice

__all__ = ["CHIRP_S", "TALKBACK_VOICE", "VOICES", "Voice", "chirp", "identify_voice", "room_tone", "tone"]
