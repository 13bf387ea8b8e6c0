"""Coaching: slots, their bookings, reminders, outcomes."""
