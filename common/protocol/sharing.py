"""Showing one's screen to all: a wish of who has the floor; staff may end it."""

from common.protocol.envelope import Request


class ShareScreen(Request, frozen=True, tag="share_screen"):
    """Who has the floor remotely: show my screen, which comes as the third section of my uplink. Answered by `Done`.

    `limit` while somebody else shows theirs, `not_allowed` without the floor. It lasts as long as the floor: while the
    link is lost nobody sees it, and after it they do again.
    """


class StopSharing(Request, frozen=True, tag="stop_sharing"):
    """Who shares, chair or staff: end it. Answered by `Done`; `already` where nobody shares."""
