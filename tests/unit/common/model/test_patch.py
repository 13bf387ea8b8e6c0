"""Which port carries what, and what is wrong with it."""

from dataclasses import replace

import pytest

from common.model.ids import ChannelNumber, SlotNumber
from common.model.patch import Patch, SlotPatch, default_patch, faults

ONE, TWO = SlotNumber(1), SlotNumber(2)
USUAL = default_patch(16, 16)


def test_the_usual_patch_of_sixteen_by_sixteen() -> None:
    assert USUAL.floor_input == 1
    assert USUAL.booth_inputs == {n: n + 1 for n in range(1, 7)}
    assert (USUAL.loudspeakers_output, USUAL.interpreters_output) == (1, 2)
    assert [USUAL.slots[SlotNumber(n)] for n in (1, 4)] == [SlotPatch(3, 7), SlotPatch(6, 10)]
    assert USUAL.prelisten_output == 11
    assert default_patch(16, 10).prelisten_output is None
    assert (USUAL.talkback_input, default_patch(7, 16).talkback_input) == (8, None)


@pytest.mark.parametrize("inputs", range(9))
@pytest.mark.parametrize("outputs", [0, 1, 2, 3, 6, 7, 10, 16])
def test_the_usual_patch_fits_whatever_the_device(inputs: int, outputs: int) -> None:
    assert faults(default_patch(inputs, outputs), inputs, outputs) == []


def test_ports_used_are_listed_with_repeats() -> None:
    patch = Patch(1, {ChannelNumber(1): 2}, 1, 1, {ONE: SlotPatch(3, None, 2)})
    assert patch.input_ports() == [1, 2, 2]
    assert patch.output_ports() == [1, 1, 3]
    assert replace(patch, talkback_input=9).input_ports() == [1, 2, 2, 9]
    assert replace(patch, talkback_input=9).hall_inputs() == [1, 2, 2]


@pytest.mark.parametrize(
    ("patch", "fault"),
    [
        (replace(USUAL, floor_input=17), "input 17 does not exist"),
        (replace(USUAL, floor_input=0), "input 0 does not exist"),
        (replace(USUAL, loudspeakers_output=-1), "output -1 does not exist"),
        (replace(USUAL, interpreters_output=1), "output 1 is used twice"),
        (replace(USUAL, prelisten_output=2), "output 2 is used twice"),
        (replace(USUAL, prelisten_output=17), "output 17 does not exist"),
        (replace(USUAL, slots={ONE: SlotPatch(3), TWO: SlotPatch(3)}), "output 3 is used twice"),
        (replace(USUAL, slots={ONE: SlotPatch(3, return_input=99)}), "input 99 does not exist"),
        (replace(USUAL, booth_inputs={ChannelNumber(7): 2}), "channel 7 is not one of 1 to 6"),
        (replace(USUAL, booth_inputs={ChannelNumber(0): 2}), "channel 0 is not one of 1 to 6"),
        (replace(USUAL, talkback_input=17), "input 17 does not exist"),
        (replace(USUAL, talkback_input=1), "input 1 carries talkback and is heard in the meeting"),
        (replace(USUAL, talkback_input=3), "input 3 carries talkback and is heard in the meeting"),
        (replace(USUAL, slots={}), "there is no slot for a remote speaker"),
    ],
)
def test_a_fault_is_named(patch: Patch, fault: str) -> None:
    assert faults(patch, 16, 16) == [fault]


def test_one_input_may_carry_two_channels() -> None:
    assert faults(replace(USUAL, booth_inputs={ChannelNumber(1): 2, ChannelNumber(2): 2}), 16, 16) == []
