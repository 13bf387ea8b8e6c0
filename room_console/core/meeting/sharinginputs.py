"""What is wished of screens to be shown to all."""

from dataclasses import dataclass

from common.model.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class SharingWished:
    """Who has the floor wants to show their screen."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class SharingStopped:
    """Who shares, chair or staff want the screen to be shown no more."""

    by: ParticipantId


SharingInput = SharingWished | SharingStopped
