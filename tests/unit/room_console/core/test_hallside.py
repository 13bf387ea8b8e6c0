"""What the configuration says about media reaches the engine."""

from common.rtc.picturerate import LAYERS, PictureStep
from room_console.core.hallside import picture_layers
from room_console.core.settings.declared import MediaSettings


def test_the_best_layer_is_what_is_configured_and_the_others_take_half_of_it_at_most() -> None:
    layers = picture_layers(MediaSettings())
    assert layers == (PictureStep(1_500_000, 25, 1280 * 720), *LAYERS[1:])


def test_no_more_layers_than_are_configured() -> None:
    assert [len(picture_layers(MediaSettings(picture_layers=count))) for count in (1, 2, 3)] == [1, 2, 3]


def test_a_small_picture_has_no_layer_that_is_larger_or_nearly_as_costly() -> None:
    small = MediaSettings(picture_width=640, picture_height=360, picture_bitrate_bps=250_000)
    assert picture_layers(small) == (PictureStep(250_000, 25, 640 * 360),)
    middle = MediaSettings(picture_width=640, picture_height=360, picture_bitrate_bps=600_000)
    assert picture_layers(middle) == (PictureStep(600_000, 25, 640 * 360), LAYERS[2])
