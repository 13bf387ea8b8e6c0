"""The media process: moves packets and knows no codec."""

from room_console.core.media.embedded.process.run import run_media

__all__ = ["run_media"]
