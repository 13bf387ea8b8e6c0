"""Invitations: who is invited, the letter, the queue that outlives the console, and what comes back."""
