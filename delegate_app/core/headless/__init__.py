"""A delegate without a window: for tests, rehearsals and load."""
