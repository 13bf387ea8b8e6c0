"""A mail server whose answers are set beforehand; it is a `Line` as well."""

from collections.abc import Callable


class MoodyServer:
    """`taken` holds what it took, `offered_s` when it was asked."""

    def __init__(self, mono_s: Callable[[], float] = lambda: 0.0) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.at_offer: list[Exception] = []
        self.at_commit: list[Exception] = []
        self.offered_s: list[float] = []
        self.closed = 0
        self.on_offer: Callable[[str], None] | None = None
        self._mono_s = mono_s

    async def offer(self, to: str, tag: str) -> None:
        """Take an address, or raise what is set."""
        self.offered_s.append(self._mono_s())
        if self.on_offer is not None:
            self.on_offer(to)
        if self.at_offer:
            raise self.at_offer.pop(0)

    async def commit(self, to: str, mail: bytes) -> str:
        """Take a mail, or raise what is set."""
        if self.at_commit:
            raise self.at_commit.pop(0)
        self.taken.append((to, mail))
        return "OK"

    async def close(self) -> None:
        """Count the goodbyes."""
        self.closed += 1
