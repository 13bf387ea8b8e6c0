"""The hall's sound and picture: devices, the patch, the buses, and the virtual hall."""
