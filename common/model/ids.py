"""Identifiers. Each is a plain value on the wire and a distinct type in the code."""

from typing import NewType

MeetingId = NewType("MeetingId", str)
"""Short name of a meeting, safe in a file name and in a link: `[a-z0-9-]{1,64}`."""

ParticipantId = NewType("ParticipantId", str)
"""A participant of one meeting, stable for its whole life: `[a-z0-9-]{1,64}`."""

RequestId = NewType("RequestId", int)
"""A floor request, numbered from 1 in the order of asking within a meeting."""

ChannelNumber = NewType("ChannelNumber", int)
"""0 is the floor (the original sound); 1 to 6 are the languages."""

SlotNumber = NewType("SlotNumber", int)
"""One remote speaker's place on the desk, numbered from 1."""

LegId = NewType("LegId", str)
"""One one-way WebRTC connection, unique for the life of a console core."""

FeedId = NewType("FeedId", str)
"""A signal offered to remote participants, see `common.model.media`."""

Revision = NewType("Revision", int)
"""Number of the last change that a client has seen; grows by one with each journalled event."""
