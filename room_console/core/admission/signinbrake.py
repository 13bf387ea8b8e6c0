"""A brake on guessing passwords: by who is asked for, by where from, and by both. It lets go by itself."""

from typing import Final

from room_console.core.admission.tries import Rate, Tries

OF_BOTH: Final = Rate(5, 60.0)
"""One account from one address."""
OF_ADDRESS: Final = Rate(20, 60.0)
OF_ACCOUNT: Final = Rate(30, 300.0)
"""One account from everywhere it has never signed in from: whoever guesses never keeps its owner out."""


class SignInBrake:
    """Counts tries before they are judged, so that many at once gain nothing. Thread: one loop's."""

    def __init__(self) -> None:
        self._both, self._address, self._account = Tries(OF_BOTH), Tries(OF_ADDRESS), Tries(OF_ACCOUNT)

    def take(self, account: str, network: str, now_s: float, *, is_known: bool) -> float:
        """Count a try; return 0, or the seconds to wait, and then none was counted.

        `is_known` says that this account has signed in from this network before.
        """
        both = f"{account} {network}"
        waits = [self._both.wait_s(both, now_s), self._address.wait_s(network, now_s)]
        if not is_known:
            waits.append(self._account.wait_s(account, now_s))
        if (wait_s := max(waits)) > 0:
            return wait_s
        self._both.add(both, now_s)
        self._address.add(network, now_s)
        if not is_known:
            self._account.add(account, now_s)
        return 0.0

    def was_right(self, account: str, network: str, *, is_known: bool) -> None:
        """Take back the try that was right, and those before it from the same place."""
        self._both.forget(f"{account} {network}")
        self._address.take_back(network)
        if not is_known:
            self._account.take_back(account)
