"""The engine inside the console core: aiortc's connections, our own encoding and fan-out."""

from room_console.core.media.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
