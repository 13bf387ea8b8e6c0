"""The patch: which port of the hall's device carries what. Ports are numbered from 1; None is not patched."""

from dataclasses import dataclass, field, replace
from typing import Final

from common.model.ids import ChannelNumber, SlotNumber


@dataclass(frozen=True, slots=True)
class SlotPatch:
    """The ports of one slot.

    `send_output` carries the remote speaker to the desk, `return_output` their mix-minus for a desk that wants it.
    `return_input`, where the desk makes the mix-minus itself, replaces the computed one.
    """

    send_output: int | None = None
    return_output: int | None = None
    return_input: int | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """Which port carries what.

    The floor input is the hall's microphones *without* the remote speakers: the console adds those itself, which
    is what makes the mix-minus exact.
    """

    floor_input: int | None
    booth_inputs: dict[ChannelNumber, int] = field(default_factory=dict)
    loudspeakers_output: int | None = None
    """The sum of the slots on air."""
    interpreters_output: int | None = None
    """The whole floor: microphones and slots."""
    slots: dict[SlotNumber, SlotPatch] = field(default_factory=dict)
    prelisten_output: int | None = None
    """The uplink that the operator listens to off-air."""
    talkback_input: int | None = None
    """The operator's microphone, for the private room alone."""

    def without_hall(self) -> "Patch":
        """Return the patch of a session for which no desk is needed: the booths, the outputs and talkback stay.

        The floor is then the sum of the slots, and each return is the console's own.
        """
        slots = {number: replace(slot, return_input=None) for number, slot in self.slots.items()}
        return replace(self, floor_input=None, slots=slots)

    def input_ports(self) -> list[int]:
        """List every input port used, with repeats."""
        return [*self.hall_inputs(), *((self.talkback_input,) if self.talkback_input is not None else ())]

    def hall_inputs(self) -> list[int]:
        """List every input port that the meeting hears, with repeats."""
        ports = [self.floor_input, *self.booth_inputs.values(), *(s.return_input for s in self.slots.values())]
        return [p for p in ports if p is not None]

    def output_ports(self) -> list[int]:
        """List every output port used, with repeats."""
        ports = [self.loudspeakers_output, self.interpreters_output, self.prelisten_output]
        for slot in self.slots.values():
            ports += [slot.send_output, slot.return_output]
        return [p for p in ports if p is not None]


TALKBACK_INPUT: Final = 8


def default_patch(inputs: int, outputs: int, slots: int = 4) -> Patch:
    """Lay a patch out in the usual order, as far as the ports go.

    Inputs: 1 floor, 2 to 7 the booths, 8 talkback. Outputs: 1 loudspeakers, 2 interpreters, then the sends,
    then the returns, then pre-listen.
    """
    booths = {ChannelNumber(n): n + 1 for n in range(1, 7) if n + 1 <= inputs}
    numbers = [SlotNumber(n) for n in range(1, slots + 1)]
    sends = {n: 2 + n if 2 + n <= outputs else None for n in numbers}
    prelisten = 3 + 2 * slots
    returns = {n: 2 + slots + n if 2 + slots + n <= outputs else None for n in numbers}
    return Patch(
        floor_input=1 if inputs >= 1 else None,
        booth_inputs=booths,
        loudspeakers_output=1 if outputs >= 1 else None,
        interpreters_output=2 if outputs >= 2 else None,
        slots={n: SlotPatch(sends[n], returns[n]) for n in numbers},
        prelisten_output=prelisten if prelisten <= outputs else None,
        talkback_input=TALKBACK_INPUT if inputs >= TALKBACK_INPUT else None,
    )


def faults(patch: Patch, inputs: int, outputs: int) -> list[str]:
    """Name what is wrong with `patch` on a device of so many ports; an empty list is a patch that can be used."""
    found = [f"input {p} does not exist" for p in patch.input_ports() if not 1 <= p <= inputs]
    used = patch.output_ports()
    found += [f"output {p} does not exist" for p in used if not 1 <= p <= outputs]
    found += [f"output {p} is used twice" for p in sorted({p for p in used if used.count(p) > 1})]
    found += [f"channel {c} is not one of 1 to 6" for c in patch.booth_inputs if not 1 <= c <= 6]
    if patch.talkback_input in patch.hall_inputs():
        found.append(f"input {patch.talkback_input} carries talkback and is heard in the meeting")
    if not patch.slots:
        found.append("there is no slot for a remote speaker")
    return found
