"""Every word can be read on what it is written on."""

import pytest

from common.ui.colours import SETS, Colours, Scheme, contrast

GROUNDS = ("surface", "raised", "control")
INKS = ("text", "muted", "accent_ink", "live_ink", "warn_ink", "fail_ink")
ROLES = ("accent", "live", "warn", "fail")


def test_contrast_of_black_and_white_is_the_greatest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_ink_on_ground_can_be_read(scheme: Scheme, ground: str, ink: str) -> None:
    colours = SETS[scheme]
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("role", ROLES)
def test_words_on_a_fill_can_be_read(scheme: Scheme, role: str) -> None:
    colours = SETS[scheme]
    assert contrast(getattr(colours, f"on_{role}"), getattr(colours, role)) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
def test_words_on_a_hovered_control_and_on_the_scrim_can_be_read(scheme: Scheme) -> None:
    colours = SETS[scheme]
    assert contrast(colours.text, colours.control_hover) >= 4.5
    assert contrast(colours.on_scrim, colours.scrim) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("ground", [*GROUNDS, *ROLES])
def test_focus_ring_stands_out(scheme: Scheme, ground: str) -> None:
    colours: Colours = SETS[scheme]
    ring = colours.ring if ground in GROUNDS else getattr(colours, f"on_{ground}")
    assert contrast(ring, getattr(colours, ground)) >= 3.0


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_what_can_be_worked_can_be_seen(scheme: Scheme, ground: str) -> None:
    colours = SETS[scheme]
    assert contrast(colours.edge, getattr(colours, ground)) >= 3.0
