"""Assistance: cases of help, the chat with the technicians, the mobile device that is granted."""
