"""What a table knows of one participant."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.model.checks import ReadinessReport
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.protocol.operator import LinkReport


@dataclass(frozen=True, slots=True)
class Row:
    """Someone, how their media runs, and what their newest checks found."""

    person: ParticipantView
    report: LinkReport | None
    readiness: ReadinessReport | None

    @property
    def who(self) -> ParticipantId:
        """Whose row it is."""
        return self.person.participant


def differing(before: Mapping[ParticipantId, object], after: Mapping[ParticipantId, object]) -> list[ParticipantId]:
    """Name those whose value is another object than before, or who have come or gone."""
    if before is after:
        return []
    found = [who for who, value in after.items() if before.get(who) is not value]
    if len(after) != len(before) + sum(who not in before for who in found):
        found += [who for who in before if who not in after]
    return found
