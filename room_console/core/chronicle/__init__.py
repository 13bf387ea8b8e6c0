"""What happened, from the journal: who did what, who spoke for how long, the minutes index."""
