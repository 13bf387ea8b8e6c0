"""The checks before a meeting: network, devices, sound, and the report on them."""
