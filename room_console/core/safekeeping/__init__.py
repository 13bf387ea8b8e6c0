"""Keeping what a console keeps: copies in a second place, the way back, and the end of personal data."""
