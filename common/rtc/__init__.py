"""aiortc, tamed: legs, tracks, Opus. Errors of aiortc, aioice and PyAV stop here and become MediaError."""
