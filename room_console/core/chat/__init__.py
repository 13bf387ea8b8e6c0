"""Chat: the event chat, private ones, the technicians', the staff's, and the chair's notices."""
