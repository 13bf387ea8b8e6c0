"""What the configuration says about media reaches the engine."""

import msgspec

from common.model.media import STAGE_FEED
from common.rtc.picturesource import PictureSource
from room_console.core.hallside import open_hall_side
from room_console.core.media.engine import PictureWriter
from room_console.core.settings import Settings

CONFIGURED = {
    "meeting": {"id": "test", "title": "Test"},
    "hall": {"device": "none", "camera": "none"},
    "media": {"picture_bitrate_bps": 250_000},
}


async def test_the_picture_takes_no_more_than_is_configured() -> None:
    side = open_hall_side(msgspec.convert(CONFIGURED, Settings))

    async def stage() -> PictureWriter:
        return side.engine.publish_picture(STAGE_FEED)

    await side.start()
    try:
        picture = await side.run(stage())
    finally:
        await side.stop()
    assert isinstance(picture, PictureSource)
    assert picture.most_bps == 250_000
