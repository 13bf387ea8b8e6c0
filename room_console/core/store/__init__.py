"""What is kept on disk: the journal, tokens, devices, records. One SQLite file, one thread that touches it."""
