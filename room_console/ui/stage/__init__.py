"""The window on the hall's screens."""
