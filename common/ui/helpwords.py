"""What is wrong and what came of it, in words for both windows."""

from PySide6.QtCore import QCoreApplication

from common.model.coaching import CoachingOutcome
from common.model.rooms import CaseOutcome, Trouble

translate = QCoreApplication.translate


def trouble_words(trouble: Trouble) -> str:
    """Say what a participant says is wrong, in their words."""
    return {
        Trouble.HEARING: translate("Help", "I hear nothing, or badly"),
        Trouble.MICROPHONE: translate("Help", "My microphone does not work"),
        Trouble.PICTURE: translate("Help", "The picture or my camera does not work"),
        Trouble.CONNECTION: translate("Help", "The connection is bad or breaks off"),
        Trouble.DEVICE: translate("Help", "My computer does not work: I need another device"),
        Trouble.OTHER: translate("Help", "Something else"),
    }[trouble]


def trouble_word(trouble: Trouble) -> str:
    """Say the same in a word, for tables."""
    return {
        Trouble.HEARING: translate("Help", "Hearing"),
        Trouble.MICROPHONE: translate("Help", "Microphone"),
        Trouble.PICTURE: translate("Help", "Picture"),
        Trouble.CONNECTION: translate("Help", "Connection"),
        Trouble.DEVICE: translate("Help", "Computer"),
        Trouble.OTHER: translate("Help", "Other"),
    }[trouble]


def case_outcome_word(outcome: CaseOutcome) -> str:
    """Say what came of a case."""
    return {
        CaseOutcome.SOLVED: translate("Help", "Solved"),
        CaseOutcome.ADVISED: translate("Help", "Advised"),
        CaseOutcome.UNSOLVED: translate("Help", "Not solved"),
        CaseOutcome.WITHDRAWN: translate("Help", "Withdrawn"),
    }[outcome]


def coaching_outcome_word(outcome: CoachingOutcome) -> str:
    """Say what came of a coaching session."""
    return {
        CoachingOutcome.READY: translate("Help", "Ready"),
        CoachingOutcome.ADVISED: translate("Help", "Ready with advice"),
        CoachingOutcome.NOT_READY: translate("Help", "Not ready"),
        CoachingOutcome.ABSENT: translate("Help", "Did not come"),
    }[outcome]


def waiting_words(since_ms: int, now_ms: int) -> str:
    """Say for how long somebody has waited: `3:07`."""
    seconds = max(0, now_ms - since_ms) // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"
