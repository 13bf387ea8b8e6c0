"""The chair's window: who speaks, how long, who is next; for two metres away."""
