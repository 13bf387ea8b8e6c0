"""The catalogue of meetings, each in a directory of its own; and a meeting as one file."""
