"""Numbers that the whole house agrees on. Every name carries its unit."""

SAMPLE_RATE_HZ = 48_000
BLOCK_SAMPLES = 480
"""A block is 10 ms: what the hall bridge, the microphone and the playout exchange."""
PACKET_SAMPLES = 960
"""An Opus packet is 20 ms: two blocks."""
BLOCK_S = BLOCK_SAMPLES / SAMPLE_RATE_HZ
SILENCE_DBFS = -120.0
"""What a meter shows for digital silence."""
HEARD_DBFS = -80.0
"""An uplink whose peak stays under this carries no microphone, even in a quiet room."""
LEVELS_HZ = 20
"""How often levels are told."""
