"""The settings of registration: the limits with which a meeting begins."""

from typing import Annotated

from msgspec import Meta

from common.model.registration import MOST_ACTIVE, MOST_REGISTERED, RegistrationRules
from room_console.core.settings.section import Section

CEILING = 10_000


class RegistrationSettings(Section, frozen=True, kw_only=True):
    """The limits of registration until the office sets others; they count delegates and observers."""

    most: Annotated[int, Meta(ge=1, le=CEILING, description="How many may be registered in all.")] = MOST_REGISTERED
    most_active: Annotated[int, Meta(ge=0, le=CEILING, description="How many of them may take the floor.")] = (
        MOST_ACTIVE
    )

    def rules(self) -> RegistrationRules:
        """Return the rules to begin with."""
        return RegistrationRules(most=self.most, most_active=self.most_active)
