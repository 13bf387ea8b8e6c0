"""Assistance: cases of help, the mobile device that is granted."""
