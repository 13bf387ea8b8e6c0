"""The rules of the meeting, pure: what happened goes in, what must be done comes out."""
