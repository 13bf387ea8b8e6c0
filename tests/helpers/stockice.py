"""Stock aiortc kept to addresses of the test's choice."""

from collections.abc import Sequence

from aioice import Candidate
from aiortc import RTCPeerConnection


def bind_to_hosts(connection: RTCPeerConnection, hosts: Sequence[str]) -> None:
    """Let the connection gather host candidates on these addresses only.

    aioice lists the addresses itself and leaves loopback out, without a public way to say otherwise; so the one
    method of its connection that is handed the list is wrapped. Call it before a local description is set.
    """
    for transceiver in connection.getTransceivers():
        ice = transceiver.receiver.transport.transport.iceGatherer._connection
        if "get_component_candidates" in vars(ice):
            continue
        gather = ice.get_component_candidates

        async def gather_on_hosts(
            component: int, addresses: list[str], timeout: int = 5, gather: object = gather
        ) -> list[Candidate]:
            found: list[Candidate] = await gather(component, list(hosts), timeout)  # type: ignore[operator]
            return found

        ice.get_component_candidates = gather_on_hosts  # type: ignore[method-assign]
