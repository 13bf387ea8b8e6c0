"""The settings of the debate: the rules of the floor with which a meeting begins."""

from typing import Annotated

import msgspec
from msgspec import Meta

from common.model.floor import (
    DEFAULT_PRECEDENCE,
    MAX_LIMIT_S,
    DiscussionMode,
    Overrun,
    RequestKind,
    SpeakingOrder,
    SpeechTimers,
)
from common.model.meeting import Rules
from common.model.names import clean_line
from common.model.people import Category
from room_console.core.meeting.ruling import timer_faults
from room_console.core.settings.section import Section

MAX_SLOTS = 16
MAX_KINDS = len(DEFAULT_PRECEDENCE)
MAX_NOTICE_S = 3600

Seconds = Annotated[int, Meta(ge=0, le=MAX_LIMIT_S, extra={"unit": "s"})]
Notice = Annotated[int, Meta(ge=0, le=MAX_NOTICE_S, extra={"unit": "s"})]


class TimerSettings(Section, frozen=True, kw_only=True):
    """Speaking time: the first that is not 0 counts: of kind, group, delegation, category, item, all."""

    speech_s: Annotated[Seconds, Meta(description="The time for a speech; 0 is without limit.")] = 0
    by_kind_s: Annotated[
        dict[RequestKind, Seconds],
        Meta(description="That of a kind of request.", extra={"kind": "a table of kind to seconds"}),
    ] = msgspec.field(default_factory=dict)
    group_s: Annotated[Seconds, Meta(description="That of who speaks on behalf of a group.")] = 0
    by_delegation_s: Annotated[
        dict[str, Seconds],
        Meta(description="That of a single delegation.", extra={"kind": "a table of delegation to seconds"}),
    ] = msgspec.field(default_factory=dict)
    by_category_s: Annotated[
        dict[Category, Seconds],
        Meta(description="That of a category of delegations.", extra={"kind": "a table of category to seconds"}),
    ] = msgspec.field(default_factory=dict)
    amber_s: Annotated[Notice, Meta(description="The light turns amber when so much is left.")] = SpeechTimers().amber_s
    overrun: Annotated[
        Overrun,
        Meta(description="What becomes of who has used up their time: it is shown, both are warned, or it is cut."),
    ] = Overrun.SHOW
    grace_s: Annotated[Notice, Meta(description="From the end of one's time to the cut.")] = SpeechTimers().grace_s

    def timers(self) -> SpeechTimers:
        """Return the timers."""
        return SpeechTimers(
            self.speech_s,
            dict(self.by_kind_s),
            self.group_s,
            dict(self.by_category_s),
            self.amber_s,
            self.overrun,
            self.grace_s,
            {clean_line(name): limit_s for name, limit_s in self.by_delegation_s.items()},
        )


class RulesSettings(Section, frozen=True, kw_only=True):
    """The rules at the opening; chair and operator can change them in the meeting (docs/rules-of-the-floor.md)."""

    max_open_mics: Annotated[int, Meta(ge=1, le=MAX_SLOTS, description="How many may hold the floor at once.")] = 1
    standby: Annotated[
        int, Meta(ge=0, le=MAX_SLOTS, description="How many of those to speak next are brought up ahead.")
    ] = 1
    standby_heard: Annotated[
        bool,
        Meta(
            description="Whether the console hears them off-air, so that their sound is judged, and the operator can "
            "listen to it, before they have the floor. Their apps say so."
        ),
    ] = True
    mode: Annotated[DiscussionMode, Meta(description="Who opens microphones.")] = DiscussionMode.MANUAL
    order: Annotated[
        SpeakingOrder, Meta(description="In which order requests of one kind stand: as they came, or by protocol.")
    ] = SpeakingOrder.REQUEST
    precedence: Annotated[
        tuple[RequestKind, ...],
        Meta(min_length=1, max_length=MAX_KINDS, description="Every kind of request there is, the first to go first."),
    ] = DEFAULT_PRECEDENCE
    when_closed: Annotated[
        tuple[RequestKind, ...], Meta(max_length=MAX_KINDS, description="Those that a closed list still takes.")
    ] = Rules().when_closed
    members_only: Annotated[
        tuple[RequestKind, ...], Meta(max_length=MAX_KINDS, description="Those that only members may ask for.")
    ] = Rules().members_only
    timers: TimerSettings = TimerSettings()

    def rules(self) -> Rules:
        """Return the rules of the meeting."""
        return Rules(
            self.max_open_mics,
            self.standby,
            is_standby_heard=self.standby_heard,
            mode=self.mode,
            order=self.order,
            precedence=self.precedence,
            when_closed=self.when_closed,
            members_only=self.members_only,
            timers=self.timers.timers(),
        )

    def faults(self) -> list[tuple[str, str]]:
        """Find by key what can't be: a kind that stands there twice, and the chair's, which nobody asks for."""
        found = []
        for name in ("precedence", "when_closed", "members_only"):
            kinds: tuple[RequestKind, ...] = getattr(self, name)
            if RequestKind.CHAIR in kinds:
                found.append((f"rules.{name}", "the chair asks nobody for the floor"))
            if len(set(kinds)) < len(kinds):
                found.append((f"rules.{name}", "a kind stands there twice"))
        return found + [("rules.timers", fault) for fault in timer_faults(self.timers.timers())]
