"""WebRTC, tamed: aiortc, aioice and PyAV are used, and their errors become ours, in this package."""
